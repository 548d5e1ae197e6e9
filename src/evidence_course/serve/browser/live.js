/* Loads a page again when the site changed, and shows what is wrong with the course until then.
   The server of `serve` puts it into pages; no published page has it. */
(() => {
  "use strict";
  const own = document.currentScript;
  const loaded = own.dataset;
  const PLACE = "serve-place";
  const MOST = 20;
  let source = null;
  let box = null;
  let shown = "[]";

  const make = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  /* Where the reader was: after loading, the page stands there again. */
  const reload = () => {
    source?.close();
    const focus = document.activeElement?.id || "";
    const place = { page: location.pathname, x: scrollX, y: scrollY, focus };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
    location.reload();
  };

  const comeBack = () => {
    const place = JSON.parse(sessionStorage.getItem(PLACE) || "null");
    sessionStorage.removeItem(PLACE);
    if (!place || place.page !== location.pathname) return;
    if (place.focus) document.getElementById(place.focus)?.focus({ preventScroll: true });
    scrollTo({ left: place.x, top: place.y, behavior: "instant" });
  };

  const count = (number) => `${number} fault${number === 1 ? "" : "s"}`;

  const entry = (fault) => {
    const made = make("li");
    made.append(make("p", `${fault.path}:${fault.line}:${fault.column}`, { class: "serve-where" }));
    made.append(make("p", fault.message));
    if (fault.source) {
      const line = make("pre");
      line.append(make("code", fault.source));
      made.append(line);
    }
    return made;
  };

  const tell = (faults) => {
    const alert = make("div", "", { role: "alert" });
    const words = `${count(faults.length)} in the course. This page is the last good one.`;
    alert.append(make("p", words, { class: "serve-head" }));
    const list = make("ol");
    list.append(...faults.slice(0, MOST).map(entry));
    alert.append(list);
    if (faults.length > MOST) {
      alert.append(make("p", `${faults.length - MOST} more are told in the terminal.`));
    }
    return alert;
  };

  const fold = (folded) => {
    const inside = box.contains(document.activeElement);
    box.dataset.folded = folded;
    const button = box.querySelector("button");
    button.textContent = folded ? `Show ${button.dataset.count}` : "Hide (Escape)";
    button.setAttribute("aria-expanded", String(!folded));
    if (inside) button.focus();
  };

  const show = (faults) => {
    const text = JSON.stringify(faults);
    if (text === shown) return;
    shown = text;
    box?.remove();
    box = null;
    if (!faults.length) return;
    box = make("section", "", { id: "serve-faults", "aria-label": "Faults in the course" });
    const button = make("button", "", { type: "button", "data-count": count(faults.length) });
    button.addEventListener("click", () => fold(box.dataset.folded !== "true"));
    box.append(button);
    document.body.prepend(box);
    fold(false);
    /* Put in afterwards, so that screen readers hear of it. */
    box.append(tell(faults));
  };

  const hear = (state) => {
    if ("state" in loaded) {
      if (state.id !== loaded.state) reload();
    } else if (state.site && state.site !== loaded.site) {
      reload();
    } else if (!state.building) {
      show(state.faults);
    }
  };

  /* A browser keeps few lines to one server open: a page that nobody sees gives its own back. */
  const listen = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(new URL("events", own.src));
    source.onmessage = (event) => hear(JSON.parse(event.data));
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && box?.dataset.folded === "false") {
      fold(true);
    }
  });
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  addEventListener("load", () => {
    comeBack();
    listen();
  });
})();
