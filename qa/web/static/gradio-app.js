// The chat as <gradio-app src="…"> in another site's page, with Gradio's own script from our host
// instead of a distant one. It stays a part of that page, so its policy must allow what Gradio does;
// embed.js and the plain iframe ask for less.
(() => {
  "use strict";
  const script = document.currentScript;
  const base = script.src.replace(/(static\/)?gradio-app\.js([?#].*)?$/, "");

  // Links to transcripts are written for our own pages.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("gradio-app a[href^='/']");
    if (link) link.href = new URL(link.getAttribute("href"), base).href;
  }, true);

  for (const name of ["palette", "transcript", "chat"]) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = `${base}static/${name}.css`;
    document.head.append(sheet);
  }
  for (const name of ["connection", "transcript", "conversation", "lane", "chat"]) {
    const part = document.createElement("script");
    part.src = `${base}static/${name}.js`;
    part.async = false;
    if (name === "chat") part.addEventListener("load", () => import(`${base}gradio.js`));
    document.head.append(part);
  }
})();
