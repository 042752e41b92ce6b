// What the page is asked to do is done one after the other, so that no answer or change of the page
// overtakes a question. A question stands in the conversation from the moment it is sent; one that
// came to nothing stays there, with the reason and a button that sends it again.
(() => {
  "use strict";
  const PATIENCE = 20000;
  const connection = window.interviewConnection;
  const find = (query, from = document) => from.querySelector(query);
  const jobs = [];
  // Nothing is done before the page itself is there.
  let current = { name: "load", what: {} };
  let language = "zh-Hans";
  // Whether questions to go on with are being looked for: the timer that gives them up, 0 if not.
  let looking = 0;

  const words = () => JSON.parse(find("#qa-words [data-words]").dataset.words)[language];

  function make(name, className, text = "") {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  }

  // The place below the conversation, which no answer of the server overwrites.
  function place() {
    const log = document.getElementById("qa-log");
    let waiting = document.getElementById("qa-waiting");
    if (!waiting) {
      waiting = make("div", "");
      waiting.id = "qa-waiting";
      log.append(waiting);
      new MutationObserver(changed).observe(log, { childList: true, subtree: true, characterData: true });
    }
    return waiting;
  }

  // Once the server shows the question and what becomes of it, ours is not needed.
  function changed(changes) {
    const tail = document.getElementById("qa-tail");
    if (!changes.some(({ target }) => tail.contains(target))) return;
    document.getElementById("qa-log").classList.remove("qa-stale");
    if (find(".qa-user", tail)) current?.shown?.remove();
  }

  function show(job) {
    job.shown?.remove();
    job.shown = make("div", "qa-sent");
    const asked = make("div", "qa-asked");
    const said = make("div", "qa-user");
    said.append(make("bdi", "", job.what.question));
    asked.append(said);
    const first = !current ? "searching" : current.name === "load" ? "loading" : "waiting";
    job.shown.append(asked, make("div", "qa-answer qa-status", words()[first]));
    place().append(job.shown);
    job.shown.scrollIntoView({ block: "nearest" });
  }

  function give(name, what = {}, more = {}) {
    const job = { name, what, ...more };
    if (what.question) {
      for (const failed of [...place().children]) if (failed.dataset.failed === what.question) failed.remove();
      show(job);
    }
    jobs.push(job);
    advance();
  }

  const press = (name) => document.getElementById(`qa-do-${name}`).click();

  // Nothing is sent while the answer to something else may be on its way: where the last one ends
  // just then, Gradio ends the stream that the next one counts on, and it is never answered.
  function looked() {
    clearTimeout(looking);
    looking = 0;
    setTimeout(advance);
  }

  function advance() {
    if (current || looking || !jobs.length) return;
    current = jobs.shift();
    press(current.name);
  }

  // The running job has ended; what follows from it is done before the next one begins.
  function done() {
    const job = current;
    job?.shown?.remove();
    setTimeout(() => {
      current = null;
      advance();
    });
    return job || { what: {} };
  }

  function reason() {
    const { name, seconds = "" } = connection.problem || { name: "lost" };
    return words()[name].replace("{}", seconds);
  }

  // The running job came to nothing. Returns what to say, "" when it has been said.
  function failed() {
    const said = reason();
    const job = done();
    // What arrived there after all is not answered twice.
    const again = job.name === "load" ? () => location.reload() : () => job.again({ ...job.what, anew: true });
    if (!job.what.question && job.name !== "load") return { job, said };
    if (job.what.question) show(job);
    else place().append((job.shown = make("div", "qa-sent")));
    job.shown.dataset.failed = job.what.question || "";
    find(".qa-status", job.shown)?.remove();
    const problem = make("div", "qa-answer qa-status qa-problem");
    problem.setAttribute("role", "alert");
    const line = make("p", "", ` ${said}`);
    line.prepend(make("strong", "", words().problem));
    const button = make("button", "qa-resend", words().resend);
    button.type = "button";
    button.addEventListener("click", again);
    problem.append(line, button);
    job.shown.append(problem);
    document.getElementById("qa-log").classList.add("qa-stale");
    problem.scrollIntoView({ block: "nearest" });
    return { job, said: "" };
  }

  window.interviewLane = {
    give,
    done,
    failed,
    idle: () => !jobs.length,
    current: () => current,
    look() {
      clearTimeout(looking);
      looking = setTimeout(looked, PATIENCE);
      press("next");
    },
    looked,
    waits: (name) => jobs.some((job) => job.name === name),
    // Nothing that was asked so far is wanted any more.
    drop() {
      for (const job of jobs.splice(0)) job.shown?.remove();
      place().replaceChildren();
    },
    speak(wished) { language = wished; },
  };
})();
