/* Quiz items that can be tried. The page holds each item and its answers without this script;
   here an item gets its buttons, and what it says stands beside the answer it speaks of.

   The marking is a set of pure functions, held to marking.py by shared vectors. Each returns a mark:
     {state: "right" | "part" | "not", credit: 0 to 1, right: count, of: count}
   and those with parts add `parts`, a list of booleans. */
"use strict";

(function () {
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

  /* ---- Words ---- */

  const WORDS = {
    check: "Check",
    unsure: "I do not know yet",
    again: "Try again",
    right: "That’s right.",
    not: "Not quite: here is why.",
    unsureSaid: "That is fine. Here are the answer and the reasons.",
    neutral: "Thank you for having a go. Here is something to think about.",
    chooseOne: "Choose an answer first, or say that you do not know yet.",
    chooseSome: "Choose at least one answer first, or say that you do not know yet.",
    noNumber: "Write one number in figures, such as 8 or 2.5. You can leave out the unit.",
    partRight: "Right",
    partNot: "Not this one",
    placeRight: "In the right place",
    placeNot: "Goes somewhere else",
  };

  function number(count, one, many) {
    return count + " " + (count === 1 ? one : many);
  }

  function matchGaps(gaps) {
    return "Choose an answer for every row. " + number(gaps, "row is", "rows are") + " still empty.";
  }

  function chooseVerdict(result) {
    if (result.state === "right") return WORDS.right;
    if (result.of === 1 && !result.right) return WORDS.not;
    const found = (result.right ? "Partly right: you" : "Not quite: you") + " found " + (result.right || "none") + " of the " + number(result.of, "right answer", "right answers");
    return found + (result.extra ? ", and chose " + result.extra + " that " +
      (result.extra === 1 ? "does" : "do") + " not belong" : "") + ".";
  }

  function partsVerdict(result, what) {
    if (result.state === "right") return WORDS.right;
    const opening = result.state === "part" ? "Partly right: " : "Not quite: ";
    return opening + result.right + " of " + result.of + " " + what + ".";
  }

  /* ---- Small tools for the page ---- */

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  }

  const ICONS = { right: "M3 10l5 5 9-11", part: "M3 10h14", not: "M5 5l10 10M15 5L5 15" };

  /* A drawn icon, so that it does not hang on a font; the words beside it carry the meaning. */
  function icon(state) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    const set = (node, values) => Object.entries(values).forEach(([k, v]) => node.setAttribute(k, v));
    set(svg, { viewBox: "0 0 20 20", class: "quiz-icon", "aria-hidden": "true", focusable: "false" });
    set(path, { d: ICONS[state], fill: "none", stroke: "currentColor", "stroke-width": "3" });
    svg.append(path);
    return svg;
  }

  function verdict(state, words) {
    const line = make("p", "quiz-verdict");
    if (ICONS[state]) line.append(icon(state));
    line.append(words);
    return line;
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

  /* ---- One way of answering each: read, fault, judge, clear ----
     fault() -> {message, field} or null;  judge() -> {result, words, notes: [[row, state, words, body]]} */

  function chooser(item) {
    const inputs = [...item.querySelectorAll(".quiz-options input")];
    const reasons = new Map(item.reasons().map((row) => [row.dataset.key, row]));
    const correct = inputs.map((input) => input.value)
      .filter((key) => reasons.has(key) && reasons.get(key).dataset.correct === "true");
    const chosen = () => inputs.filter((input) => input.checked);
    return {
      watch: inputs,
      fault() {
        if (chosen().length) return null;
        const one = inputs[0].type === "radio";
        return { message: one ? WORDS.chooseOne : WORDS.chooseSome, fields: [inputs[0]] };
      },
      judge() {
        const keys = inputs.map((input) => input.value);
        const result = markChoose(chosen().map((input) => input.value), correct, keys, item.dataset.scoring);
        const notes = chosen().map((input) => {
          const row = reasons.get(input.value);
          const state = correct.includes(input.value) ? "right" : "not";
          const words = inputs[0].type === "checkbox" ? (state === "right" ? WORDS.partRight : WORDS.partNot) : "";
          return { at: input.closest(".quiz-option"), state, words, body: row && row.querySelector(".quiz-feedback") };
        });
        return { result, words: chooseVerdict(result), notes };
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
      fault: () => (readNumber(field.value) === null ? { message: WORDS.noNumber, fields: [field] } : null),
      judge() {
        const aim = Number(solution.dataset.answer);
        const result = markNumber(readNumber(field.value), aim, Number(solution.dataset.tolerance || 0), misses);
        const near = rows[result.near];
        const body = near ? near.querySelector(".quiz-feedback") : item.otherwise();
        const words = { right: WORDS.right, part: "Nearly there: here is why.", not: WORDS.not }[result.state];
        return { result, words, notes: [], body: result.state === "right" ? null : body };
      },
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

    /* The neighbour moves, not the row: the pressed button so keeps the focus. */
    function move(row, step) {
      const place = rows().indexOf(row);
      const neighbour = rows()[place + step];
      if (!neighbour) return;
      row[step < 0 ? "after" : "before"](neighbour);
      settle();
      moved();
      item.say(row.quizText + ": moved to place " + (place + step + 1) + " of " + rows().length + ".");
    }

    /* An end row's button stays where it is, so that the focus is not lost, and says it is off. */
    function settle() {
      rows().forEach((row, place) => {
        const [up, down] = row.querySelectorAll(".quiz-move .button");
        up.setAttribute("aria-disabled", String(place === 0));
        down.setAttribute("aria-disabled", String(place === rows().length - 1));
      });
    }

    start.forEach((row) => {
      const label = row.querySelector("label");
      const text = make("span", "quiz-text");
      text.append(...label.childNodes);
      row.quizText = text.textContent.trim();
      const box = make("span", "quiz-move");
      [["Up", -1], ["Down", 1]].forEach(([name, step]) => {
        const press = button(name, "button button-quiet", () => move(row, step));
        press.setAttribute("aria-label", name + ": " + row.quizText);
        box.append(press);
      });
      row.replaceChildren(text, box);
    });
    settle();

    return {
      watch: [list],
      fault: () => null,
      judge() {
        const scoring = item.dataset.scoring || "position";
        const result = markOrder(rows().map((row) => row.dataset.key), right, scoring);
        const what = scoring === "neighbours" ? "steps lead to the right next step" : "in the right place";
        const notes = scoring !== "position" ? [] : rows().map((row, place) => {
          const good = result.parts[place];
          return { at: row, state: good ? "right" : "not", words: good ? WORDS.placeRight : WORDS.placeNot };
        });
        const words = scoring === "all" && result.state !== "right" ? WORDS.not : partsVerdict(result, what);
        return { result, words, notes, body: result.state === "right" ? null : item.otherwise() };
      },
      clear() {
        list.replaceChildren(...start);
        settle();
      },
      first: () => list.querySelector('.button[aria-disabled="false"]'),
    };
  }

  function matcher(item) {
    const rows = [...item.querySelectorAll(".quiz-match > [data-key]")];
    const field = (row) => row.querySelector("select");
    const solution = new Map(
      [...item.querySelectorAll(".quiz-solution > [data-key]")].map((row) => [row.dataset.key, row])
    );
    return {
      watch: rows.map(field),
      fault() {
        const gaps = rows.map(field).filter((select) => !select.value);
        return gaps.length ? { message: matchGaps(gaps.length), fields: gaps } : null;
      },
      judge() {
        const given = {};
        const right = {};
        rows.forEach((row) => {
          given[row.dataset.key] = field(row).value;
          right[row.dataset.key] = solution.get(row.dataset.key).dataset.right;
        });
        const result = markMatch(given, right);
        const notes = rows.map((row, place) => {
          const good = result.parts[place];
          const said = solution.get(row.dataset.key).querySelector(".quiz-feedback");
          const words = good ? WORDS.partRight : WORDS.partNot;
          return { at: row, state: good ? "right" : "not", words, body: good ? null : said };
        });
        return { result, words: partsVerdict(result, "pairs are right"), notes, body: null };
      },
      clear() {
        rows.forEach((row) => { field(row).value = ""; });
      },
      first: () => field(rows[0]),
    };
  }

  const INTERACTIONS = { choose: chooser, number: numberEntry, arrange: arranger, match: matcher };

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

    /* An interaction that has no buttons here keeps its answers in the fold, as without script. */
    upgrade() {
      const interaction = INTERACTIONS[this.dataset.interaction];
      this.form = this.querySelector(".quiz-form");
      this.answers = this.querySelector(".quiz-answers");
      if (this.ready || !interaction || !this.form || !this.answers) return;
      this.ready = true;
      this.way = interaction(this);
      this.build();
      this.open();
    }

    build() {
      this.fieldset = this.form.querySelector("fieldset");
      this.explain = this.answers.querySelector(".quiz-explain");
      this.checkButton = button(WORDS.check, "button");
      this.unsureButton = button(WORDS.unsure, "button button-quiet", () => this.unsure());
      this.againButton = button(WORDS.again, "button button-quiet", () => this.again());
      const actions = make("div", "quiz-actions");
      actions.append(this.checkButton, this.unsureButton, this.againButton);
      this.result = make("div", "quiz-result");
      this.result.tabIndex = -1;
      this.result.setAttribute("role", "group");
      this.result.setAttribute("aria-label", "Feedback");
      this.status = make("p", "visually-hidden");
      this.status.setAttribute("role", "status");
      this.form.append(this.result, actions);
      this.append(this.status);
      this.classList.add("quiz-ready");
      this.form.noValidate = true;
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.check();
      });
      this.way.watch.forEach((field) => field.addEventListener("change", () => this.changed()));
    }

    say(words) {
      this.status.textContent = "";
      requestAnimationFrame(() => { this.status.textContent = words; });
    }

    /* Ready for an answer: nothing said, the answers out of sight. */
    open() {
      this.marked = false;
      this.querySelectorAll(".quiz-note").forEach((note) => note.remove());
      this.way.watch.forEach((field) => field.removeAttribute("aria-describedby"));
      this.removeError();
      this.result.hidden = true;
      this.result.replaceChildren();
      if (this.explain) this.explain.hidden = false;
      this.answers.hidden = true;
      this.answers.open = false;
      this.checkButton.hidden = this.unsureButton.hidden = false;
      this.againButton.hidden = true;
    }

    /* A new choice after the feedback takes the old feedback away. */
    changed() {
      if (this.marked) this.open();
    }

    again() {
      this.way.clear();
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
      const judged = this.way.judge();
      const state = "neutral" in this.dataset ? "neutral" : judged.result.state;
      judged.notes.forEach((note) => this.note(note));
      const bodies = [judged.body, this.explain];
      if (this.explain) this.explain.hidden = true;
      this.show(state, state === "neutral" ? WORDS.neutral : judged.words, bodies, judged.notes);
    }

    unsure() {
      this.removeError();
      this.show("neutral", WORDS.unsureSaid, [], []);
      this.answers.open = true;
    }

    /* Feedback beside the answer it speaks of, tied to the answer's field. */
    note({ at, state, words, body }) {
      const neutral = "neutral" in this.dataset;
      const shown = neutral ? "" : words;
      if (!shown && !body) return;
      const note = make("div", "quiz-note" + (neutral ? "" : " is-" + state));
      if (shown) note.append(verdict(state, shown));
      if (body) note.append(copy(body));
      const field = at.querySelector("input, select");
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
      this.result.hidden = false;
      this.answers.hidden = false;
      this.checkButton.hidden = this.unsureButton.hidden = true;
      this.againButton.hidden = false;
      this.result.focus();
      const beside = notes.length === 1 && notes[0].body ? " " + notes[0].body.textContent.trim() : "";
      this.say(words + beside);
    }

    showError({ message, fields }) {
      this.removeError();
      const line = make("p", "quiz-error", message);
      line.id = this.id + "-error";
      this.fieldset.querySelector("legend").after(line);
      this.fieldset.setAttribute("aria-describedby", line.id);
      fields.forEach((field) => {
        field.setAttribute("aria-describedby", line.id);
        if (field.type !== "radio" && field.type !== "checkbox") field.setAttribute("aria-invalid", "true");
      });
      fields[0].focus();
    }

    removeError() {
      const line = this.querySelector(".quiz-error");
      if (line) line.remove();
      this.fieldset.removeAttribute("aria-describedby");
      this.way.watch.forEach((field) => {
        field.removeAttribute("aria-invalid");
        if (field.getAttribute("aria-describedby") === this.id + "-error") field.removeAttribute("aria-describedby");
      });
    }
  }

  window.EvidenceQuiz = { markChoose, markNumber, markOrder, markMatch, readNumber };
  if (!customElements.get("quiz-item")) customElements.define("quiz-item", QuizItem);
})();
