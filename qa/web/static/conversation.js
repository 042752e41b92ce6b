// What can be done with answers in the browser: copying, exporting, and looking at a quote without
// leaving the answer. No word of anyone is ever made into markup.
(() => {
  "use strict";
  const transcript = window.interviewTranscript;
  const find = (query, from = document) => from.querySelector(query);
  const all = (query, from = document) => [...from.querySelectorAll(query)];

  const recordOf = (element) => JSON.parse(element.closest("[data-turn]").dataset.turn);
  const records = () => all("#qa-log [data-turn]").map(recordOf);

  function say(button, text) {
    const place = find(".qa-done", button.closest(".qa-tools"));
    place.textContent = text;
    transcript.say(text);
    setTimeout(() => { place.textContent = ""; }, 4000);
  }

  async function copy(button) {
    await transcript.copy(button.dataset.text);
    button.closest("details").open = false;
    find("summary", button.closest("details")).focus();
    say(button, button.dataset.done);
  }

  function save(name, kind, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // Words of others stay words in Markdown, too: no pictures, no links, no HTML.
  const plain = (text) => text.replace(/[\\`*_[\]<>#!|]/g, "\\$&").replace(/\s+/g, " ").trim();

  function asMarkdown(turn) {
    const quotes = turn.citations.map((each) => {
      const link = transcript.root + each.url;
      const who = each.speaker ? `${plain(each.speaker)}: ` : "";
      return `> [${each.n}] ${who}${plain(each.quote)}\n>\n> [${plain(each.title)}, ¶${each.paragraph}](<${link}>)`;
    });
    return [`## ${plain(turn.question)}`, turn.answer, ...quotes].join("\n\n");
  }

  function exportAs(kind) {
    const turns = records();
    if (!turns.length) return;
    const name = `conversation-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-")}`;
    if (kind === "json") save(`${name}.json`, "application/json", `${JSON.stringify(turns, null, 2)}\n`);
    else save(`${name}.md`, "text/markdown", `${turns.map(asMarkdown).join("\n\n")}\n`);
  }

  // The quote of a chip, shown while the pointer or the focus is on it.
  let card = null;
  let leaving = 0;

  function showCard(chip) {
    clearTimeout(leaving);
    const cited = recordOf(chip).citations.find((each) => String(each.n) === chip.dataset.n);
    if (!cited || card?.chip === chip) return;
    hideCard();
    const box = document.createElement("div");
    box.className = "qa-card";
    box.id = "qa-card";
    box.setAttribute("role", "tooltip");
    const where = document.createElement("p");
    where.textContent = [cited.speaker, cited.title, `¶${cited.paragraph}`].filter(Boolean).join(" · ");
    const words = document.createElement("blockquote");
    words.textContent = cited.quote;
    words.lang = find("bdi", chip.closest("p"))?.lang || "";
    box.append(words, where);
    box.addEventListener("mouseenter", () => clearTimeout(leaving));
    box.addEventListener("mouseleave", hideSoon);
    document.body.append(box);
    chip.setAttribute("aria-describedby", box.id);
    card = { chip, box };
    place(chip.getBoundingClientRect(), box);
  }

  function place(chip, box) {
    const { width, height } = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(chip.left - 24, innerWidth - width - 8));
    const below = chip.bottom + 8;
    box.style.left = `${left}px`;
    box.style.top = `${below + height < innerHeight - 8 ? below : Math.max(8, chip.top - height - 8)}px`;
  }

  function hideCard() {
    clearTimeout(leaving);
    card?.chip.removeAttribute("aria-describedby");
    card?.box.remove();
    card = null;
  }

  function hideSoon() {
    clearTimeout(leaving);
    leaving = setTimeout(hideCard, 150);
  }

  for (const [event, act] of [["mouseover", showCard], ["focusin", showCard]]) {
    document.addEventListener(event, (each) => {
      const chip = each.target.closest?.("#qa-log .qa-chip");
      if (chip) act(chip);
    });
  }
  for (const event of ["mouseout", "focusout"]) {
    document.addEventListener(event, (each) => {
      if (each.target.closest?.(".qa-chip")) hideSoon();
    });
  }
  document.addEventListener("scroll", () => {
    if (card) place(card.chip.getBoundingClientRect(), card.box);
  }, { capture: true, passive: true });

  // A menu closes on Escape and when something else is used.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = find(".qa-copying[open], .qa-exporting[open]");
    if (!card && !menu) return;
    event.stopPropagation();
    hideCard();
    if (!menu) return;
    menu.open = false;
    find("summary", menu).focus();
  }, true);
  document.addEventListener("click", (event) => {
    for (const menu of all(".qa-copying[open], .qa-exporting[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  window.interviewConversation = { recordOf, records, copy, exportAs, hideCard, say };
})();
