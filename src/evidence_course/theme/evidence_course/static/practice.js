/* Questions to come back to: what a page loads for them, the opener of a lesson, and reminders.

   Of all this, a lesson's first load has this file alone. The items of a module come as a script
   that calls EvidenceCourse.items(), so that they also load from a disk. */
"use strict";

(function () {
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});
  if (!course.page) return; // the links of each place are there without
  const { make, button, status, say, load, root, whenNear } = course.page;
  const items = {};
  const COUNT = 3;

  course.items = (module, texts) => Object.assign(items, texts);

  /* What may be asked from some modules, the one asked first in front. */
  function candidates(modules) {
    return Object.entries(course.data.items)
      .filter(([id, item]) => modules.includes(item.module) && !document.getElementById(id))
      .map(([id, { module, use, parts }]) => ({
        id, module, parts: Object.keys(parts || {}), near: modules.indexOf(module), spare: use !== "spaced",
      }));
  }

  /* The items of a plan's entries, as elements; their text is our own build's. A link to one of
     them leads to the page that always has it. */
  async function questions(entries) {
    await Promise.all(entries.map(({ module }) => load("practice/items/" + module + ".js")));
    const group = make("div", { className: "quiz" });
    for (const { id, module } of entries) {
      const item = make("div", { innerHTML: items[id] });
      item.querySelectorAll(".quiz-link a").forEach((to) => { to.href = root + "practice/" + module + ".html" + to.hash; });
      group.append(...item.childNodes);
    }
    return group;
  }

  /* The modules before this one, the nearest first: in the reader's pathway, else in the course. */
  function earlier(module) {
    const { modules, pathways = [] } = course.data;
    const chosen = new URLSearchParams(location.search).get("pathway") ||
      course.store.read().pathway;
    const way = pathways.find(({ id, steps }) => id === chosen && steps.some((step) => step.module === module));
    const order = way ? way.steps.map((step) => step.module) : modules.map(({ slug }) => slug);
    return order.slice(0, order.indexOf(module)).reverse();
  }

  async function open(box) {
    await Promise.all([load("course-data.js"), load("_static/spacing.js")]);
    const modules = earlier(box.dataset.for);
    if (!modules.length) return hideSection(box);
    const plan = course.spacing.plan(candidates(modules), course.store.read().answers, course.spacing.day(new Date()));
    const group = await questions(plan.slice(0, COUNT));
    const [intro, choose, list] = box.children;
    const rule = { href: root + "practice/index.html#how-questions-are-chosen", textContent: "How these questions were chosen" };
    const summary = make("summary", { textContent: "More questions from earlier modules" });
    choose.remove();
    intro.after(group, make("details", {}, summary, list, make("p", {}, make("a", rule))));
  }

  /* A pathway's first module has nothing to look back on. */
  function hideSection(box) {
    const section = box.closest("section");
    const entry = document.querySelector('.page-toc a[href="#' + section.id + '"]');
    if (entry) entry.closest("li").remove();
    section.remove();
  }

  function offerReminders(box) {
    const line = status();
    box.append(button("Add three reminders to your calendar", async () => {
      await load("_static/calendar.js");
      course.calendar.save(box.dataset.for);
      say(line, "Your browser saved the file reminders.ics. Open it to add the three dates to your calendar.");
    }), line);
  }

  course.practice = { candidates, questions };
  document.querySelectorAll(".practice-opener").forEach((box) => whenNear(box, open));
  document.querySelectorAll(".practice-reminders").forEach(offerReminders);
})();
