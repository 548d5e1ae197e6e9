/* Quiz items that can be tried. The page holds each item and its answers without this script;
   here an item gets its buttons, and what it says stands beside the answer it speaks of.

   After each answer a <quiz-item> dispatches `quiz-answered`, which bubbles, with the detail
     {item, outcome, bank, state, credit, right, of, sure, text}
   state: "right", "part", "not", "unsure", "neutral" or "compared"; credit: 0 to 1; right of `of`
   parts; sure: "guess", "fairly", "sure" or null; text: what was written, for a written answer.
   Nothing is kept here: whoever keeps answers listens.

   Below an element with data-mode="check" an answer is taken and nothing is said of it:
   item.answer() gives the detail, or null where there is no answer.

   The marking is a set of pure functions, held to marking.py by shared vectors. Each returns a mark:
     {state: "right" | "part" | "not", credit: 0 to 1, right: count, of: count}
   and those with parts add `parts`, a list of booleans. */
"use strict";

(function () {
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});

  /* ---- Marking ---- */

  function mark(right, of, more) {
    const state = right === of ? "right" : right > 0 ? "part" : "not";
    return Object.assign({ state, credit: of ? right / of : 0, right, of }, more);
  }

  function allOrNothing(result, scoring) {
    return scoring === "all" && result.state !== "right" ? Object.assign(result, { credit: 0 }) : result;
  }

  /* chosen, correct: lists of keys; keys: every key that was offered.
     One right answer: right or not. Several: each option counts, chosen or left, but no right one
     or all of them chosen takes no judgement and earns nothing; `all` gives credit for the whole
     only. `extra` counts the chosen ones that do not belong. */
  function markChoose(chosen, correct, keys, scoring) {
    const hits = chosen.filter((key) => correct.includes(key)).length;
    const extra = chosen.length - hits;
    const result = mark(hits, correct.length, { extra });
    if (extra && result.state === "right") result.state = "part";
    const fitting = keys.filter((key) => chosen.includes(key) === correct.includes(key)).length;
    const unjudged = !hits || (extra && chosen.length === keys.length);
    result.credit = unjudged ? 0 : fitting / keys.length;
    return allOrNothing(result, scoring);
  }

  /* A number as people write it: "8", "8%", "1,500", "−8", "£3.50", "about 8 in 100", "8 points".
     null where there is no number, or more than one. */
  function readNumber(text) {
    const plain = text.replace(/[\u2010-\u2015\u2212]/g, "-").replace(/\s+/g, " ").trim();
    const form =
      /^(?:about |around |roughly )?([-+]?) ?£?([-+]?)([1-9]\d{0,2}(?:[ ,]\d{3})+(?:\.\d+)?|\d+\.?\d*|\.\d+) ?(.*)$/i;
    const found = form.exec(plain);
    if (!found || (found[1] && found[2])) return null;
    const denominator = /\b(?:in|in every|out of|out of every|per) 10{0,2}(?:0{2}|[ ,]?0{3})(?![\d,])/i;
    if (/[\d,/]/.test(found[4].replace(denominator, ""))) return null;
    const sign = found[1] === "-" || found[2] === "-" ? -1 : 1;
    return sign * Number(found[3].replace(/[ ,]/g, ""));
  }

  function within(value, aim, tolerance) {
    return Math.abs(value - aim) <= (tolerance || 0) + 1e-9 * Math.max(1, Math.abs(aim));
  }

  /* nearMisses: [{value, tolerance, credit}]; `near` is the place in that list, or -1. */
  function markNumber(value, answer, tolerance, nearMisses) {
    if (within(value, answer, tolerance)) return mark(1, 1, { near: -1 });
    const near = (nearMisses || []).findIndex((miss) => within(value, miss.value, miss.tolerance));
    const credit = near < 0 ? 0 : nearMisses[near].credit || 0;
    return { state: credit > 0 ? "part" : "not", credit, right: 0, of: 1, near };
  }

  /* given, right: the keys in order. `neighbours` counts the pairs that follow on. */
  function markOrder(given, right, scoring) {
    const parts = given.map((key, place) => key === right[place]);
    if (scoring !== "neighbours") {
      return allOrNothing(mark(parts.filter(Boolean).length, right.length, { parts }), scoring);
    }
    const pairs = right.slice(1).map((key, place) => [right[place], key]);
    const kept = pairs.filter(([a, b]) => given.indexOf(b) === given.indexOf(a) + 1);
    return mark(kept.length, pairs.length, { parts });
  }

  /* given: {left key: right key}; right: the same with the answers. */
  function markMatch(given, right) {
    const parts = Object.keys(right).map((key) => given[key] === right[key]);
    return mark(parts.filter(Boolean).length, parts.length, { parts });
  }

  /* A word or two as a plain keyboard writes them, without marks and blanks around them. */
  function plainWords(text, caseSensitive) {
    const plain = text.normalize("NFKC")
      .replace(/[\u2010-\u2015\u2212]/g, "-")
      .replace(/[\u2018\u2019\u201b\u02bc]/g, "'")
      .replace(/[\u201c\u201d\u201e]/g, '"')
      .replace(/\s+/g, " ").trim();
    const bare = plain.replace(/^[ .,;:!?"'()]+|[ .,;:!?"'()]+$/g, "") || plain;
    return caseSensitive ? bare : bare.toUpperCase().toLowerCase();
  }

  function markWords(text, accept, caseSensitive) {
    const form = (words) => plainWords(words, caseSensitive);
    return mark(accept.map(form).includes(form(text)) ? 1 : 0, 1);
  }

  /* What a reader wrote: by the points that the reader ticked, a list of booleans. */
  function markWritten(parts) {
    return mark(parts.filter(Boolean).length, parts.length, { parts });
  }

  /* ---- Words ---- */

  const WORDS = {
    check: "Check",
    compare: "Compare with a model answer",
    count: "Count my points",
    unsure: "I do not know yet",
    again: "Try again",
    goOn: "Go on",
    restart: "Start the case again",
    caseEnds: "The case ends here.",
    soFar: "The case so far",
    right: "That’s right.",
    short: { right: "That’s right.", part: "Partly right.", not: "Not quite." },
    not: "Not quite: here is why.",
    notBeside: "Not quite: the reason stands beside your answer.",
    nearly: "Partly right, you are nearly there: here is why.",
    unsureSaid: "That is fine. Here are the answer and the reasons.",
    neutral: "Thank you for having a go. Here is something to think about.",
    chooseOne: "Choose an answer first, or say that you do not know yet.",
    chooseSome: "Choose at least one answer first, or say that you do not know yet.",
    noNumber: "Write a number first, or say that you do not know yet.",
    notOneNumber: "Write one number in figures, such as 8 or 2.5. You can leave out the unit.",
    noWords: "Write a word or two first, or say that you do not know yet.",
    nothingWritten: "Write a few words first, or say that you do not know yet.",
    notMoved: "Nothing has moved yet. Put the list in order first, or say that you do not know yet.",
    shown: "Here is a model answer. Tick the points that yours makes too.",
    partRight: "Right",
    partNot: "Not this one",
    placeRight: "In the right place",
    placeNot: "Goes somewhere else",
    howSure: "How sure are you? This is never marked.",
    linked: "The address of this question now stands in the address bar.",
  };
  const SURE = { guess: "A guess", fairly: "Fairly sure", sure: "Sure" };
  const LAST_STATE = {
    right: "right", part: "partly right", not: "not right yet", unsure: "you did not know yet",
    neutral: "you had a go", compared: "you compared your answer",
  };
  const LAST_SURE = { guess: ", with a guess", fairly: ", and fairly sure", sure: ", and sure" };

  function number(count, one, many) {
    return count + " " + (count === 1 ? one : many);
  }

  function matchGaps(gaps) {
    return "Choose an answer for every row. " + number(gaps, "row is", "rows are") + " still empty.";
  }

  function chooseVerdict(result) {
    if (result.state === "right") return WORDS.right;
    if (result.of === 1 && !result.right) return WORDS.notBeside;
    const found = (result.right ? "Partly right: you" : "Not quite: you") + " found " + (result.right || "none") + " of the " + number(result.of, "right answer", "right answers");
    return found + (result.extra ? ", and chose " + result.extra + " that " +
      (result.extra === 1 ? "does" : "do") + " not belong" : "") + ".";
  }

  /* "Partly right: 2 of the 3 pairs are right." */
  function partsVerdict({ state, right, of }, noun, what) {
    if (state === "right") return WORDS.right;
    const count = (right || "none") + " of the " + of + noun + (right > 1 ? " are " : " is ");
    return WORDS.short[state].replace(".", ": ") + count + what + ".";
  }

  function neighboursVerdict({ state, right, of }) {
    if (state === "right") return WORDS.right;
    return WORDS.short[state].replace(".", ": ") + "the right step comes next in " + (right || "none") + " of the " + number(of, "place", "places") + ".";
  }

  function pointsVerdict({ right, of }) {
    const all = ["the point.", "both points."][of - 1] || "all " + of + " points.";
    if (right === of) return "Your answer makes " + all;
    if (right) return "Your answer makes " + right + " of " + number(of, "point", "points") + ". Which would you add now?";
    return "You ticked none of the " + number(of, "point", "points") + ". Which would you add now?";
  }

  /* Being sure is never marked, but it tells what is worth another look. */
  function sureWords(sure, state) {
    if (sure === "sure" && (state === "not" || state === "part")) return "You were sure, so this one is worth another look later.";
    if (sure === "guess" && state === "right") return "You said it was a guess, so the reason is worth a look.";
    return sure ? "You said: " + SURE[sure].toLowerCase() + "." : "";
  }

  function dayWords(iso) {
    const day = new Date(iso);
    const now = new Date();
    if (day.toDateString() === now.toDateString()) return "today";
    const parts = { day: "numeric", month: "long" };
    if (day.getFullYear() !== now.getFullYear()) parts.year = "numeric";
    return day.toLocaleDateString(document.documentElement.lang || "en-GB", parts);
  }

  /* ---- Small tools for the page ---- */

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  }

  /* A tick in a disc, a disc half full, a ring with a turn: told apart by shape, not colour. */
  const ICONS = {
    right: [["circle", { cx: 12, cy: 12, r: 11, class: "icon-ground" }], ["path", { d: "M6.5 12.5l4 4 7-8", class: "icon-sign" }]],
    part: [["circle", { cx: 12, cy: 12, r: 10, class: "icon-line" }], ["path", { d: "M12 2a10 10 0 0 0 0 20z", class: "icon-ground" }]],
    not: [["circle", { cx: 12, cy: 12, r: 10, class: "icon-line" }], ["path", { d: "M8 8l8 8M16 8l-8 8", class: "icon-line" }]],
  };

  /* Drawn, so that it does not hang on a font; the words beside it carry the meaning. */
  function icon(state) {
    const draw = (tag, values) => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.entries(values).forEach(([name, value]) => node.setAttribute(name, value));
      return node;
    };
    const svg = draw("svg", { viewBox: "0 0 24 24", class: "quiz-icon", "aria-hidden": "true", focusable: "false" });
    svg.append(...ICONS[state].map(([tag, values]) => draw(tag, values)));
    return svg;
  }

  function verdict(state, words) {
    const line = make("p", "quiz-verdict");
    if (ICONS[state]) line.append(icon(state));
    line.append(make("span", "", words));
    return line;
  }

  /* Says so of a field to fill in, or of the row of buttons that it belongs to. */
  function invalid(field, on) {
    const told = field.closest(".quiz-choices") || field;
    if (on && told.matches(".quiz-choices, textarea, [type=text]")) told.setAttribute("aria-invalid", "true");
    else told.removeAttribute("aria-invalid");
  }

  /* A copy without ids, which may stand on a page once only. */
  function copy(node) {
    const twin = node.cloneNode(true);
    [twin, ...twin.querySelectorAll("[id]")].forEach((part) => part.removeAttribute("id"));
    twin.hidden = false;
    return twin;
  }

  function button(text, className, action) {
    const node = make("button", className, text);
    node.type = action ? "button" : "submit";
    if (action) node.addEventListener("click", action);
    return node;
  }

  /* One live region for the page. It is emptied again, so that nobody reads the same twice. */
  let status = null;
  let emptied = 0;

  function say(words) {
    if (!status || !status.isConnected) {
      status = make("p", "visually-hidden quiz-status");
      status.setAttribute("role", "status");
      (document.querySelector("main") || document.body).append(status);
    }
    clearTimeout(emptied);
    status.textContent = "";
    setTimeout(() => { status.textContent = words; }, 50);
    emptied = setTimeout(() => { status.textContent = ""; }, 15000);
  }

  /* ---- One way of answering each ----
     watch: the fields whose change begins a new answer
     fault() -> {message, fields} or null
     judge() -> {result, words, notes: [{at, state, words, body}], body}
     given() -> the answer in words;  clear(mark or null): for another try;  first() -> where to begin
     and where they are needed: next() -> what follows in a case;  compare(), unsure(). */

  function chooser(item) {
    const inputs = [...item.querySelectorAll(".quiz-options input")];
    const reasons = new Map(item.reasons().map((row) => [row.dataset.key, row]));
    const correct = inputs.map((input) => input.value)
      .filter((key) => reasons.has(key) && reasons.get(key).dataset.correct === "true");
    const chosen = () => inputs.filter((input) => input.checked);
    const many = inputs[0].type === "checkbox";
    return {
      watch: inputs,
      fault() {
        if (chosen().length) return null;
        return { message: many ? WORDS.chooseSome : WORDS.chooseOne, fields: [inputs[0]] };
      },
      judge() {
        const keys = inputs.map((input) => input.value);
        const result = markChoose(chosen().map((input) => input.value), correct, keys, item.dataset.scoring);
        const notes = chosen().map((input) => {
          const row = reasons.get(input.value);
          const state = correct.includes(input.value) ? "right" : "not";
          const words = many ? (state === "right" ? WORDS.partRight : WORDS.partNot) : "";
          return { at: input.closest(".quiz-option"), state, words, body: row && row.querySelector(".quiz-feedback") };
        });
        return { result, words: chooseVerdict(result), notes };
      },
      given: () => chosen().map((input) => input.labels[0].textContent.trim()).join("; "),
      /* Who does not know goes where the right answer leads. */
      next() {
        const keys = chosen().map((input) => input.value).concat(correct);
        return reasons.get(keys[0]).dataset.next;
      },
      clear() {
        inputs.forEach((input) => { input.checked = false; });
      },
      first: () => inputs[0],
    };
  }

  function numberEntry(item) {
    const field = item.querySelector(".quiz-entry input");
    const solution = item.querySelector(".quiz-solution");
    const rows = item.reasons();
    const misses = rows.map((row) => ({
      value: Number(row.dataset.value),
      tolerance: Number(row.dataset.tolerance || 0),
      credit: Number(row.dataset.credit || 0),
    }));
    return {
      watch: [field],
      fault() {
        if (readNumber(field.value) !== null) return null;
        return { message: field.value.trim() ? WORDS.notOneNumber : WORDS.noNumber, fields: [field] };
      },
      judge() {
        const aim = Number(solution.dataset.answer);
        const result = markNumber(readNumber(field.value), aim, Number(solution.dataset.tolerance || 0), misses);
        const near = rows[result.near];
        const body = near ? near.querySelector(".quiz-feedback") : item.otherwise();
        const words = { right: WORDS.right, part: WORDS.nearly, not: WORDS.not }[result.state];
        return { result, words, notes: [], body: result.state === "right" ? null : body };
      },
      given: () => field.value.trim(),
      clear() { field.value = ""; },
      first: () => field,
    };
  }

  function wordEntry(item) {
    const field = item.querySelector(".quiz-entry input");
    const solution = item.querySelector(".quiz-solution");
    return {
      watch: [field],
      fault: () => (field.value.trim() ? null : { message: WORDS.noWords, fields: [field] }),
      judge() {
        const accept = JSON.parse(solution.dataset.accept);
        const result = markWords(field.value, accept, "caseSensitive" in solution.dataset);
        const right = result.state === "right";
        return { result, words: right ? WORDS.right : WORDS.not, notes: [], body: right ? null : item.otherwise() };
      },
      given: () => field.value.trim(),
      clear() { field.value = ""; },
      first: () => field,
    };
  }

  function arranger(item) {
    const list = item.querySelector(".quiz-arrange");
    const right = [...item.querySelectorAll(".quiz-solution > [data-key]")].map((row) => row.dataset.key);
    const rows = () => [...list.children];
    const start = rows();
    const moved = () => list.dispatchEvent(new Event("change", { bubbles: true }));

    /* The neighbour moves, not the row: what was pressed so keeps the focus, or the pointer. */
    function swap(row, step) {
      const neighbour = rows()[rows().indexOf(row) + step];
      if (!neighbour) return false;
      row[step < 0 ? "after" : "before"](neighbour);
      settle();
      return true;
    }

    function tell(row) {
      moved();
      say(row.quizText + ": moved to place " + (rows().indexOf(row) + 1) + " of " + start.length + ".");
    }

    /* An end row's button stays where it is, so that the focus is not lost, and says it is off. */
    function settle() {
      rows().forEach((row, place) => {
        const [up, down] = row.querySelectorAll(".quiz-move .button");
        up.setAttribute("aria-disabled", String(place === 0));
        down.setAttribute("aria-disabled", String(place === start.length - 1));
      });
    }

    /* An extra for a pointer: a row follows it by its grip. The buttons do all of it too. */
    function drag(row, grip) {
      let from = -1;
      grip.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        grip.setPointerCapture(event.pointerId);
        from = rows().indexOf(row);
        row.classList.add("is-held");
      });
      grip.addEventListener("pointermove", (event) => {
        if (from < 0) return;
        const box = row.getBoundingClientRect();
        const step = event.clientY < box.top ? -1 : event.clientY > box.bottom ? 1 : 0;
        if (step) swap(row, step);
      });
      grip.addEventListener("lostpointercapture", () => {
        row.classList.remove("is-held");
        if (from >= 0 && rows().indexOf(row) !== from) tell(row);
        from = -1;
      });
    }

    start.forEach((row) => {
      const label = row.querySelector("label");
      const text = make("span", "quiz-text");
      text.append(...label.childNodes);
      row.quizText = text.textContent.trim();
      const box = make("span", "quiz-move");
      [["Up", -1], ["Down", 1]].forEach(([name, step]) => {
        const press = button(name, "button button-quiet", () => swap(row, step) && tell(row));
        press.setAttribute("aria-label", name + ": " + row.quizText);
        box.append(press);
      });
      const grip = make("span", "quiz-grip");
      grip.setAttribute("aria-hidden", "true");
      drag(row, grip);
      row.replaceChildren(grip, text, box);
    });
    settle();

    const enabled = () => list.querySelector('.button[aria-disabled="false"]');
    return {
      watch: [list],
      /* The list is never shown in its right order. */
      fault() {
        const same = rows().every((row, place) => row === start[place]);
        return same ? { message: WORDS.notMoved, fields: [enabled()] } : null;
      },
      judge() {
        const scoring = item.dataset.scoring || "position";
        const result = markOrder(rows().map((row) => row.dataset.key), right, scoring);
        const notes = scoring !== "position" ? [] : rows().map((row, place) => {
          const good = result.parts[place];
          return { at: row, state: good ? "right" : "not", words: good ? WORDS.placeRight : WORDS.placeNot };
        });
        const said = scoring === "neighbours" ? neighboursVerdict(result) : partsVerdict(result, "", "in the right place");
        const words = scoring === "all" && result.state !== "right" ? WORDS.not : said;
        return { result, words, notes, body: result.state === "right" ? null : item.otherwise() };
      },
      given: () => rows().map((row, place) => place + 1 + ". " + row.quizText).join("; "),
      /* Another try goes on from the reader's own order. */
      clear(earned) {
        if (earned) return;
        list.replaceChildren(...start);
        settle();
      },
      first: enabled,
    };
  }

  /* Each list becomes a row of buttons to choose one from, whose words are never cut off. */
  function matcher(item) {
    const rows = [...item.querySelectorAll(".quiz-match > [data-key]")];
    rows.forEach(offerChoices);
    const choices = (row) => [...row.querySelectorAll(".quiz-choices input")];
    const chosen = (row) => choices(row).find((input) => input.checked);
    const gaps = () => rows.filter((row) => !chosen(row)).map((row) => choices(row)[0]);
    const solution = new Map(
      [...item.querySelectorAll(".quiz-solution > [data-key]")].map((row) => [row.dataset.key, row])
    );
    return {
      watch: rows.flatMap(choices),
      fault() {
        const empty = gaps();
        return empty.length ? { message: matchGaps(empty.length), fields: empty } : null;
      },
      judge() {
        const given = {};
        const right = {};
        rows.forEach((row) => {
          given[row.dataset.key] = chosen(row).value;
          right[row.dataset.key] = solution.get(row.dataset.key).dataset.right;
        });
        const result = markMatch(given, right);
        const notes = rows.map((row, place) => {
          const good = result.parts[place];
          const said = solution.get(row.dataset.key).querySelector(".quiz-feedback");
          const words = good ? WORDS.partRight : WORDS.partNot;
          return { at: row, state: good ? "right" : "not", words, body: good ? null : said };
        });
        return { result, words: partsVerdict(result, " pairs", "right"), notes, body: null };
      },
      given: () => rows.map((row) => row.querySelector(".quiz-text").textContent.trim() + ": " + chosen(row).parentNode.textContent.trim()).join("; "),
      /* Another try keeps the pairs that are right. */
      clear(earned) {
        rows.forEach((row, place) => {
          if (!earned || !earned.parts[place]) choices(row).forEach((input) => { input.checked = false; });
        });
      },
      first: () => gaps()[0] || chosen(rows[0]),
    };
  }

  function offerChoices(row) {
    const label = row.querySelector("label");
    const list = row.querySelector("select");
    const text = make("span", "quiz-text");
    text.append(...label.childNodes);
    text.id = list.id + "-text";
    const group = make("div", "quiz-choices");
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-labelledby", text.id);
    group.append(...[...list.options].filter((option) => option.value).map(({ value, text: words }) => {
      const choice = make("label", "quiz-choice");
      const input = make("input");
      Object.assign(input, { type: "radio", name: list.id, id: list.id + "-" + value, value });
      choice.append(input, words);
      return choice;
    }));
    row.replaceChildren(text, group);
  }

  /* Write, see a model answer beside it, tick the points made. What was written is never taken away. */
  function writer(item) {
    const field = item.querySelector("textarea");
    const model = item.querySelector(".quiz-compare");
    const ticks = [...model.querySelectorAll("input")];
    const home = model.parentNode;
    const back = () => home.querySelector("summary").after(model);
    return {
      watch: [],
      fault: () => (field.value.trim() ? null : { message: WORDS.nothingWritten, fields: [field] }),
      compare() {
        if (model.parentNode !== home) return false;
        item.result.before(model);
        model.tabIndex = -1;
        model.focus();
        return true;
      },
      unsure: back,
      judge() {
        const result = markWritten(ticks.map((tick) => tick.checked));
        const state = model.parentNode === home ? "neutral" : "compared"; // nothing was ticked yet
        return { result: Object.assign(result, { state }), words: pointsVerdict(result), notes: [], text: field.value };
      },
      given: () => field.value.trim(),
      clear() {
        ticks.forEach((tick) => { tick.checked = false; });
        back();
      },
      first: () => field,
    };
  }

  const INTERACTIONS = {
    choose: chooser, number: numberEntry, enter: wordEntry, arrange: arranger, match: matcher, write: writer,
  };

  /* ---- The element ---- */

  class QuizItem extends HTMLElement {
    connectedCallback() {
      if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", () => this.upgrade(), { once: true });
      } else {
        this.upgrade();
      }
    }

    reasons() {
      return [...this.querySelectorAll(".quiz-reasons > li")];
    }

    otherwise() {
      return this.querySelector(".quiz-otherwise");
    }

    /* An interaction that is not known here keeps its answers in the fold, as without script. */
    upgrade() {
      const interaction = INTERACTIONS[this.dataset.interaction];
      this.form = this.querySelector(".quiz-form");
      this.answers = this.querySelector(".quiz-answers");
      if (this.ready || !interaction || !this.form || !this.answers) return;
      this.ready = true;
      this.taken = Boolean(this.closest('[data-mode="check"]'));
      this.neutral = "neutral" in this.dataset;
      this.way = interaction(this);
      this.build();
      this.open();
      this.queue();
      if (document.readyState === "complete" && isTarget(this)) this.reveal();
    }

    build() {
      this.fieldset = this.form.querySelector("fieldset");
      this.fieldset.tabIndex = -1;
      this.explain = this.answers.querySelector(".quiz-explain");
      const quiet = "button button-quiet";
      this.checkButton = button(WORDS.check, "button");
      this.unsureButton = button(WORDS.unsure, quiet, () => (this.taken ? this.toggleUnsure() : this.unsure()));
      this.goButton = button(WORDS.goOn, "button", () => this.goOn());
      this.againButton = button(WORDS.again, quiet, () => this.again());
      this.restartButton = button(WORDS.restart, quiet, () => this.restart());
      const actions = make("div", "quiz-actions");
      actions.append(this.checkButton, this.unsureButton, this.goButton, this.againButton, this.restartButton);
      this.result = make("div", "quiz-result");
      this.result.tabIndex = -1;
      this.result.setAttribute("role", "group");
      this.result.setAttribute("aria-label", "Feedback");
      this.last = make("p", "quiz-last");
      this.sure = this.buildSure();
      this.hint = this.querySelector(".quiz-hint");
      this.form.append(...[this.hint, this.last, this.sure, this.result, actions].filter(Boolean));
      this.classList.add("quiz-ready");
      this.form.noValidate = true;
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!this.taken) this.check();
      });
      this.way.watch.forEach((field) => field.addEventListener("change", () => this.changed()));
      const link = this.querySelector(".quiz-link a");
      if (link) link.addEventListener("click", () => this.linked());
    }

    /* Asked before the answer is checked, never needed, never marked. */
    buildSure() {
      if (!("confidence" in this.dataset) || this.neutral || this.dataset.interaction === "write") return null;
      const sure = make("fieldset", "quiz-sure");
      sure.append(make("legend", "", WORDS.howSure));
      Object.entries(SURE).forEach(([value, words]) => {
        const label = make("label");
        const input = make("input");
        Object.assign(input, { type: "radio", name: this.id + "-sure", value });
        label.append(input, words);
        sure.append(label);
      });
      return sure;
    }

    howSure() {
      const chosen = this.sure && this.sure.querySelector("input:checked");
      return chosen ? chosen.value : null;
    }

    /* What was answered here before, where the reader lets this device remember. */
    lastTime() {
      const store = course.store;
      if (!store || !store.remembering) return "";
      const one = ((store.read().answers || {})[this.id] || []).slice(-1)[0];
      if (!one || !LAST_STATE[one.state]) return "";
      return "Last time (" + dayWords(one.at) + "): " + LAST_STATE[one.state] + (LAST_SURE[one.sure] || "") + ".";
    }

    showLast() {
      this.last.textContent = this.taken || this.marked ? "" : this.lastTime();
    }

    /* Ready for an answer: nothing said, the answers out of sight. */
    open() {
      this.earned = null;
      this.marked = false;
      this.querySelectorAll(".quiz-note").forEach((note) => note.remove());
      this.way.watch.forEach((field) => field.removeAttribute("aria-describedby"));
      this.removeError();
      this.result.hidden = true;
      this.result.replaceChildren();
      this.showLast();
      if (this.sure) {
        this.sure.hidden = false;
        this.sure.querySelectorAll("input").forEach((input) => { input.checked = false; });
      }
      if (this.explain) this.explain.hidden = false;
      if (this.hint) this.hint.hidden = false;
      this.answers.hidden = true;
      this.answers.open = false;
      this.checkButton.textContent = this.way.compare ? WORDS.compare : WORDS.check;
      this.checkButton.hidden = this.taken;
      this.unsureButton.hidden = false;
      if (this.taken) this.unsureButton.setAttribute("aria-pressed", "false");
      this.goButton.hidden = this.againButton.hidden = this.restartButton.hidden = true;
      if (this.place === 0) this.others().forEach((item) => item.reset().wait());
    }

    /* A new choice after the feedback takes the old feedback away. */
    changed() {
      if (this.marked) this.open();
      if (this.taken) this.unsureButton.setAttribute("aria-pressed", "false");
    }

    reset() {
      this.way.clear(null);
      this.open();
      return this;
    }

    again() {
      this.way.clear(this.earned);
      this.open();
      this.way.first().focus();
    }

    check() {
      if (this.marked) return;
      const fault = this.way.fault();
      if (fault) {
        this.showError(fault);
        return;
      }
      this.removeError();
      if (this.way.compare && this.way.compare()) {
        this.checkButton.textContent = WORDS.count;
        this.unsureButton.hidden = true;
        say(WORDS.shown);
        return;
      }
      const judged = this.way.judge();
      this.earned = judged.result;
      const state = this.neutral ? "neutral" : judged.result.state;
      judged.notes.forEach((note) => this.note(note));
      if (this.explain) this.explain.hidden = true;
      this.show(state, this.neutral ? WORDS.neutral : judged.words, [judged.body, this.explain], judged.notes);
      this.dispatch(this.detail(judged));
    }

    unsure() {
      this.removeError();
      this.way.clear(null);
      if (this.way.unsure) this.way.unsure();
      this.show("unsure", WORDS.unsureSaid, [], []);
      this.answers.open = true;
      this.dispatch(this.detail(null));
    }

    /* For a check of what somebody knows: not knowing is an answer that stays to be seen. */
    toggleUnsure() {
      const pressed = this.unsureButton.getAttribute("aria-pressed") !== "true";
      if (pressed) this.way.clear(null);
      this.unsureButton.setAttribute("aria-pressed", String(pressed));
    }

    /* The answer as it stands, marked and not shown; null where there is none. */
    answer() {
      if (this.unsureButton.getAttribute("aria-pressed") === "true") return this.detail(null);
      return this.way.fault() ? null : this.detail(this.way.judge());
    }

    detail(judged) {
      const { state, credit, right, of } = judged ? judged.result : { state: "unsure", credit: 0, right: 0, of: 0 };
      const told = this.neutral && judged ? { state: "neutral", credit: 0, right: 0, of: 0 } : { state, credit, right, of };
      const { outcome = "", bank = "" } = this.dataset;
      const detail = Object.assign({ item: this.id, outcome, bank }, told, { sure: this.howSure() });
      return judged && "text" in judged ? Object.assign(detail, { text: judged.text }) : detail;
    }

    dispatch(detail) {
      this.dispatchEvent(new CustomEvent("quiz-answered", { bubbles: true, detail }));
    }

    /* Feedback beside the answer it speaks of, tied to the answer's field. */
    note({ at, state, words, body }) {
      const shown = this.neutral ? "" : words;
      if (!shown && !body) return;
      const note = make("div", "quiz-note" + (this.neutral ? "" : " is-" + state));
      if (shown) note.append(verdict(state, shown));
      if (body) note.append(copy(body));
      const field = at.querySelector(":checked") || at.querySelector("input");
      if (field) {
        note.id = field.id + "-note";
        field.setAttribute("aria-describedby", note.id);
      }
      at.append(note);
    }

    show(state, words, bodies, notes) {
      this.marked = true;
      this.result.className = "quiz-result is-" + state;
      this.result.replaceChildren(verdict(state, words), ...bodies.filter(Boolean).map(copy));
      const sure = sureWords(this.howSure(), state);
      if (sure) this.result.append(make("p", "quiz-said", sure));
      this.result.hidden = false;
      this.answers.hidden = false;
      this.showLast();
      [this.hint, this.sure].filter(Boolean).forEach((part) => { part.hidden = true; });
      this.checkButton.hidden = this.unsureButton.hidden = true;
      this.againButton.hidden = false;
      this.offerNext();
      this.result.focus();
      const told = notes.length === 1 ? notes[0].body : bodies[0];
      say(told ? words + " " + told.textContent.trim() : words);
    }

    showError({ message, fields }) {
      this.removeError();
      const line = make("p", "quiz-error", message);
      line.id = this.id + "-error";
      (this.fieldset.querySelector(".quiz-stem") || this.fieldset.querySelector("legend")).after(line);
      fields.forEach((field) => {
        field.setAttribute("aria-describedby", line.id);
        invalid(field, true);
      });
      this.faulty = fields;
      fields[0].focus();
    }

    removeError() {
      const line = this.querySelector(".quiz-error");
      if (line) line.remove();
      (this.faulty || []).forEach((field) => {
        invalid(field, false);
        field.removeAttribute("aria-describedby");
      });
      this.faulty = null;
    }

    /* ---- Several steps: a question and its reasons, or a case that unfolds ---- */

    queue() {
      this.steps = this.closest(".quiz-steps");
      if (!this.steps || this.taken) return;
      this.place = [...this.steps.querySelectorAll("quiz-item")].indexOf(this);
      if (this.place > 0) this.wait();
    }

    others() {
      return [...this.steps.querySelectorAll("quiz-item")].filter((item) => item !== this && item.ready);
    }

    unfolds() {
      return this.steps.classList.contains("quiz-case");
    }

    wait() {
      this.classList.add("quiz-waiting");
    }

    /* The question that follows this answer, or null at the end (which `next` calls "end"). */
    following() {
      const named = (this.way.next && this.way.next()) || this.dataset.next;
      const items = [...this.steps.querySelectorAll("quiz-item")];
      return (named ? items.find((item) => item.id === named) : items[this.place + 1]) || null;
    }

    offerNext() {
      if (this.place === undefined) return;
      const ends = !this.following();
      this.goButton.hidden = ends;
      if (!ends || !this.unfolds()) return;
      this.result.append(make("p", "quiz-end", WORDS.caseEnds));
      this.restartButton.hidden = false;
    }

    goOn() {
      const next = this.following();
      this.goButton.hidden = true;
      if (this.unfolds()) {
        this.keep();
        this.wait();
      }
      next.reveal();
    }

    /* What was asked, answered and said of it, in short, above what comes next. */
    keep() {
      const row = make("li");
      const asked = this.fieldset.querySelectorAll("legend, .quiz-stem > *");
      row.append(...[...asked].map((part) => make("p", "quiz-asked", part.textContent)));
      row.append(make("p", "", this.earned ? "You answered: " + this.way.given() : "You said: I do not know yet."));
      const short = this.earned && !this.neutral && WORDS.short[this.earned.state];
      if (short) row.append(verdict(this.earned.state, short));
      const said = this.earned
        ? [...this.fieldset.querySelectorAll(".quiz-note .quiz-feedback"), ...[...this.result.children].slice(short ? 1 : 0)]
        : this.answers.querySelectorAll("[data-correct] > *, .quiz-solution, .quiz-explain");
      row.append(...[...said].map(copy));
      this.path().append(row);
    }

    path() {
      const found = this.steps.querySelector(".quiz-path");
      if (found) return found;
      const title = make("p", "quiz-path-title", WORDS.soFar);
      const list = make("ol", "quiz-path");
      title.id = this.steps.id + "-path";
      list.setAttribute("aria-labelledby", title.id);
      this.steps.querySelector("quiz-item").before(title, list);
      return list;
    }

    restart() {
      this.steps.querySelectorAll(".quiz-path, .quiz-path-title").forEach((part) => part.remove());
      const first = this.steps.querySelector("quiz-item");
      this.wait();
      first.reset().reveal();
    }

    /* ---- A link to the question ---- */

    /* In sight, whatever fold or case it stands in, and with the focus. */
    reveal() {
      for (let fold = this.parentElement; fold; fold = fold.parentElement) {
        if (fold.tagName === "DETAILS") fold.open = true;
      }
      if (this.place !== undefined && this.unfolds()) this.others().forEach((item) => item.wait());
      this.classList.remove("quiz-waiting");
      this.scrollIntoView({ block: "nearest" });
      this.fieldset.focus();
    }

    linked() {
      setTimeout(() => this.reveal());
      say(WORDS.linked);
    }
  }

  function target() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  }

  /* A case is opened at its first question. */
  function isTarget(item) {
    const id = target();
    return Boolean(id) && (item.id === id || (item.place === 0 && item.steps.id === id));
  }

  const ready = () => [...document.querySelectorAll("quiz-item.quiz-ready")];

  function revealTarget() {
    const item = ready().find(isTarget);
    if (item) item.reveal();
  }

  /* After the load, when the browser has gone to the address itself and would take the focus back. */
  window.addEventListener("load", () => setTimeout(revealTarget));
  window.addEventListener("hashchange", revealTarget);

  if (course.store && course.store.onChange) {
    course.store.onChange(() => ready().forEach((item) => item.showLast()));
  }

  course.quiz = { markChoose, markNumber, markOrder, markMatch, markWords, markWritten, readNumber };
  if (!customElements.get("quiz-item")) customElements.define("quiz-item", QuizItem);
})();
