/* Which questions to ask again, and when: pure functions over answers, a day and candidates.

   The rule in plain words stands on practice/index.html ("How questions are chosen").
   Days are whole numbers: days since 1970 by the reader's own calendar.
     answers     {ID: [{at, state, sure}]}, in any order
     candidate   {id, parts: [ID] or none, module, near: 0 for the module asked first, spare: true
                  for a question that another place asks first} */
"use strict";

(function () {
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});
  const KNOWN = ["right", "neutral", "compared"];
  const AGAIN = 1; // days until a missed question comes back
  const AFTER_GUESS = 3;
  const WAITS = [7, 30, 90]; // after one, two, and three or more right answers in a row
  const SLIP = 0, MISSED = 1, GUESSED = 2, KNEW = 3, NEW = 4, LATER = 5; // in the order of asking

  function day(time) {
    const date = new Date(time);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 864e5;
  }

  /* Of each day the first answer: [[day, answer]], oldest first. A clock that ran ahead is put back. */
  function firstOfDays(answers, today) {
    const key = ({ at, state, sure }) => new Date(at).toISOString() + state + sure;
    const dated = answers.filter((answer) => !isNaN(day(answer.at)));
    dated.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const days = new Map();
    for (const answer of dated) {
      const when = Math.min(day(answer.at), today);
      if (!days.has(when)) days.set(when, answer);
    }
    return [...days];
  }

  /* What the answers to one question come to: {level, due}, or null where there are none. */
  function standing(answers, today) {
    const days = firstOfDays(answers || [], today);
    if (!days.length) return null;
    const [when, { state, sure }] = days[days.length - 1];
    if (!KNOWN.includes(state)) {
      return { level: state === "not" && sure === "sure" ? SLIP : MISSED, due: when + AGAIN };
    }
    if (sure === "guess") return { level: GUESSED, due: when + AFTER_GUESS };
    const slips = days.map(([, answer]) => !KNOWN.includes(answer.state) || answer.sure === "guess");
    const inARow = days.length - 1 - slips.lastIndexOf(true);
    return { level: KNEW, due: when + WAITS[Math.min(inARow, WAITS.length) - 1] };
  }

  /* A number that looks drawn and is the same for the same text (FNV-1a, 32 bits). */
  function draw(text) {
    let hash = 0x811c9dc5;
    for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193);
    return hash >>> 0;
  }

  function compare(a, b) {
    const differ = a.findIndex((value, place) => value !== b[place]);
    return differ < 0 ? 0 : a[differ] < b[differ] ? -1 : 1;
  }

  const by = (key) => (a, b) => compare(key(a), key(b));

  /* Every candidate in the order of asking, as {id, module, level, due}; level is NEW for one
     without answers and LATER for one that is not due. A case stands where its first part stands. */
  function plan(candidates, answers, today) {
    const turns = {};
    const found = candidates.map(({ id, parts, module, near, spare }) => {
      const known = (parts && parts.length ? parts : [id]).map((part) => standing(answers[part], today))
        .filter(Boolean).map(({ level, due }) => ({ level: due <= today ? level : LATER, due }));
      const { level, due } = known.sort(by((each) => [each.level, each.due]))[0] || { level: NEW, due: null };
      return { id, module, level, due, near, spare: Boolean(spare), drawn: draw(today + id) };
    });
    found.sort(by((each) => [each.spare, each.drawn, each.id]));
    for (const each of found) if (each.level === NEW) {
      each.turn = turns[each.module] = (turns[each.module] || 0) + 1;
    }
    found.sort(by(({ level, due, turn, near, drawn, id }) =>
      level === NEW ? [level, turn, near, id] : [level, due, drawn, id]));
    return found.map(({ id, module, level, due }) => ({ id, module, level, due }));
  }

  course.spacing = { day, draw, plan, standing, NEW, LATER };
})();
