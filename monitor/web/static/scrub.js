// Moving the slider shows that version at once; without scripts the form's button leads to it.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form.scrub")) {
    const range = form.querySelector("input[type=range]");
    const output = form.querySelector("output");
    range.addEventListener("input", () => { output.textContent = range.value; });
    if (!form.dataset.scrub) continue;
    form.querySelector("button").hidden = true;
    let waiting, asked = 0;

    async function show() {
      const mine = ++asked;
      const address = form.dataset.scrub + range.value;
      const answer = await fetch(address, { headers: { accept: "text/html" } });
      if (!answer.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-scrubbed]");
      if (!found) return;
      document.querySelector("[data-scrubbed]").replaceWith(found);
      document.title = page.title;
      history.replaceState(null, "", address);
      document.dispatchEvent(new Event("monitor:shown"));
    }

    range.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
    form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  }
})();
