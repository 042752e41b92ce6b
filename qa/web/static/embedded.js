// The counterpart of embed.js, inside the iframe: it tells the page that embeds us what happens and
// takes questions from it. It talks to one origin only, the one that the browser says embeds us.
(() => {
  "use strict";
  if (new URL(location.href).searchParams.get("embed") !== "1") return;
  document.documentElement.classList.add("qa-embedded");
  if (window.parent === window) return;
  const SOURCE = "interview-assistant";
  const ancestor = location.ancestorOrigins && location.ancestorOrigins[0];
  const host = ancestor || (document.referrer && new URL(document.referrer).origin);
  if (!host || host === "null") return;

  const post = (message) => window.parent.postMessage({ source: SOURCE, ...message }, host);
  let asked = null;
  let article = false;
  let passing = false;

  window.addEventListener("message", (event) => {
    const message = event.data;
    if (event.origin !== host || event.source !== window.parent) return;
    if (!message || message.source !== SOURCE) return;
    if (message.type === "hello") {
      article = message.article === true;
    } else if (message.type === "ask" && typeof message.question === "string") {
      window.interviewChat.ask(message.question.slice(0, 4000));
    } else if (message.type === "focus") {
      document.querySelector("#qa-question textarea")?.focus();
    } else if (message.type === "shown" && !message.found && asked && article) {
      // The host's article does not have the words: our own transcript does.
      passing = true;
      asked.click();
      passing = false;
    }
  });

  // Before the page's own listener: where the host has the article, its words come first.
  document.addEventListener("click", (event) => {
    const chip = event.target.closest(".qa-chip");
    if (!chip || passing) return;
    if (article) {
      event.preventDefault();
      event.stopPropagation();
    }
    asked = chip;
    const { quote, text, interview, variants, paragraph } = chip.dataset;
    post({ type: "citation", quote, text, interview, variants, paragraph: Number(paragraph) });
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) post({ type: "close" });
  });

  document.addEventListener("interview-chat", () => post({ type: "ready" }));

  let answers = 0;
  new MutationObserver(() => {
    const found = document.querySelectorAll("#qa-log [data-turn]");
    if (found.length > answers) {
      const record = JSON.parse(found[found.length - 1].dataset.turn);
      post({ type: "answer", question: record.question, answerable: record.answerable, answer: record.answer });
    }
    answers = found.length;
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
