/* The development record: pieces of learning in a regulator's own fields, and a statement of taking
   part. Both can be copied, saved as text or for Word, and printed; nothing is sent anywhere.

   A piece: {id, template: "standard" | "plain", module: SLUG | null, changed: time,
             fields: {FIELD: text}, parts: ["4.3", ...]} */
"use strict";

(function () {
  const course = window.EvidenceCourse || {};
  const { store, data, page } = course;
  const form = document.querySelector(".record-form");
  if (!store || !data || !page || !form) return;
  const { make, button, status, say, goTo, day, today, save, later, ask, offer } = page;
  const rule = form.dataset;
  const CONTROLS = "input, textarea";

  /* What the form asks, read off the page. */
  const fields = [...form.querySelectorAll(".record-field")].map((row) => ({
    id: row.dataset.field,
    row,
    control: row.querySelector(CONTROLS),
    label: row.querySelector("label"),
    name: row.querySelector("label").textContent,
    plain: row.dataset.plain || "",
    prefill: row.dataset.prefill || "",
    words: Number(row.dataset.words) || 0,
    isPeer: "isPeer" in row.dataset,
  }));
  const standard = form.querySelector(".record-standard");
  const boxes = standard ? [...standard.querySelectorAll("input")] : [];
  const partWords = Object.fromEntries(boxes.map((box) => [box.value, box.labels[0].textContent]));

  const isPlain = () => store.read().recordForm === "plain";
  const asked = (plain) => (plain ? fields.filter((field) => field.plain) : fields);
  const nameOf = (field, plain) => (plain ? field.plain : field.name);
  const value = (piece, field) => ((piece.fields || {})[field.id] || "").trim();
  const module = (slug) => data.modules.find((each) => each.slug === slug);
  const pieces = () => store.read().record;
  const words = (text) => (text.trim() ? text.trim().split(/\s+/).length : 0);
  const shown = (field, text) => (field.control.type === "date" && /^\d{4}-\d\d-\d\d$/.test(text) ? day(text) : text);

  function count(number, one, many) {
    return number + " " + (number === 1 ? one : many);
  }

  function heading(piece, place) {
    const about = module(piece.module);
    const what = about ? about.title : value(piece, fields[0]);
    return "Piece " + (place + 1) + (what ? ": " + what : "");
  }

  /* ---- Taking away: one list of blocks becomes text, Word, and paper ---- */

  function recordBlocks() {
    const plain = isPlain();
    const blocks = [{ kind: "title", text: "My development record" }];
    blocks.push({ kind: "p", text: plain ? "Check with your regulator which fields it asks for." : "Fields as " + rule.regulator + " asks for them." });
    pieces().forEach((piece, place) => {
      blocks.push({ kind: "h1", text: heading(piece, place) });
      for (const field of asked(plain)) {
        blocks.push({ kind: "h2", text: nameOf(field, plain) }, { kind: "p", text: shown(field, value(piece, field)) || "(nothing yet)" });
      }
      const ticked = plain ? [] : (piece.parts || []).filter((part) => partWords[part]);
      if (ticked.length) blocks.push({ kind: "h2", text: "Parts of " + standard.dataset.standard }, ...ticked.map((part) => ({ kind: "li", text: partWords[part] })));
    });
    blocks.push({ kind: "p", text: "Saved on " + day(today()) + " from the course “" + data.title + "”." });
    return blocks;
  }

  function asText(blocks) {
    const lines = blocks.flatMap(({ kind, text }) => {
      if (kind === "title" || kind === "h1") return ["", text, (kind === "title" ? "=" : "-").repeat(Math.min(text.length, 72)), ""];
      if (kind === "h2") return [text + ":"];
      return kind === "li" ? ["* " + text] : [text, ""];
    });
    return lines.join("\n").trim().replace(/\r?\n/g, "\r\n") + "\r\n";
  }

  function paper(name, blocks) {
    document.querySelectorAll(".paper").forEach((old) => old.remove());
    const tags = { title: "h1", h1: "h2", h2: "h3" };
    const made = blocks.map(({ kind, text }) => make(tags[kind] || "p", { textContent: kind === "li" ? "• " + text : text }));
    document.body.append(make("div", { className: "paper" }, ...made));
    document.body.dataset.paper = name;
    window.addEventListener("afterprint", () => {
      delete document.body.dataset.paper;
      document.querySelectorAll(".paper").forEach((old) => old.remove());
    }, { once: true });
    window.print();
  }

  /* Where the browser refuses the clipboard, the words are laid out to be copied by hand. */
  function copy(text, line, row) {
    const byHand = () => {
      const field = make("textarea", { className: "record-copy", rows: 8, readOnly: true, value: text });
      field.setAttribute("aria-label", "The words to copy");
      row.parentNode.querySelectorAll(".record-copy").forEach((old) => old.remove());
      row.after(field);
      field.focus();
      field.select();
      say(line, "Your browser does not let the page copy. The words are selected: copy them with your keyboard or your browser’s menu.");
    };
    if (!navigator.clipboard) return byHand();
    return navigator.clipboard.writeText(text).then(() => say(line, "Copied. Paste it where you need it."), byHand);
  }

  /* Four buttons; `fault()` gives words where there is nothing to take away yet. */
  function takeAway(name, title, blocks, fault) {
    const line = status();
    const row = make("div", { className: "device-row", role: "group" });
    row.setAttribute("aria-label", "Take it with you");
    const way = (text, action) => row.append(button(text, () => {
      const wrong = fault();
      line.classList.toggle("record-error", Boolean(wrong));
      if (wrong) say(line, wrong);
      else action();
    }, true));
    way("Copy", () => copy(asText(blocks()), line, row));
    way("Save as text", () => {
      save(name + ".txt", "\ufeff" + asText(blocks()), "text/plain;charset=utf-8");
      say(line, "A text file was made. Look where your browser keeps downloads.");
    });
    if (course.docx) {
      way("Save for Word", () => {
        save(name + ".docx", course.docx(title, blocks(), today()), course.docx.TYPE);
        say(line, "A Word file was made. Look where your browser keeps downloads.");
      });
    }
    way("Print", () => paper(name, blocks()));
    return make("div", {}, row, line);
  }

  /* ---- The editor: the page's own form ---- */

  let editing = null; // the id of the piece in the form
  const title = make("h3", { tabIndex: -1 });
  const notesBox = make("div", { className: "record-notes" });
  const kept = status();
  const keep = later(() => {
    if (editing) store.update(put(editing, read()));
    say(kept, store.remembering && !store.problem ? "Kept on this device." : "");
  });

  /* A change that puts the form's words into one piece. */
  function put(id, { values, parts }) {
    const changed = new Date().toISOString();
    return (document) => {
      const piece = document.record.find((each) => each.id === id);
      if (piece) Object.assign(piece, { fields: Object.assign({}, piece.fields, values), parts, changed });
    };
  }

  function read() {
    return {
      values: Object.fromEntries(fields.map(({ id, control }) => [id, control.value])),
      parts: boxes.filter((box) => box.checked).map((box) => box.value),
    };
  }

  function countWords(field) {
    if (field.count) field.count.textContent = "You have " + count(words(field.control.value), "word", "words") + ".";
  }

  function dress() {
    const plain = isPlain();
    for (const field of fields) {
      field.row.hidden = plain && !field.plain;
      field.label.textContent = nameOf(field, plain);
    }
    if (standard) standard.hidden = plain;
  }

  /* What the reader noted in the lesson: offered, never put in unasked. */
  function offerNotes(piece) {
    const about = module(piece.module);
    const text = about && ((store.read().modules[about.slug] || {}).notes || "").trim();
    const target = fields.find(({ id }) => id === "learned") || fields.filter(({ prefill }) => !prefill)[0];
    notesBox.hidden = !about;
    notesBox.replaceChildren();
    if (!about) return;
    notesBox.append(make("p", { textContent: "The lesson asked: " + about.prompt }));
    if (!text || !target) return;
    notesBox.append(make("p", { textContent: "You noted:" }), make("blockquote", { textContent: text }),
      make("div", { className: "device-row" }, button("Add my notes to “" + nameOf(target, isPlain()) + "”", () => {
        target.control.value = [target.control.value.trim(), text].filter(Boolean).join("\n\n");
        countWords(target);
        keep.soon();
        target.control.focus();
      }, true)));
  }

  function edit(id) {
    keep.now();
    const list = pieces();
    const place = list.findIndex((piece) => piece.id === id);
    if (place < 0) return;
    editing = id;
    title.textContent = heading(list[place], place);
    kept.textContent = "";
    fields.forEach((field) => {
      field.control.value = (list[place].fields || {})[field.id] || "";
      countWords(field);
    });
    boxes.forEach((box) => { box.checked = (list[place].parts || []).includes(box.value); });
    offerNotes(list[place]);
    dress();
    form.hidden = false;
    title.focus();
  }

  function close() {
    keep.now();
    editing = null;
    form.hidden = true;
    show();
  }

  function finish() {
    const id = editing;
    if (!Object.values(read().values).some((text) => text.trim())) {
      const list = pieces();
      const empty = list.findIndex((piece) => piece.id === id);
      close();
      store.update((document) => { document.record = document.record.filter((piece) => piece.id !== id); });
      goTo(said, "Piece " + (empty + 1) + " was empty and is not kept.");
      return;
    }
    close();
    const back = document.getElementById("record-edit-" + id);
    if (back) back.focus();
  }

  /* ---- The list of pieces ---- */

  const summary = make("p", { id: "record-summary", role: "status" });
  const said = status();
  const list = make("ul", { className: "record-list" });
  const start = make("select", { id: "record-start" },
    ...data.modules.map(({ slug, number, title: name }) => make("option", { value: slug, textContent: "Module " + number + ": " + name })),
    make("option", { value: "", textContent: "Other learning (an empty form)" }));

  function filled(text, about) {
    const outcomes = about.outcomes.map((id) => data.outcomes[id]).join("; ");
    const facts = { course: data.title, module: about.title, minutes: String(about.minutes), outcomes: outcomes + "." };
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? facts[name] : whole));
  }

  function add() {
    const about = module(start.value);
    const now = new Date().toISOString();
    const taken = new Set(pieces().map(({ id }) => id));
    let id = now;
    for (let n = 2; taken.has(id); n += 1) id = now + "-" + n;
    const values = about ? Object.fromEntries(fields.filter(({ prefill }) => prefill).map((field) => [field.id, filled(field.prefill, about)])) : {};
    const piece = { id, template: isPlain() ? "plain" : "standard", module: about ? about.slug : null, changed: now, fields: values, parts: [] };
    store.update((document) => { document.record.push(Object.assign({}, piece)); });
    edit(id);
  }

  function remove(piece, place, opener) {
    ask(opener, "Delete piece " + (place + 1) + "? This cannot be undone.", [
      ["Yes, delete it", () => {
        if (editing === piece.id) { editing = null; form.hidden = true; }
        store.update((document) => { document.record = document.record.filter((each) => each.id !== piece.id); });
        goTo(said, "Piece " + (place + 1) + " was deleted.");
      }],
      ["No, keep it"],
    ]);
  }

  function row(piece, place, plain) {
    const empty = asked(plain).filter((field) => !field.isPeer && !value(piece, field)).map((field) => nameOf(field, plain));
    const name = heading(piece, place);
    const peer = fields.some((field) => field.isPeer && value(piece, field));
    const change = button("Edit", () => edit(piece.id), true);
    const drop = button("Delete", () => remove(piece, place, drop), true);
    change.id = "record-edit-" + piece.id;
    change.append(make("span", { className: "visually-hidden", textContent: " " + name }));
    drop.append(make("span", { className: "visually-hidden", textContent: " " + name }));
    return make("li", {}, make("p", {}, make("strong", { textContent: name })),
      make("p", { textContent: (plain ? "" : peer ? "With peer reflection. " : "No peer reflection. ") + (empty.length ? "Still empty: " + empty.join("; ") + "." : "Every field is filled in.") }),
      make("div", { className: "device-row" }, change, drop));
  }

  function sentence(all, plain) {
    const have = "You have " + (all.length ? count(all.length, "piece", "pieces") : "no piece yet");
    if (plain) return have + ". Check with your regulator how much it asks for.";
    const peers = all.filter((piece) => fields.some((field) => field.isPeer && value(piece, field))).length;
    const aim = " The aim: at least " + rule.pieces + " different pieces by " + rule.deadline + ", " + rule.peers + " of them with peer reflection.";
    return have + (all.length ? ", " + (peers || "none") + " of them with peer reflection." : ".") + aim;
  }

  function show() {
    const plain = isPlain();
    const all = pieces();
    const words_ = sentence(all, plain);
    if (summary.textContent !== words_) summary.textContent = words_; // read out only when it changes
    if (!document.getElementById("device-question")) list.replaceChildren(...all.map((piece, place) => row(piece, place, plain)));
    list.hidden = !all.length;
  }

  function choice() {
    const group = make("fieldset", { className: "record-choice" }, make("legend", { textContent: "Where are you registered?" }));
    const options = [["standard", rule.nation], ["plain", (rule.others || "Another nation") + " (a plain version)"]];
    for (const [name, text] of options) {
      const radio = make("input", { type: "radio", name: "record-form", value: name, checked: (name === "plain") === isPlain() });
      radio.addEventListener("change", () => {
        store.update((document) => { document.recordForm = name; });
        dress();
      });
      group.append(make("label", {}, radio, text));
    }
    return group;
  }

  function pieceArea() {
    const place = document.querySelector('[data-device="pieces"]');
    const nothing = () => (pieces().length ? "" : "There is nothing to take with you yet. Add a piece first.");
    place.replaceChildren(rule.others ? choice() : "", summary, said, list,
      make("div", { className: "record-line" }, make("label", { htmlFor: start.id, textContent: "Start from" }), start),
      make("div", { className: "device-row" }, button("Add a piece", add)),
      offer());
    form.after(make("h3", { textContent: "Take your record with you" }), takeAway("development-record", "My development record", recordBlocks, nothing));
  }

  function editorArea() {
    for (const field of fields) {
      field.control.addEventListener("input", () => { countWords(field); keep.soon(); });
      field.control.addEventListener("change", keep.now);
      if (!field.words) continue;
      field.count = make("p", { className: "record-count", id: field.control.id + "-count" });
      field.control.after(field.count);
    }
    boxes.forEach((box) => box.addEventListener("change", () => { keep.soon(); keep.now(); }));
    window.addEventListener("pagehide", keep.now);
    form.prepend(title);
    title.after(notesBox);
    form.append(make("div", { className: "device-row" }, button("I have finished this piece", finish)), kept);
    form.hidden = true;
  }

  /* ---- The statement ---- */

  function span(document) {
    const days = [
      ...Object.values(document.answers).flat().map(({ at }) => at),
      ...Object.values(document.modules).map(({ done }) => done),
    ].filter(Boolean).map((text) => text.slice(0, 10)).sort();
    if (!days.length) return "";
    const [first, last] = [days[0], days[days.length - 1]];
    return first === last ? "On " + day(first) + "." : "From " + day(first) + " to " + day(last) + ".";
  }

  /* Right at the last try, of the questions that have a right answer. */
  function score(document) {
    const last = Object.values(document.answers).map((answers) => answers[answers.length - 1])
      .filter((answer) => answer && ["right", "part", "not", "unsure"].includes(answer.state));
    return last.filter(({ state }) => state === "right").length + " of " + count(last.length, "question", "questions") + " right at my last try";
  }

  function statementBlocks(name, withScore) {
    const document_ = store.read();
    const done = data.modules.filter(({ slug }) => (document_.modules[slug] || {}).done);
    const blocks = [
      { kind: "title", text: "Statement of taking part" },
      { kind: "h2", text: "Name" }, { kind: "p", text: name },
      { kind: "h2", text: "Course" }, { kind: "p", text: data.title },
      { kind: "h2", text: "When I took part" }, { kind: "p", text: span(document_) || "(no day is known)" },
      { kind: "h2", text: "Modules that I marked as done" },
      ...(done.length ? done.map(({ slug, number, title: words_ }) => ({ kind: "li", text: "Module " + number + ": " + words_ + " (" + day(document_.modules[slug].done) + ")" })) : [{ kind: "p", text: "(none yet)" }]),
    ];
    if (withScore) blocks.push({ kind: "h2", text: "My own score" }, { kind: "p", text: score(document_) + ". I marked it myself, with the answers at hand." });
    blocks.push(
      { kind: "h2", text: "What this statement is" },
      { kind: "p", text: "I took part in a free online course. I marked the modules as done myself, and nobody checked it. This is not a qualification, and not a test of what I can do." },
      { kind: "p", text: "Made on " + day(today()) + "." });
    return blocks;
  }

  function statementArea() {
    const place = document.querySelector('[data-device="statement"]');
    const name = make("input", { type: "text", id: "statement-name", autocomplete: "name" });
    name.setAttribute("aria-describedby", "statement-hint statement-error");
    const wrong = make("p", { id: "statement-error", className: "record-error" });
    const scored = make("input", { type: "checkbox", id: "statement-score" });
    const restore = () => {
      if (document.activeElement !== name) name.value = store.read().statementName || "";
    };
    name.addEventListener("change", () => {
      const text = name.value.trim();
      store.update((document) => { document.statementName = text; });
    });
    name.addEventListener("input", () => {
      name.removeAttribute("aria-invalid");
      wrong.textContent = "";
    });
    const fault = () => {
      if (name.value.trim()) return "";
      name.setAttribute("aria-invalid", "true");
      wrong.textContent = "Write your name first, as it should stand in the statement.";
      name.focus();
      return wrong.textContent;
    };
    place.replaceChildren(
      make("p", { textContent: "It says that you took part, when, and which modules you marked as done. It is not a qualification. Nobody checks it." }),
      make("div", { className: "record-line" }, make("label", { htmlFor: name.id, textContent: "Your name" }),
        make("p", { id: "statement-hint", className: "record-hint", textContent: "Kept only if this device remembers your work." }), wrong, name),
      make("p", { className: "device-choice" }, scored, make("label", { htmlFor: scored.id, textContent: "Add my own score: right answers at my last try" })),
      takeAway("statement-of-taking-part", "Statement of taking part", () => statementBlocks(name.value.trim(), scored.checked), fault));
    store.onChange(restore);
    restore();
  }

  editorArea();
  pieceArea();
  statementArea();
  store.onChange(() => {
    show();
    if (editing && !pieces().some(({ id }) => id === editing)) { editing = null; form.hidden = true; }
  });
  show();
  const from = /^#from=([a-z0-9-]+)$/.exec(window.location.hash);
  if (from && module(from[1])) start.value = from[1];
})();
