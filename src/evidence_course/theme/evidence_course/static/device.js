/* What the reader's device remembers, as every page shows it: the fold at the foot, ticks in the
   contents, the mark and the notes at a lesson's end. It also records what `quiz-answered` tells. */
"use strict";

(function () {
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});
  const store = course.store;
  if (!store) return;
  const facts = document.documentElement.dataset;
  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const LONGEST_ANSWER = 5000;
  const PAUSE_MS = 500;
  const root = facts.root || "";
  const scripts = {};
  let linked = Promise.resolve(); // what the address leads to

  /* ---- Small tools, for the other scripts too ---- */

  /* An element; of its properties, those with a dash are attributes. */
  function make(tag, properties, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (name in node) node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  }

  function button(text, action, quiet) {
    const node = make("button", { type: "button", className: "button" + (quiet ? " button-quiet" : ""), textContent: text });
    node.addEventListener("click", action);
    return node;
  }

  /* A line that is read out when it changes, and may take the focus. */
  function status() {
    return make("p", { className: "device-status", role: "status", tabIndex: -1 });
  }

  function say(line, words) {
    line.textContent = "";
    window.setTimeout(() => { line.textContent = words; }, 50); // the same words are read out again
  }

  /* Says it at the line itself, where what had the focus is gone. */
  function goTo(line, words) {
    line.textContent = words;
    line.focus();
  }

  /* "2026-11-23" or a full time, as "23 November 2026". */
  function day(text) {
    const [year, month, date] = text.slice(0, 10).split("-").map(Number);
    return date + " " + MONTHS[month - 1] + " " + year;
  }

  function today() {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }

  /* Hands a file to the reader; nothing is sent for it. */
  function save(name, content, type) {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = make("a", { href: address, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  function later(action) {
    let timer = 0;
    const now = () => {
      if (timer) action();
      window.clearTimeout(timer);
      timer = 0;
    };
    const soon = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(now, PAUSE_MS);
    };
    return { soon, now };
  }

  /* Asks in the page before something that cannot be undone. choices: [[words, action]...]; the last
     one is "no", and so is Escape. The focus comes in, and goes back to the opener. */
  function ask(opener, question, choices) {
    const old = document.getElementById("device-question");
    if (old) old.closest(".device-ask").remove();
    const box = make("div", { className: "device-ask", role: "group", "aria-labelledby": "device-question" },
      make("p", { id: "device-question", textContent: question }));
    const close = (action) => () => {
      box.remove();
      opener.focus();
      if (action) action();
    };
    const row = make("div", { className: "device-row" });
    choices.forEach(([words, action], place) => row.append(button(words, close(action), place > 0)));
    box.append(row);
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") close()(); });
    (opener.closest(".device-row") || opener.closest("p, label") || opener).after(box);
    row.firstChild.focus();
  }

  const NOT_KEPT = "The course does not remember this. It is gone when you close the page.";
  const NOW_KEPT = "This device now remembers your work in this course.";

  /* Kind words, and a way to turn remembering on, where something is not kept. */
  function offer() {
    const words = make("span");
    const line = status();
    const on = button("Remember on this device", () => {
      goTo(line, store.remember(true) ? NOW_KEPT : store.problem.message);
    }, true);
    const box = make("div", { className: "device-offer" }, make("p", {}, words), on, line);
    const show = () => {
      const { remembering, problem } = store;
      words.textContent = remembering ? (problem ? problem.message : "") : problem ? problem.message : NOT_KEPT;
      words.parentNode.hidden = !words.textContent;
      on.hidden = remembering || Boolean(problem && problem.kind !== "corrupt");
    };
    store.onChange(show);
    show();
    return box;
  }

  /* A script of this site, once; `name` is its address from the site's root. */
  function load(name) {
    scripts[name] = scripts[name] || new Promise((done, fail) => {
      const script = make("script", { src: root + name, onload: done, onerror: fail });
      document.head.append(script);
    });
    return scripts[name];
  }

  /* When the page has loaded and the reader is near, or comes by a link to it; where the action
     fails, what the page holds stays. What a link leads to comes first, so that what opens above it
     does not push it out of sight. */
  function whenNear(box, action) {
    let begun = false;
    const begin = () => {
      if (begun) return;
      begun = true;
      watcher.disconnect();
      return action(box).catch(() => {});
    };
    const watcher = new IntersectionObserver((seen) => {
      if (seen.some((each) => each.isIntersecting)) begin();
    }, { rootMargin: "600px" });
    const named = () => { if (box.id && location.hash.slice(1).startsWith(box.id)) linked = begin() || linked; };
    const watch = () => setTimeout(() => {
      named();
      setTimeout(() => linked.then(() => { if (!begun) watcher.observe(box); }));
    });
    if (document.readyState === "complete") watch();
    else window.addEventListener("load", watch);
    window.addEventListener("hashchange", named);
  }

  course.page = { make, button, status, say, goTo, day, today, save, later, ask, offer, load, root, whenNear };

  /* ---- The fold at the foot of every page ---- */

  function panel(fold) {
    const line = status();
    const box = make("input", { type: "checkbox", id: "device-remember" });
    const label = make("label", { htmlFor: box.id, textContent: "Remember on this device" });
    const problem = make("div", { className: "device-problem" });
    const file = make("input", { type: "file", id: "device-file", accept: ".json,application/json" });
    const fileLabel = make("label", { htmlFor: file.id, textContent: "Add what a saved file holds" });
    const link = (name, words) => make("li", {}, make("a", { href: root + name, textContent: words }));
    const links = make("ul", { className: "device-links" }, link("progress.html", "See your progress"));
    if (facts.record) links.append(link(facts.record, "Write your development record"));

    function turn() {
      if (box.checked) {
        box.checked = store.remember(true);
        say(line, box.checked ? NOW_KEPT : store.problem.message);
        return;
      }
      box.checked = true;
      ask(box, "Stop remembering? You can erase what is kept here, or leave it as it is.", [
        ["Stop and erase it", () => { store.clear(); say(line, "Nothing is remembered. All was erased from this device."); }],
        ["Stop and leave it", () => { store.remember(false); say(line, "Nothing more is remembered. What was kept is still on this device."); }],
        ["Go on remembering"],
      ]);
    }

    function clear(event) {
      ask(event.currentTarget, "Erase your ticks, answers, notes and record from this device? This cannot be undone.", [
        ["Yes, clear everything", () => { store.clear(); say(line, "Everything was cleared. Nothing of this course is kept on this device."); }],
        ["No, keep it"],
      ]);
    }

    function exported() {
      save(store.key.split(":")[1] + "-progress.json", store.exportText(), "application/json");
      say(line, "A file was made. Look where your browser keeps downloads.");
    }

    function imported() {
      const reader = new FileReader();
      reader.onload = () => say(line, store.importText(reader.result).message);
      reader.onerror = () => say(line, "This file cannot be opened. Choose it once more.");
      if (file.files.length) reader.readAsText(file.files[0]);
      file.value = "";
    }

    function showProblem() {
      const found = store.problem;
      problem.hidden = !found;
      problem.replaceChildren();
      if (!found) return;
      problem.append(make("p", { textContent: found.message }));
      if (found.kind !== "corrupt") return;
      problem.append(make("div", { className: "device-row" },
        button("Save the damaged copy", () => save("damaged-progress.txt", store.broken().join("\n"), "text/plain")),
        button("Delete the damaged copy", () => { store.forgetBroken(); goTo(line, "The damaged copy was deleted."); }, true)));
    }

    function show() {
      const { remembering, problem: found } = store;
      box.checked = remembering;
      fold.firstElementChild.textContent = "Your progress on this device: " +
        (found && found.kind !== "blocked" ? "please look" : remembering ? "remembered" : "not remembered");
      showProblem();
    }

    box.addEventListener("change", turn);
    file.addEventListener("change", imported);
    const fileRow = make("p", { className: "device-file" }, fileLabel, file);
    fold.replaceChildren(fold.firstElementChild, make("div", { className: "device-panel" },
      problem,
      make("p", { className: "device-switch" }, box, label),
      make("p", { textContent: "Off until you turn it on. Then this browser keeps your ticks, answers, notes and record. Nothing leaves this device, and we cannot see any of it." }),
      make("p", { className: "device-warning", textContent: "Do not turn it on at a shared desk or on a borrowed device. The next person could read what you wrote." }),
      links,
      make("div", { className: "device-row" },
        button("Save a copy as a file", exported, true), button("Clear everything", clear, true)),
      fileRow, line));
    store.onChange(show);
    show();
  }

  /* ---- Ticks, the mark at a lesson's end, notes ---- */

  function ticks() {
    const { modules } = store.read();
    document.querySelectorAll("li[data-module]").forEach((entry) => {
      const old = entry.querySelector(".device-tick");
      if (old) old.remove();
      if (!modules[entry.dataset.module] || !modules[entry.dataset.module].done) return;
      const link = entry.querySelector("a");
      (link.querySelector(":scope > span:last-child") || link).append(" ", make("span", { className: "device-tick", textContent: "Done" }));
    });
  }

  function entry(document, slug) {
    return (document.modules[slug] = Object.assign({ done: null, notes: "" }, document.modules[slug]));
  }

  function done(slug) {
    const line = make("p", { className: "device-status", role: "status" });
    const toggle = button("", () => {
      const { done } = entry(store.read(), slug);
      const when = done ? null : today();
      store.update((document) => { entry(document, slug).done = when; });
    });
    const show = () => {
      const { done } = entry(store.read(), slug);
      const words = done ? "You marked this module as done on " + day(done) + "." : "";
      toggle.textContent = done ? "Take the mark away" : "Mark this module as done";
      toggle.classList.toggle("button-quiet", Boolean(done));
      if (line.textContent !== words) line.textContent = words;
    };
    store.onChange(show);
    show();
    return make("section", { className: "device-done", "aria-label": "Done with this module?" }, toggle, line, offer());
  }

  function notes(slug, prompt) {
    const field = make("textarea", { id: "device-notes", rows: 5 });
    field.setAttribute("aria-describedby", "device-notes-hint");
    const line = make("p", { className: "device-status", role: "status" });
    const show = () => {
      if (document.activeElement !== field) field.value = entry(store.read(), slug).notes || "";
    };
    const keep = later(() => {
      const text = field.value;
      store.update((document) => { entry(document, slug).notes = text; });
      say(line, store.remembering && !store.problem ? "Kept on this device." : "");
    });
    field.addEventListener("input", keep.soon);
    field.addEventListener("change", keep.now);
    window.addEventListener("pagehide", keep.now);
    store.onChange(show);
    show();
    const box = make("div", { className: "device-notes" },
      make("label", { htmlFor: field.id, textContent: "Your notes" }),
      make("p", { id: "device-notes-hint", className: "device-hint", textContent: "Do not put names or details that could identify anyone." }),
      field, line);
    if (facts.record) {
      box.append(make("p", {}, make("a", { href: root + facts.record + "#from=" + slug, textContent: "Take your notes to your development record" })));
    }
    prompt.append(box);
  }

  /* ---- Answers ---- */

  document.addEventListener("quiz-answered", ({ detail }) => {
    if (!detail || !detail.item) return;
    const answer = { at: new Date().toISOString(), state: detail.state, credit: detail.credit, sure: detail.sure || null };
    if (detail.text) answer.text = String(detail.text).slice(0, LONGEST_ANSWER);
    store.answered(detail.item, answer);
  });

  /* ---- This page ---- */

  const fold = document.getElementById("on-this-device");
  if (fold) panel(fold);
  ticks();
  store.onChange(ticks);
  const prompt = document.querySelector(".record-prompt");
  if (facts.module) {
    if (prompt) notes(facts.module, prompt);
    document.getElementById("page-main").append(done(facts.module));
  }
})();
