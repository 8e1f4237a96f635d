// Working through revisions by keyboard, and hearing of new ones. Everything here can be done without it.
"use strict";
(() => {
  const KEY = "monitor-keys";
  const queue = document.querySelector("[data-queue]");
  const said = document.querySelector("[data-said]");
  const help = document.querySelector("dialog[data-help]");
  const override = document.querySelector("dialog[data-override]");
  const token = document.querySelector("meta[name=csrf]")?.content ?? "";
  const rows = [...document.querySelectorAll("[data-revision]")];
  const stored = () => { try { return localStorage.getItem(KEY); } catch { return null; } };

  const tell = (text) => { if (said) { said.textContent = ""; said.textContent = text; } };
  const link = (row) => row.querySelector("h2 a");
  const current = () => rows.find((row) => row.contains(document.activeElement)) ?? null;

  function go(row) {
    if (!row) return;
    link(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const at = rows.indexOf(current());
    go(rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]);
  }

  async function send(path, body) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRF-Token": token },
      body: JSON.stringify(body),
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.detail || answer.statusText);
    return told;
  }

  // One decision on one row, which stays where it is and says how it stands now.
  async function decide(row, opinion) {
    if (!row || !queue || !("may" in queue.dataset)) return;
    const place = rows.indexOf(row);
    try {
      const now = await send(`/api/revisions/${row.dataset.revision}/reviews`, opinion);
      const name = queue.dataset[now.review.status];
      row.dataset.status = now.review.status;
      row.querySelector("[data-stands]").textContent = name;
      tell(`${link(row).textContent}: ${name}`);
      go(rows[place + 1] ?? row);
    } catch (error) {
      tell(`${queue.dataset.failed} ${error.message}`);
    }
  }

  for (const form of document.querySelectorAll("form[data-decide]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      decide(form.closest("[data-revision]"), { act: event.submitter.value });
    });
  }

  function askOverride(row) {
    if (!row || !override) return;
    override.dataset.revision = row.dataset.revision;
    override.querySelector("[data-of]").textContent = link(row).textContent;
    override.querySelector("form").reset();
    override.showModal();
    override.querySelector("select").focus();
  }

  override?.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    override.close();
    const row = rows.find((one) => one.dataset.revision === override.dataset.revision);
    const note = given.get("note").trim();
    decide(row, { act: "override", label: given.get("label"), note: note || null });
  });
  for (const button of document.querySelectorAll("dialog [data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }

  // On the page of one revision the keys press what stands there.
  function press(key) {
    const found = document.querySelector(`[data-key="${key}"]`);
    if (!found) return;
    if (found.dataset.focus) { found.closest("details").open = true; document.querySelector(found.dataset.focus).focus(); }
    else found.click();
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: () => { const row = current(); if (row) link(row).click(); },
    c: () => (queue ? decide(current(), { act: "confirm" }) : press("c")),
    d: () => (queue ? decide(current(), { act: "dismiss" }) : press("d")),
    e: () => (queue ? askOverride(current()) : press("e")),
    u: () => press("u"),
    "/": () => document.querySelector("#search")?.focus(),
    "?": () => help?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || stored() === "off") return;
    if (event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  for (const button of document.querySelectorAll("[data-show-help]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
  const heed = document.querySelector("[data-heed-keys]");
  if (heed) {
    heed.checked = stored() !== "off";
    heed.addEventListener("change", () => {
      try { localStorage.setItem(KEY, heed.checked ? "on" : "off"); } catch { /* private window */ }
    });
  }

  // Back leads to the list as it was when it was left.
  const back = document.querySelector("[data-back]");
  try {
    if (queue) sessionStorage.setItem(KEY, location.pathname + location.search);
    else if (back) back.href = sessionStorage.getItem(KEY) || "/";
  } catch { /* private window */ }

  // What arrives while the page is read: told in a bar, and shown when asked for.
  const bar = document.querySelector("[data-news]");
  if (queue && bar && window.EventSource) {
    let count = 0;
    const heard = new EventSource(`/live?after=${queue.dataset.newest}`);
    heard.addEventListener("revisions", (event) => {
      count += JSON.parse(event.data).count;
      const form = count === 1 ? bar.dataset.one : bar.dataset.many;
      bar.querySelector("[data-count]").textContent = form.replace("NUMBER", count);
      bar.hidden = false;
    });
    window.addEventListener("pagehide", () => heard.close());
  }
  if (queue && !document.hidden) send("/api/visits", { seen: Number(queue.dataset.newest) }).catch(() => {});
})();
