/* The check before and after the course: takes the answers twice, then shows both results.

   Below data-mode="check", quiz.js marks each answer and says nothing of it. This script sets that
   before quiz.js runs, so that without script the answers stay within reach. The device keeps
     {month: "2026-11", answers: {ITEM: {state, credit, sure}}}   as `before` and as `after`. */
"use strict";

(function () {
  const course = window.EvidenceCourse || {};
  const box = document.querySelector(".course-check");
  if (!box || !course.page || !course.data) return;
  const { make, button, ask: confirm, offer, save, today } = course.page;
  const store = course.store;
  const items = [...box.querySelectorAll("quiz-item")];
  const quiz = box.querySelector(".quiz");
  const STATES = { right: "right", part: "partly right", not: "not right yet", unsure: "did not know yet" };
  const SURE = { guess: "a guess", fairly: "fairly sure", sure: "sure" };
  const TIMES = ["before", "after"];

  /* ---- Pure: words and the file ---- */

  function monthInWords(month) {
    const form = { month: "long", year: "numeric", timeZone: "UTC" };
    return new Date(month + "-01T00:00:00Z").toLocaleDateString("en-GB", form);
  }

  function answerInWords(answer) {
    if (!answer) return "not asked";
    return STATES[answer.state] + (SURE[answer.sure] && answer.state !== "unsure" ? " (" + SURE[answer.sure] + ")" : "");
  }

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const isRight = (answer) => Boolean(answer) && answer.state === "right";

  /* Of the questions that were asked both times, how many were right. */
  function totals(check, ids) {
    const both = ids.filter((id) => TIMES.every((time) => check[time].answers[id]));
    const right = TIMES.map((time) => both.filter((id) => isRight(check[time].answers[id])).length);
    return { of: both.length, before: right[0], after: right[1] };
  }

  function sureInWords(answers) {
    const sure = Object.values(answers).filter((answer) => answer.sure === "sure" && answer.state !== "unsure");
    if (!sure.length) return "";
    const right = sure.filter(isRight).length;
    return "Of your " + sure.length + " “sure” " + (sure.length === 1 ? "answer" : "answers") +
      " after the course, " + right + (right === 1 ? " was" : " were") + " right.";
  }

  /* RFC 4180; nothing in it tells who or which device. rows: [{id, outcome}] */
  function csv(check, rows, name) {
    const columns = (field) => TIMES.map((time) => (answers) => answers[time] && answers[time][field]);
    const table = [["course", "item", "outcome",
      ...["month", "result", "credit", "sure"].flatMap((what) => TIMES.map((time) => time + "_" + what))]];
    for (const { id, outcome } of rows) {
      const answers = { before: check.before.answers[id], after: check.after.answers[id] };
      const values = ["state", "credit", "sure"].flatMap(columns).map((value) => value(answers));
      const months = TIMES.map((time) => answers[time] && check[time].month);
      table.push([name, id, outcome, ...months, ...values]);
    }
    const cell = (value) => (/[",\r\n]/.test(value) ? '"' + value.replace(/"/g, '""') + '"' : value);
    const text = (value) => String(typeof value === "number" ? Math.round(value * 100) / 100 : value || "");
    return table.map((row) => row.map((value) => cell(text(value))).join(",") + "\r\n").join("");
  }

  /* ---- The page ---- */

  const panel = make("div", { className: "course-check-panel", tabIndex: -1, role: "group", "aria-label": "Where you are with the check" });
  const foot = make("div", { className: "course-check-foot" });
  const kept = offer(); // says that nothing is kept, while that is so
  const paragraph = (text) => make("p", { textContent: text });

  const rows = () => items.map((item) => ({ id: item.id, outcome: item.dataset.outcome || "" }));

  function fault(missing) {
    const many = missing.length === 1 ? "One question has" : missing.length + " questions have";
    const line = make("p", { className: "quiz-error", tabIndex: -1 }, many + " no answer yet: ");
    missing.forEach((item, place) => {
      const words = "question " + (items.indexOf(item) + 1);
      line.append(place ? ", " : "", make("a", { href: "#" + item.id, textContent: words }));
    });
    line.append(". Choose an answer, or say “I do not know yet”.");
    foot.querySelectorAll(".quiz-error").forEach((old) => old.remove());
    foot.prepend(line);
    line.focus();
  }

  function finish(time) {
    const given = items.map((item) => item.answer());
    const missing = items.filter((item, place) => !given[place]);
    if (missing.length) {
      fault(missing);
      return;
    }
    const month = today().slice(0, 7);
    const answers = Object.fromEntries(given.map(({ item, state, credit, sure }) => [item, { state, credit, sure }]));
    store.update((document) => { document.check[time] = { month, answers }; });
    panel.focus();
  }

  function ask(time) {
    items.forEach((item) => item.reset());
    quiz.hidden = false;
    const first = time === "before";
    panel.replaceChildren(
      paragraph(first ? "This is the first time: before the course." : "This is the second time: after the course."),
      paragraph("Answer every question. “I do not know yet” is a good answer if it is true."), kept);
    foot.replaceChildren(button(first ? "Finish the first check" : "Finish the second check", () => finish(time)));
  }

  function wait(check) {
    quiz.hidden = true;
    panel.replaceChildren(
      paragraph("You took the first check in " + monthInWords(check.before.month) + ". Come back when you have done the course."),
      button("Take the second check", () => { ask("after"); panel.focus(); }), kept);
    foot.replaceChildren(startOver());
  }

  function startOver() {
    const opener = button("Erase my answers to this check", () => confirm(opener, "Erase your answers to this check, from before and after?", [
      ["Yes, erase them", () => {
        store.update((document) => { document.check = { before: null, after: null }; });
        panel.focus();
      }],
      ["No, keep them"],
    ]), true);
    return opener;
  }

  function results(check) {
    const { of, before, after } = totals(check, items.map((item) => item.id));
    const say = (time, right) => time + " (" + monthInWords(check[time.toLowerCase()].month) + "): " + right + " of " + of + " right.";
    const list = rows().map(({ id, outcome }) => {
      const words = course.data.outcomes[outcome] || outcome;
      const answers = TIMES.map((time) => make("dd", { textContent: capital(time) + ": " + answerInWords(check[time].answers[id]) }));
      return make("div", {}, make("dt", { textContent: capital(words) }), ...answers);
    });
    return [
      make("h3", { textContent: "Your result" }),
      paragraph(say("Before", before) + " " + say("After", after)),
      ...[sureInWords(check.after.answers)].filter(Boolean).map(paragraph),
      make("h3", { textContent: "By what each question asks about" }),
      make("dl", {}, ...list),
      paragraph("The check is short, so take it as a hint where to look again. It cannot show what the course did for you."),
      button("Save the result as a file (CSV)", () => save(course.data.id + "-check.csv", csv(check, rows(), course.data.id), "text/csv;charset=utf-8")),
      kept,
    ];
  }

  /* The questions with their answers and reasons, no longer to be answered. */
  function open(check) {
    quiz.hidden = false;
    box.removeAttribute("data-mode");
    lock(true);
    items.forEach((item) => Object.assign(item.querySelector(".quiz-answers"), { hidden: false, open: true }));
    panel.replaceChildren(...results(check));
    foot.replaceChildren(startOver());
  }

  function lock(on) {
    items.forEach((item) => {
      item.querySelectorAll("input, select, textarea").forEach((field) => { field.disabled = on; });
      item.querySelectorAll(".quiz-actions, .quiz-sure").forEach((part) => { part.hidden = on; });
    });
  }

  /* What was kept may come from a file that somebody changed. */
  const isSound = (taken) => Boolean(taken && taken.answers && /^\d{4}-\d\d$/.test(taken.month));

  let shown = "";

  /* Where the reader is, drawn again when the answers change, here or in another tab. */
  function show() {
    const { check } = store.read();
    if (JSON.stringify(check) === shown) return;
    shown = JSON.stringify(check);
    box.dataset.mode = "check";
    lock(false);
    if (!isSound(check.before)) ask("before");
    else if (!isSound(check.after)) wait(check);
    else open(check);
  }

  box.dataset.mode = "check";
  document.addEventListener("DOMContentLoaded", () => {
    box.querySelectorAll(":scope > p").forEach((line) => line.remove());
    quiz.before(panel);
    quiz.after(foot);
    show();
    store.onChange(show);
  });
})();
