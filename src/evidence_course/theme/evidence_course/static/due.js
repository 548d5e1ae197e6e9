/* The page of questions to come back to: what is due today, and the questions themselves. */
"use strict";

(function () {
  const course = window.EvidenceCourse || {};
  const box = document.querySelector(".practice-due");
  if (!box || !course.practice || !course.spacing || !course.data) return;
  const { candidates, questions } = course.practice;
  const { make, button, offer } = course.page;
  const { LATER, NEW, day, draw, plan } = course.spacing;
  const BATCH = 3;
  const store = course.store;
  const today = day(new Date());

  const counted = (count, verbs) => count + (count === 1 ? " question" + verbs[0] : " questions" + verbs[1]);

  function inWords(date) {
    const form = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return new Date(date * 864e5).toLocaleDateString("en-GB", form).replace(",", "");
  }

  /* The modules in an order of the day, so that a new reader meets all of them in turn. */
  function modules() {
    const order = course.data.modules.map(({ slug }) => [draw(today + slug), slug]);
    return order.sort((a, b) => a[0] - b[0]).map(([, slug]) => slug);
  }

  const known = candidates(modules()); // before any of them stands on the page
  const current = () => plan(known, store.read().answers, today);
  const isDue = ({ level }) => level < NEW;

  /* How many come back on which day: [[day, count]]. */
  function later(entries) {
    const days = new Map();
    for (const { level, due } of entries) if (level === LATER) days.set(due, (days.get(due) || 0) + 1);
    return [...days].sort((a, b) => a[0] - b[0]);
  }

  function summary(due, coming) {
    if (!due && !coming) return "You have not answered any question yet. Here are some to begin with.";
    const now = due ? counted(due, [" is", " are"]) + " due today." : "Nothing is due today.";
    return coming ? now + " " + counted(coming, [" comes", " come"]) + " back later." : now;
  }

  const line = make("p", { className: "practice-count" });
  const fold = make("details");

  /* What is due now; answers that come in change it. */
  function tell() {
    const entries = current();
    const days = later(entries);
    const coming = days.reduce((sum, [, count]) => sum + count, 0);
    line.textContent = store.remembering || coming ? summary(entries.filter(isDue).length, coming)
      : "Your answers tell what is due. Until there are some, here are questions from across the course.";
    const rows = days.map(([date, count]) => make("li", { textContent: inWords(date) + ": " + counted(count, ["", ""]) }));
    fold.hidden = !days.length;
    fold.replaceChildren(make("summary", { textContent: "When the others come back" }), make("ul", {}, ...rows));
    return entries;
  }

  /* The questions, a few at a time; the button stands below them. */
  function ask(entries, words) {
    const group = make("div");
    async function add() {
      const made = await questions(entries.splice(0, BATCH));
      made.tabIndex = -1;
      group.append(made);
      more.textContent = entries.length < BATCH ? "Show the last " + counted(entries.length, ["", ""]) : "Show three more";
      more.hidden = !entries.length;
      return made;
    }
    const more = button(words, () => add().then((made) => made.focus()));
    box.append(group, more);
    return add;
  }

  box.replaceChildren(offer(), line, fold);
  store.onChange(tell);
  const entries = tell();
  const due = entries.filter(isDue);
  const begin = ask(due.length ? due : entries, "Practise three anyway");
  const settled = () => box.classList.add("is-settled"); // its own height, see practice.css
  if (due.length || fold.hidden) begin().then(settled);
  else settled();
})();
