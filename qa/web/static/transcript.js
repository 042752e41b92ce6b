// The transcript, beside the chat and on its own page: marking exactly the cited characters, loading
// another interview, links to paragraphs, and what the reader has seen of the guided tour.
(() => {
  "use strict";
  const script = document.currentScript;
  const root = script ? script.src.replace(/\/static\/transcript\.js([?#].*)?$/, "") : "";
  const find = (query, from = document) => from.querySelector(query);
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  const stored = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window */ } },
  };

  const side = () => document.getElementById("qa-side");
  const stand = () => find("#qa-side .qa-stand");
  let loading = Promise.resolve();

  // Shows an interview beside the chat; `again` also when it is there, in another language.
  function load(interview, language, again = false) {
    loading = loading.catch(() => {}).then(async () => {
      if (!interview || (!again && stand()?.dataset.interview === interview)) return;
      const query = new URLSearchParams({ part: "1", lang: language });
      const reply = await fetch(`${root}/interviews/${encodeURIComponent(interview)}?${query}`);
      if (!reply.ok) return;
      // Parsed apart from this page, where nothing in it could run or be fetched.
      const parsed = new DOMParser().parseFromString(await reply.text(), "text/html");
      const found = find(".qa-stand", parsed);
      if (!found) return;
      const open = find("#qa-side .qa-tour")?.open;
      find("#qa-side .qa-shell").replaceChildren(document.adoptNode(found));
      if (open && find("#qa-side .qa-tour")) find("#qa-side .qa-tour").open = true;
      side().scrollTop = 0;
      markSeen();
    });
    return loading;
  }

  function unmark() {
    for (const mark of all("#qa-side .qa-text mark")) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
    all("#qa-side .qa-current").forEach((each) => each.classList.remove("qa-current"));
  }

  // Python counts code points, the browser UTF-16 units.
  function units(text, points) {
    let at = 0;
    for (let left = points; left > 0 && at < text.length; left--) at += text.codePointAt(at) > 0xffff ? 2 : 1;
    return at;
  }

  function paragraphOf(number) {
    return find(`#qa-side #p${CSS.escape(String(number))}`);
  }

  function mark(citation, now) {
    const words = find(".qa-text", paragraphOf(citation.paragraph) || document.createElement("p"));
    if (!words) return null;
    const whole = words.textContent;
    const start = units(whole, citation.start);
    const end = start + units(whole.slice(start), [...citation.quote].length);
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    const pieces = [];
    for (let node = walker.nextNode(), at = 0; node; node = walker.nextNode()) {
      const low = Math.max(start - at, 0);
      const high = Math.min(end - at, node.data.length);
      if (low < high && !node.parentElement.closest("mark")) pieces.push([node, low, high]);
      at += node.data.length;
    }
    for (const [node, low, high] of pieces) {
      const range = document.createRange();
      range.setStart(node, low);
      range.setEnd(node, high);
      const element = document.createElement("mark");
      if (now) element.className = "qa-now";
      range.surroundContents(element);
    }
    return find(now ? "mark.qa-now" : "mark", words);
  }

  // Marks what an answer cites in the interview of one citation, and brings that one into view.
  async function show(citations, chosen, language) {
    if (!chosen) return;
    await load(chosen.interview, language);
    unmark();
    const beside = citations.filter((each) => each.interview === chosen.interview);
    const target = mark(chosen, true) || paragraphOf(chosen.paragraph);
    beside.filter((each) => each.n !== chosen.n).forEach((each) => mark(each, false));
    paragraphOf(chosen.paragraph)?.classList.add("qa-current");
    scroll(target);
    markSeen(null, chosen);
  }

  async function showParagraph(interview, number, language) {
    await load(interview, language);
    unmark();
    const target = paragraphOf(number);
    target?.classList.add("qa-current");
    scroll(target);
  }

  function scroll(target) {
    const box = side();
    if (!box || !target) return;
    const top = target.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTo({ top: box.scrollTop + top - box.clientHeight / 3, behavior: calm() ? "auto" : "smooth" });
  }

  function toured() {
    try { return new Set(JSON.parse(stored.get("qa-toured") || "[]")); } catch { return new Set(); }
  }

  // A stop of the tour is seen once it was asked, or an answer from it was read.
  function markSeen(key = null, citation = null) {
    const seen = toured();
    const before = seen.size;
    if (key) seen.add(key);
    for (const stop of all(".qa-toured")) {
      const { interview, from, to } = stop.dataset;
      const read = citation && citation.interview === interview
        && Number(from) <= citation.paragraph && citation.paragraph < Number(to);
      if (read) seen.add(stop.dataset.key);
      find(".qa-seen", stop).hidden = !seen.has(stop.dataset.key);
      stop.classList.toggle("qa-done-stop", seen.has(stop.dataset.key));
    }
    if (seen.size > before) stored.set("qa-toured", JSON.stringify([...seen].slice(-2000)));
    for (const progress of all(".qa-progress")) {
      const stops = all(".qa-toured", progress.closest(".qa-tour"));
      const done = stops.filter((each) => seen.has(each.dataset.key)).length;
      const counts = [done, stops.length];
      progress.textContent = progress.dataset.words.replace(/\{\}/g, () => counts.shift());
    }
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  // One place that screen readers listen to, and that everybody sees for a moment.
  function say(text, shown = false) {
    let place = find("#qa-said");
    if (!place) {
      place = document.createElement("div");
      place.id = "qa-said";
      place.setAttribute("role", "status");
      document.body.append(place);
    }
    place.textContent = text;
    place.classList.toggle("qa-toast", shown);
    clearTimeout(say.timer);
    if (shown) say.timer = setTimeout(() => { place.classList.remove("qa-toast"); }, 2500);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.qa-number");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = new URL(link.href);
    if (!side()) history.replaceState(null, "", address.hash);
    copy(address.href);
    say(find("[data-link-copied]")?.dataset.linkCopied || "", true);
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.body.classList.contains("qa-page")) return;
    markSeen();
    // The words may have moved away from the paragraph that the address names.
    const moved = find(".qa-notice")?.dataset.paragraph;
    const target = find(".qa-text mark") || (Number(moved) && document.getElementById(`p${moved}`));
    if (target && (moved || location.hash)) target.scrollIntoView({ block: "center" });
    document.addEventListener("click", (event) => {
      const stop = event.target.closest(".qa-toured");
      if (!stop) return;
      markSeen(stop.dataset.key);
      const query = new URLSearchParams({ interview: stop.dataset.interview, q: stop.dataset.question });
      location.assign(`${root}/?${query}`);
    });
  });

  window.interviewTranscript = { root, load, show, showParagraph, markSeen, copy, say, stored };
})();
