// The chat page: what its buttons mean, what its address asks for (?q=, ?interview=, ?lang=, #p12),
// and where the focus goes. No request but to our own server.
(() => {
  "use strict";
  const transcript = window.interviewTranscript;
  const conversation = window.interviewConversation;
  const lane = window.interviewLane;
  const { stored } = transcript;
  const find = (query, from = document) => from.querySelector(query);
  // As <gradio-app> in another site's page, that element's data- attributes ask instead: the
  // address is the site's own.
  const guest = find("gradio-app[src]");
  const address = guest
    ? new URL(`?${new URLSearchParams({ ...guest.dataset })}`, `${transcript.root}/`)
    : new URL(location.href);
  const LANGUAGES = ["zh-Hans", "zh-Hant", "en"];
  const NARROW = matchMedia("(max-width: 860px)");
  const all = (query, from = document) => [...from.querySelectorAll(query)];

  const state = {
    language: "zh-Hans",
    interview: address.searchParams.get("interview") || "",
    compare: false,
    touched: "",
    votes: new Map(),
  };

  function browserLanguage() {
    const wished = address.searchParams.get("lang") || stored.get("qa-language");
    if (LANGUAGES.includes(wished)) return wished;
    const own = (navigator.language || "zh").toLowerCase();
    if (!own.startsWith("zh")) return "en";
    return /hant|tw|hk|mo/.test(own) ? "zh-Hant" : "zh-Hans";
  }

  const press = (name) => document.getElementById(`qa-do-${name}`).click();
  const field = () => find("#qa-question textarea, #qa-question input");

  // A question is asked of what is chosen when it is sent.
  function ask(question, what = {}, more = {}) {
    view("chat");
    const { interview, compare } = state;
    // What was put back to be sent again is sent now.
    if (field()?.value === question) write(field(), "");
    const again = (same) => ask(question, same, more);
    lane.give("ask", { interview, compare, question, ...what }, { ...more, again });
  }

  // The question goes back into the box, unless something else is being written there.
  function refill(question) {
    const box = field();
    if (box.value.trim()) return;
    write(box, question);
  }

  function write(box, words) {
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // What stands in the box is sent, and the box is empty at once: by Gradio's own events it would be
  // emptied a moment later, with what was typed in between.
  function send() {
    const words = field().value;
    write(field(), "");
    if (words.trim()) ask(words);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== field()) return;
    event.preventDefault();
    event.stopPropagation();
    send();
  }, true);

  const pick = ({ question, alone, interview }) =>
    ask(question, { alone: alone !== undefined, of: interview || "" });

  function view(name) {
    document.documentElement.dataset.view = name;
    all(".qa-view").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.view === name)));
  }

  function jump(chip) {
    conversation.hideCard();
    if (NARROW.matches) view("transcript");
    if (!chip.dataset.n) {
      return transcript.showParagraph(chip.dataset.interview, chip.dataset.paragraph, state.language);
    }
    const { citations } = conversation.recordOf(chip);
    const chosen = citations.find((each) => String(each.n) === chip.dataset.n);
    return transcript.show(citations, chosen, state.language);
  }

  // After an answer: it is read out, the question stands at the top, its first citation beside it.
  function settle() {
    const { what, stop } = lane.done();
    if (lane.idle()) lane.look();
    const log = document.getElementById("qa-log");
    const turns = all(".qa-turn", log);
    const last = turns.at(-1);
    if (!last) return;
    log.scrollTop += last.getBoundingClientRect().top - log.getBoundingClientRect().top - 8;
    const replies = all("[data-turn]", last);
    transcript.say(replies.map((each) => all(".qa-words", each).map((p) => p.textContent).join(" ")).join(" "));
    if (replies.length) {
      const { citations } = conversation.recordOf(replies[0]);
      if (citations.length) transcript.show(citations, citations[0], state.language);
      else if (stop) transcript.showParagraph(stop.interview, stop.from, state.language);
    } else refill(what.question);
    showVotes();
    if (document.activeElement === document.body && replies.length) {
      replies[0].focus({ preventScroll: true });
    }
  }

  function vote(button) {
    const turn = button.closest(".qa-turn");
    const reply = button.closest("[data-turn]");
    const wish = {
      turn: Number(turn.dataset.number), reply: all("[data-turn]", turn).indexOf(reply),
      good: button.dataset.good === "true",
    };
    lane.give("vote", wish, { button });
  }

  function voted() {
    const { button, what: wish } = lane.done();
    state.votes.set(`${wish.turn}/${wish.reply}`, wish.good);
    showVotes();
    conversation.say(button, find("#qa-notice").textContent.trim());
  }

  function showVotes() {
    for (const turn of all(".qa-turn")) {
      all("[data-turn]", turn).forEach((reply, number) => {
        const good = state.votes.get(`${turn.dataset.number}/${number}`);
        all(".qa-vote", reply).forEach((each) => {
          each.setAttribute("aria-pressed", String(good !== undefined && each.dataset.good === String(good)));
        });
      });
    }
  }

  function forget(from) {
    for (const key of [...state.votes.keys()]) {
      if (Number(key.split("/")[0]) >= from) state.votes.delete(key);
    }
  }

  const turns = () => all("#qa-log .qa-turn").length;

  const acts = {
    "qa-chip": jump,
    "qa-passage": jump,
    "qa-suggest": (button) => pick(button.dataset),
    "qa-toured": (button) => {
      transcript.markSeen(button.dataset.key);
      const { question, interview } = button.dataset;
      ask(question, { alone: true, of: interview }, { stop: button.dataset });
    },
    "qa-undo": (button) => {
      forget(turns() - 1);
      ask(button.dataset.question, { alone: true, anew: true });
    },
    "qa-copy": conversation.copy,
    "qa-vote": vote,
    "qa-retry": (button) => {
      const { question, alone } = button.closest(".qa-turn").dataset;
      forget(turns() - 1);
      ask(question, { alone: alone !== undefined, anew: true });
    },
    "qa-edit": () => { forget(turns() - 1); lane.give("edit"); },
    "qa-clear": () => {
      forget(0);
      view("chat");
      lane.drop();
      lane.give("clear");
    },
    "qa-export": (button) => {
      button.closest("details").open = false;
      conversation.exportAs(button.dataset.kind);
    },
    "qa-view": (button) => view(button.dataset.view),
    "qa-send": send,
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest(Object.keys(acts).map((name) => `.${name}`).join(", "));
    if (!target || !find("#qa-main") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    acts[Object.keys(acts).find((name) => target.classList.contains(name))](target);
  });

  document.addEventListener("change", (event) => {
    const { id } = event.target;
    if (!["qa-language", "qa-interview", "qa-compare"].includes(id)) return;
    if (id === "qa-language") remember(event.target.value);
    if (id === "qa-interview") state.interview = event.target.value;
    if (id === "qa-compare") state.compare = event.target.checked;
    state.touched = id;
    lane.give("show", {}, { changed: id });
  });

  function remember(language) {
    speak(language);
    stored.set("qa-language", language);
    // The transcript pages are made by the server, which sees no other store.
    if (guest) return;
    const path = new URL(`${transcript.root}/`).pathname;
    document.cookie = `qa-language=${language}; path=${path}; max-age=31536000; SameSite=Lax`;
  }

  function speak(language) {
    state.language = language;
    lane.speak(language);
  }

  // The parts that Gradio makes get the names that screen readers read, and can be scrolled by key.
  function dress() {
    if (!guest) document.documentElement.lang = state.language;
    const words = find("#qa-head .qa-head")?.dataset || {};
    for (const [id, name] of [["qa-log", words.log], ["qa-side", words.transcript]]) {
      const part = document.getElementById(id);
      part.tabIndex = 0;
      part.setAttribute("role", "region");
      part.setAttribute("aria-label", name || "");
    }
    document.getElementById("qa-hidden").inert = true;
  }

  function shown() {
    const { changed } = lane.done();
    dress();
    showVotes();
    const head = find("#qa-head .qa-head");
    // The interview that was asked for may not be there.
    if (!lane.waits("show")) state.interview = head.dataset.interview ?? state.interview;
    const current = find("#qa-side .qa-stand")?.dataset.interview;
    const wished = changed === "qa-interview" ? head.dataset.shown : current || head.dataset.shown;
    // The bar is new: the focus goes back to what was touched last, unless it has gone on below.
    const inside = document.getElementById("qa-main").contains(document.activeElement);
    if (changed && !inside) document.getElementById(state.touched)?.focus();
    if (lane.idle() && !address.searchParams.get("q")) lane.look();
    return transcript.load(wished, state.language, changed === "qa-language");
  }

  function failed() {
    const { job, said } = lane.failed();
    if (job.what.question) refill(job.what.question);
    if (said) transcript.say(said, true);
  }

  function begin() {
    view("chat");
    shown().then(() => {
      const hash = /^#p(\d+)$/.exec(location.hash);
      if (!hash) return;
      const interview = find("#qa-side .qa-stand")?.dataset.interview;
      if (NARROW.matches) view("transcript");
      transcript.showParagraph(interview, hash[1], state.language);
    });
    document.dispatchEvent(new Event("interview-chat"));
    const question = address.searchParams.get("q");
    if (!question) return;
    address.searchParams.delete("q");
    if (!guest) history.replaceState(null, "", address);
    ask(question.slice(0, 4000), { alone: true });
  }

  if (address.searchParams.get("theme") === "dark") document.documentElement.classList.add("dark");
  if (!guest) document.documentElement.classList.add("qa-own");
  view("chat");
  speak(browserLanguage());

  window.interviewChat = {
    ask: (question) => ask(question),
    jump,
    settle,
    shown,
    begin,
    voted,
    failed,
    looked: lane.looked,
    write() {
      lane.done();
      if (lane.idle() && !turns()) lane.look();
      field()?.focus();
    },
    // What the server is told with every call.
    take() {
      const { language, interview, compare } = state;
      const what = lane.current()?.what || {};
      return JSON.stringify({ language, interview, compare, address: transcript.root, ...what });
    },
  };
})();
