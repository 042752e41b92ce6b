// What happens in the browser alone: jumping to cited words, copying, voting, exporting, the guided
// tour's marks, and what the address asks for (?q=, ?interview=, ?lang=, #p12). No request but to
// our own server, and no word of anyone is ever made into markup.
(() => {
  "use strict";
  const script = document.currentScript;
  const root = script ? script.src.replace(/\/static\/chat\.js([?#].*)?$/, "") : "";
  // As <gradio-app> in another site's page, that element's data- attributes ask instead: the
  // address is the site's own.
  const guest = document.querySelector("gradio-app[src]");
  const address = guest
    ? new URL(`?${new URLSearchParams({ ...guest.dataset })}`, root)
    : new URL(location.href);
  const LANGUAGES = { "zh-Hans": "简体", "zh-Hant": "繁體", en: "English" };
  const find = (query, from = document) => from.querySelector(query);
  const all = (query, from = document) => [...from.querySelectorAll(query)];

  const stored = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window */ } },
  };

  function browserLanguage() {
    const wished = address.searchParams.get("lang") || stored.get("qa-language");
    if (wished in LANGUAGES) return wished;
    const own = (navigator.language || "zh").toLowerCase();
    if (!own.startsWith("zh")) return "en";
    return /hant|tw|hk|mo/.test(own) ? "zh-Hant" : "zh-Hans";
  }

  function type(box, text) {
    const field = find(`${box} textarea, ${box} input`);
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function press(id) {
    const button = document.getElementById(id);
    (button.matches("button") ? button : find("button", button)).click();
  }

  function ask(text) {
    type("#qa-question", text);
    setTimeout(() => press("qa-send"), 60);
  }

  function settle() {
    const log = document.getElementById("qa-log");
    const last = log && all(".qa-user", log).at(-1);
    if (last) log.scrollTop += last.getBoundingClientRect().top - log.getBoundingClientRect().top - 12;
    showMark(find("#qa-side mark"));
    markSeen();
  }

  function showMark(target) {
    const side = document.getElementById("qa-side");
    if (!side || !target) return false;
    const top = target.getBoundingClientRect().top - side.getBoundingClientRect().top;
    side.scrollTop += top - side.clientHeight / 3;
    return true;
  }

  function jump(chip) {
    const paragraph = find(`#qa-side #p${CSS.escape(chip.dataset.paragraph)}`);
    if (!paragraph) return false;
    all("#qa-side .qa-current").forEach((each) => each.classList.remove("qa-current"));
    paragraph.classList.add("qa-current");
    const mark = find("mark", paragraph);
    const side = document.getElementById("qa-side");
    if (side.getBoundingClientRect().top > innerHeight * 0.8) side.scrollIntoView({ block: "start" });
    return showMark(mark || paragraph);
  }

  function toured() {
    return new Set(JSON.parse(stored.get("qa-toured") || "[]"));
  }

  function markSeen(key) {
    const seen = toured();
    if (key) {
      seen.add(key);
      stored.set("qa-toured", JSON.stringify([...seen].slice(-2000)));
    }
    all(".qa-toured").forEach((each) => {
      const done = seen.has(each.dataset.key);
      each.classList.toggle("qa-seen", done);
      each.setAttribute("aria-pressed", String(done));
    });
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.text);
    } catch {
      const area = document.createElement("textarea");
      area.value = button.dataset.text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(button, button.dataset.done);
  }

  function say(button, text) {
    const place = find(".qa-done", button.closest(".qa-tools"));
    place.textContent = text;
    setTimeout(() => { place.textContent = ""; }, 4000);
  }

  function records() {
    return all("#qa-log [data-turn]").map((each) => JSON.parse(each.dataset.turn));
  }

  async function vote(button) {
    const turn = button.closest("[data-turn]");
    const at = all("#qa-log [data-turn]").indexOf(turn);
    const record = JSON.parse(turn.dataset.turn);
    const history = records().slice(0, at).flatMap((each) => [
      { role: "user", text: each.question }, { role: "assistant", text: each.answer },
    ]);
    const body = {
      good: button.dataset.good === "true", question: record.question, history,
      interview: record.interview || null,
    };
    const reply = await fetch(`${root}/api/feedback`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const problem = reply.ok ? "" : (await reply.json()).error;
    say(button, problem || button.dataset.done);
    if (reply.ok) button.setAttribute("aria-pressed", "true");
  }

  function save(name, kind, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function exportAll() {
    const turns = records();
    if (!turns.length) return;
    const lines = turns.map((turn) => {
      const quotes = turn.citations.map((each) => {
        const link = new URL(root + each.url, location.href).href;
        return `> [${each.n}] ${each.speaker ? `${each.speaker}: ` : ""}${each.quote.replaceAll("\n", " ")}\n> ${link}`;
      });
      return [`## ${turn.question.replaceAll("\n", " ")}`, turn.answer, ...quotes].join("\n\n");
    });
    save("conversation.md", "text/markdown", `${lines.join("\n\n")}\n`);
    save("conversation.json", "application/json", JSON.stringify(turns, null, 2));
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest(".qa-chip, .qa-suggest, .qa-undo, .qa-copy, .qa-vote");
    if (!target) return;
    if (target.matches(".qa-chip")) {
      if (jump(target)) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (target.matches(".qa-suggest")) {
      if (target.dataset.key) markSeen(target.dataset.key);
      ask(target.dataset.question);
    } else if (target.matches(".qa-undo")) {
      type("#qa-raw", target.dataset.question);
      setTimeout(() => press("qa-raw-send"), 60);
    } else if (target.matches(".qa-copy")) {
      copy(target);
    } else {
      vote(target);
    }
  });

  if (address.searchParams.get("theme") === "dark") document.documentElement.classList.add("dark");

  window.interviewChat = {
    settle,
    ask,
    jump,
    exportAll,
    wishes(language, interview) {
      return [LANGUAGES[browserLanguage()] || language, address.searchParams.get("interview") || interview];
    },
    remember() {
      const shown = find("#qa-language input")?.value;
      const code = Object.keys(LANGUAGES).find((key) => LANGUAGES[key] === shown);
      if (code) {
        stored.set("qa-language", code);
        if (!guest) document.documentElement.lang = code;
      }
      markSeen();
    },
    begin() {
      if (!guest) document.documentElement.lang = browserLanguage();
      markSeen();
      // From now on nothing that is still loading overwrites what is asked.
      document.dispatchEvent(new Event("interview-chat"));
      const question = address.searchParams.get("q");
      if (question) {
        address.searchParams.delete("q");
        if (!guest) history.replaceState(null, "", address);
        ask(question.slice(0, 4000));
      }
    },
  };
})();
