// Shows every instant in the reader's own time zone; without it they stay in UTC. Nothing else.
"use strict";
(() => {
  const KEY = "monitor-zone";
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  const line = document.querySelector("[data-zone-line]");
  const zone = line.querySelector("[data-zone]");
  const inUtc = zone.textContent;
  const stored = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const store = (value) => { try { localStorage.setItem(KEY, value); } catch { /* private window */ } };

  function formatter(name) {
    return new Intl.DateTimeFormat("sv-SE", {
      timeZone: name, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    });
  }

  function show(name) {
    const format = formatter(name);
    for (const element of document.querySelectorAll("time[datetime]")) {
      const at = new Date(element.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      const text = format.format(at) + (name === "UTC" ? " UTC" : "");
      if ("relative" in element.dataset) element.title = text;
      else { element.textContent = text; element.title = element.dateTime; }
    }
    for (const element of document.querySelectorAll("[data-at]")) {
      const [day, time] = format.format(new Date(element.dataset.at)).split(" ");
      element.textContent = element.dataset.form === "day" ? day : time;
    }
    for (const option of document.querySelectorAll("option[data-seen]")) {
      option.textContent = `${option.value}, ${format.format(new Date(option.dataset.seen))}${name === "UTC" ? " UTC" : ""}`;
    }
    zone.textContent = name === "UTC" ? inUtc : line.dataset.own.replace("ZONE", name);
    button.textContent = name === "UTC" ? line.dataset.toOwn.replace("ZONE", own) : line.dataset.toUtc;
    button.dataset.next = name === "UTC" ? own : "UTC";
  }

  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", () => { store(button.dataset.next); show(button.dataset.next); });
  if (own !== "UTC") line.append(button);
  const again = () => show(stored() === "UTC" ? "UTC" : own);
  document.addEventListener("monitor:shown", again);
  again();
})();
