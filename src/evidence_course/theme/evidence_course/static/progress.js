/* The page "Your progress": modules done, how often each kind of sureness was right, outcomes. */
"use strict";

(function () {
  const course = window.EvidenceCourse || {};
  const { store, data, page } = course;
  if (!store || !data || !page) return;
  const { make, day, offer } = page;
  const MARKED = ["right", "part", "not"];
  const LEVELS = {
    sure: ["sure", "“sure” answer", "“sure” answers"],
    fairly: ["fairly sure", "“fairly sure” answer", "“fairly sure” answers"],
    guess: ["a guess", "guess", "guesses"],
  };

  /* Every answerable question with its module and its outcome; a case has several. */
  const questions = Object.entries(data.items).flatMap(([item, { module, outcome, parts }]) =>
    Object.entries(parts || { [item]: outcome }).map(([id, aim]) => ({ id, module, outcome: aim })));

  function seen(answers, list) {
    return list.filter(({ id }) => answers[id] && answers[id].length);
  }

  function rightLast(answers, list) {
    return seen(answers, list).filter(({ id }) => answers[id][answers[id].length - 1].state === "right");
  }

  function count(number, one, many) {
    return number + " " + (number === 1 ? one : many);
  }

  function modules({ modules, answers }) {
    return make("ol", { className: "device-modules" }, ...data.modules.map(({ slug, number, title }) => {
      const own = questions.filter(({ module }) => module === slug);
      const done = modules[slug] && modules[slug].done;
      return make("li", {},
        make("a", { href: document.documentElement.dataset.root + "modules/" + slug + ".html", textContent: "Module " + number + ": " + title }),
        done ? make("span", { className: "device-tick", textContent: "Done" }) : "",
        make("small", { textContent: (done ? "Marked as done on " + day(done) + ". " : "Not marked as done. ") +
          "You have answered " + seen(answers, own).length + " of " + count(own.length, "question", "questions") + "." }));
    }));
  }

  /* {level: {right, of}} over every answer that was marked and came with a level. */
  function calibration(answers) {
    const counts = Object.fromEntries(Object.keys(LEVELS).map((level) => [level, { right: 0, of: 0 }]));
    for (const { state, sure } of Object.values(answers).flat()) {
      if (!counts[sure] || !MARKED.includes(state)) continue;
      counts[sure].of += 1;
      if (state === "right") counts[sure].right += 1;
    }
    return counts;
  }

  function calibrationLine(level, { right, of }) {
    const [name, one, many] = LEVELS[level];
    if (!of) return "You have not said “" + name + "” yet.";
    return "Of your " + count(of, one, many) + ", " + right + (right === 1 ? " was right." : " were right.");
  }

  function sureness({ answers }) {
    const counts = calibration(answers);
    const lines = Object.keys(LEVELS).map((level) => make("li", { textContent: calibrationLine(level, counts[level]) }));
    return make("div", {}, make("ul", {}, ...lines),
      make("p", { textContent: "The aim is to be right more often when you say “sure” than when you guess. A “sure” answer that was wrong is worth another look. Only this device knows these counts." }));
  }

  function outcomes({ answers }) {
    const head = ["You will be able to", "Questions seen", "Right last time"]
      .map((text, place) => make("th", { scope: "col", className: place ? "device-number" : "", textContent: text }));
    const rows = data.modules.flatMap((module) => module.outcomes.map((outcome) => {
      const own = questions.filter((question) => question.outcome === outcome);
      const met = seen(answers, own).length;
      return make("tr", {},
        make("th", { scope: "row", textContent: data.outcomes[outcome] }),
        make("td", { className: "device-number", textContent: met + " of " + own.length }),
        make("td", { className: "device-number", textContent: met ? rightLast(answers, own).length + " of " + met : "–" }));
    }));
    const table = make("table", { className: "device-outcomes" }, make("caption", { textContent: "What each module teaches, and your last answers" }),
      make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
    const wrapper = make("div", { className: "table-wrapper", tabIndex: 0, role: "group" }, table);
    wrapper.setAttribute("aria-label", "Table: your last answers by outcome");
    return wrapper;
  }

  const parts = { modules, calibration: sureness, outcomes };

  function show() {
    const document_ = store.read();
    for (const [name, draw] of Object.entries(parts)) {
      const place = document.querySelector('[data-device="' + name + '"]');
      if (place) place.replaceChildren(draw(document_));
    }
  }

  const state = document.querySelector('[data-device="state"]');
  if (state) {
    state.replaceChildren(
      make("p", { textContent: "To save a copy, to bring one in, or to clear everything, open “Your progress on this device” at the foot of any page." }), offer());
  }
  store.onChange(show);
  show();
})();
