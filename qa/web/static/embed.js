// The assistant in another site's page, from one script tag; docs/embedding.md lists its data-
// attributes. It draws a button; the panel and its iframe come when that is first pressed, nothing
// before. No style attribute, no markup from strings, no eval: a strict policy of the page only has
// to name our host for script-src and frame-src.
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector('script[src*="embed.js"]');
  if (!script || window.InterviewAssistant) return;
  const base = script.src.replace(/(static\/)?embed\.js([?#].*)?$/, "");
  const origin = new URL(base).origin;
  const SOURCE = "interview-assistant";
  const NARROW = "(max-width: 479px)";
  const LONGEST = 4000;
  const wished = { ...script.dataset };

  const WORDS = {
    "zh-Hans": { ask: "问访谈", close: "关闭", whole: "在新窗口打开" },
    "zh-Hant": { ask: "問訪談", close: "關閉", whole: "在新視窗打開" },
    en: { ask: "Ask the interview", close: "Close", whole: "Open in a new window" },
  };

  function language() {
    const name = (wished.lang || document.documentElement.lang || navigator.language || "").toLowerCase();
    if (!name.startsWith("zh")) return "en";
    return /hant|tw|hk|mo/.test(name) ? "zh-Hant" : "zh-Hans";
  }

  const lang = language();
  const words = WORDS[lang];
  const dark = wished.theme === "dark"
    || (wished.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const side = wished.position === "left" ? "left" : "right";

  const STYLE = `
    :host { all: initial !important; }
    * { box-sizing: border-box; font: 16px/1.4 system-ui, "Noto Sans CJK SC", "PingFang SC",
      "Microsoft YaHei", sans-serif; }
    [hidden] { display: none !important; }
    button { cursor: pointer; border: 0; }
    :focus-visible { outline: 3px solid #d39b00; outline-offset: 2px; }
    .launcher { position: fixed; bottom: 20px; ${side}: 20px; z-index: 2147483000; min-height: 48px;
      padding: 10px 20px; border-radius: 24px; background: #1f4e8c; color: #fff;
      box-shadow: 0 2px 12px #0005; }
    .greeting { position: fixed; bottom: 80px; ${side}: 20px; z-index: 2147483000; max-width: 260px;
      padding: 10px 14px; border-radius: 12px; text-align: start; box-shadow: 0 2px 12px #0003; }
    .panel { position: fixed; bottom: 80px; ${side}: 20px; z-index: 2147483001; display: flex;
      flex-direction: column; width: min(420px, calc(100vw - 40px));
      height: min(680px, calc(100vh - 100px)); height: min(680px, calc(100dvh - 100px));
      overflow: hidden; border-radius: 12px; box-shadow: 0 4px 28px #0006; }
    .low { max-height: 55vh; }
    .panel, .greeting { background: #fff; color: #1d1d1f; }
    .dark .panel, .dark .greeting { background: #1b1b1f; color: #f2f2f4; }
    .bar { display: flex; align-items: center; justify-content: space-between; padding: 4px 4px 4px 14px; }
    .bar > :first-child { flex: 1; }
    .bar a, .close { min-width: 40px; min-height: 40px; background: none; color: inherit;
      text-align: center; line-height: 40px; text-decoration: none; }
    iframe { flex: 1; width: 100%; border: 0; }
    @media ${NARROW} { .panel { inset: 0; width: 100%; height: 100%; max-height: none; border-radius: 0; } }`;
  const FOUND = "interview-citation";
  const MARKED = `::highlight(${FOUND}), mark.${FOUND} { background-color: #ffe58a; color: #1d1d1f; }`;

  // A constructed sheet is not subject to the page's style-src; a style element is, but older
  // browsers know nothing else.
  function addStyle(root, text) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    } catch {
      const style = document.createElement("style");
      style.nonce = script.nonce;
      style.textContent = text;
      (root.head || root).append(style);
    }
  }

  function make(name, className, text = "") {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  }

  const listeners = {};
  function tell(event, detail) {
    for (const listener of listeners[event] || []) {
      try { listener(detail); } catch (error) { console.error(error); }
    }
  }

  let shadow, box, launcher, greeting, panel, frame;
  let ready = false;
  const waiting = [];

  function draw() {
    const place = document.createElement("interview-assistant");
    shadow = place.attachShadow({ mode: "open" });
    addStyle(shadow, STYLE);
    box = make("div", dark ? "dark" : "");
    box.lang = lang;
    launcher = make("button", "launcher", words.ask);
    launcher.type = "button";
    launcher.setAttribute("aria-expanded", "false");
    launcher.setAttribute("aria-haspopup", "dialog");
    launcher.addEventListener("click", () => (isOpen() ? close() : open()));
    box.append(launcher);
    if (wished.greeting) {
      greeting = make("button", "greeting", wished.greeting);
      greeting.type = "button";
      greeting.addEventListener("click", () => open());
      box.append(greeting);
    }
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && isOpen()) {
        event.stopPropagation();
        close();
      }
    });
    shadow.append(box);
    document.body.append(place);
    if (wished.open === "true") open(false);
  }

  function address(embed) {
    const url = new URL(base);
    const asked = { embed, interview: wished.interview, lang: wished.lang && lang };
    // The second name is the one that Gradio itself understands.
    asked.theme = asked.__theme = dark ? "dark" : "light";
    for (const [name, value] of Object.entries(asked)) if (value) url.searchParams.set(name, value);
    return url.href;
  }

  function drawPanel() {
    panel = make("div", "panel");
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", words.ask);
    panel.id = "panel";
    panel.tabIndex = -1;
    const bar = make("div", "bar");
    const cross = make("button", "close", "✕");
    cross.type = "button";
    cross.setAttribute("aria-label", words.close);
    cross.addEventListener("click", close);
    const whole = make("a", "", "↗");
    whole.href = address("");
    whole.target = "_blank";
    whole.rel = "noopener";
    whole.setAttribute("aria-label", words.whole);
    bar.append(make("span", "", words.ask), whole, cross);
    frame = make("iframe", "");
    frame.title = words.ask;
    frame.allow = "clipboard-write";
    // Our origin and no path: enough for the iframe to know whom it may talk to.
    frame.referrerPolicy = "origin";
    frame.src = address("1");
    panel.append(bar, frame);
    box.append(panel);
    launcher.setAttribute("aria-controls", "panel");
  }

  const isOpen = () => Boolean(panel) && !panel.hidden;

  function open(focus = true) {
    if (!box || isOpen()) return;
    if (panel) panel.hidden = false;
    else drawPanel();
    if (greeting) greeting.hidden = true;
    launcher.setAttribute("aria-expanded", "true");
    if (focus) enter();
    tell("open");
  }

  function enter() {
    panel.focus();
    if (!ready) return;
    frame.focus();
    post({ type: "focus" });
  }

  function close() {
    if (!isOpen()) return;
    const inside = shadow.activeElement && panel.contains(shadow.activeElement);
    panel.hidden = true;
    panel.classList.remove("low");
    launcher.setAttribute("aria-expanded", "false");
    if (inside) launcher.focus();
    tell("close");
  }

  function ask(text) {
    const question = String(text).trim().slice(0, LONGEST);
    if (!question) return;
    open();
    if (ready) post({ type: "ask", question });
    else waiting.push(question);
  }

  function post(message) {
    if (frame) frame.contentWindow.postMessage({ source: SOURCE, ...message }, origin);
  }

  window.addEventListener("message", (event) => {
    const message = event.data;
    if (!frame || event.origin !== origin || event.source !== frame.contentWindow) return;
    if (!message || message.source !== SOURCE) return;
    const { source: _source, type, ...detail } = message;
    if (type === "ready") started();
    else if (type === "close") close();
    else if (type === "citation") post({ type: "shown", found: show(detail) });
    else if (type === "answer") panel.classList.remove("low");
    if (["ready", "answer", "citation"].includes(type)) tell(type, detail);
  });

  function started() {
    const before = ready;
    ready = true;
    post({ type: "hello", article: articles().length > 0 });
    if (!before && shadow.activeElement === panel) enter();
    for (const question of waiting.splice(0)) post({ type: "ask", question });
  }

  // Words are compared by their letters and digits alone, in one width, case and script: pages set
  // other spaces, quotation marks and commas than the interview does. `places` says of every
  // compared character in which text node it stands, and where.
  function folded(text, forms) {
    const kept = text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
    return [...kept].map((each) => forms.get(each) || each).join("");
  }

  function pairs(variants) {
    const characters = [...String(variants || "")];
    return new Map(characters.flatMap((each, at) => (at % 2 ? [] : [[each, characters[at + 1]]])));
  }

  function shownText(root, forms) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const places = [];
    const parts = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest("script, style, noscript, template, textarea")) continue;
      let at = 0;
      for (const character of node.data) {
        const kept = folded(character, forms);
        parts.push(kept);
        for (let unit = 0; unit < kept.length; unit++) places.push([node, at, at + character.length]);
        at += character.length;
      }
    }
    return { text: parts.join(""), places };
  }

  function find(root, { quote, text, variants }) {
    const forms = pairs(variants);
    const shown = shownText(root, forms);
    const wanted = folded(String(quote || ""), forms);
    if (!wanted) return [];
    // The same words may stand elsewhere, too: those in the cited paragraph are meant.
    const paragraph = folded(String(text || ""), forms);
    const around = shown.text.indexOf(paragraph);
    const near = around < 0 ? -1 : around + Math.max(paragraph.indexOf(wanted), 0);
    const at = near < 0 ? shown.text.indexOf(wanted) : near;
    return at < 0 ? [] : withMarks(pieces(shown.places.slice(at, at + wanted.length)), quote.trim());
  }

  function pieces(places) {
    const found = [];
    for (const [node, start, end] of places) {
      const last = found[found.length - 1];
      if (last && last.node === node) {
        last.end = end;
        continue;
      }
      // What stands between two pieces (a comma, a space) belongs to the words, too.
      if (last) last.end = last.node.length;
      found.push({ node, start: last ? 0 : start, end });
    }
    return found;
  }

  // A quote's own full stop and quotation marks belong to it, whatever they look like here.
  function withMarks(found, quote) {
    const before = /[^\p{L}\p{N}\s]*$/u;
    const after = /^[^\p{L}\p{N}\s]*/u;
    const first = found[0];
    const last = found[found.length - 1];
    const count = (pattern, words) => pattern.exec(words)[0].length;
    first.start -= Math.min(count(after, quote), count(before, first.node.data.slice(0, first.start)));
    last.end += Math.min(count(before, quote), count(after, last.node.data.slice(last.end)));
    return found;
  }

  function range({ node, start, end }) {
    const made = document.createRange();
    made.setStart(node, start);
    made.setEnd(node, end);
    return made;
  }

  function unmark() {
    for (const mark of document.querySelectorAll(`mark.${FOUND}`)) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  }

  function articles() {
    try {
      return wished.article ? [...document.querySelectorAll(wished.article)] : [];
    } catch {
      console.error(`interview-assistant: "${wished.article}" is no CSS selector`);
      return [];
    }
  }

  function show(citation) {
    unmark();
    const found = articles().map((each) => find(each, citation)).find((each) => each.length) || [];
    const ranges = found.map(range);
    const native = typeof Highlight === "function" && CSS.highlights;
    if (native) CSS.highlights.set(FOUND, new Highlight(...ranges));
    if (!found.length) return false;
    for (let each = found[0].node.parentElement; each; each = each.parentElement) {
      if (each.matches("details")) each.open = true;
    }
    // Words in a part that is hidden cannot be shown.
    if (!ranges[0].getClientRects().length) return false;
    if (isOpen() && matchMedia(NARROW).matches) close();
    scrollTo(found[0].node.parentElement, ranges);
    if (!native) ranges.forEach((each) => each.surroundContents(make("mark", FOUND)));
    return true;
  }

  function scrollTo(element, ranges) {
    element.scrollIntoView({ block: "nearest" });
    const boxes = ranges.flatMap((each) => [...each.getClientRects()]);
    const cover = isOpen() && panel.getBoundingClientRect();
    // A panel over the words makes room above itself.
    const covered = cover && boxes.some((each) => each.right > cover.left && each.left < cover.right);
    if (covered) panel.classList.add("low");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = boxes[0].top - innerHeight * (covered ? 0.15 : 0.33);
    window.scrollBy({ top, behavior: calm ? "auto" : "smooth" });
  }

  window.InterviewAssistant = Object.freeze({
    open: () => open(),
    close,
    ask,
    on(event, listener) {
      (listeners[event] ||= new Set()).add(listener);
      return () => listeners[event].delete(listener);
    },
  });
  if (wished.article) addStyle(document, MARKED);
  if (document.body) draw();
  else document.addEventListener("DOMContentLoaded", draw);
  document.dispatchEvent(new Event("interview-assistant"));
})();
