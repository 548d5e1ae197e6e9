/* What this device remembers of the course: one JSON document in local storage, nothing elsewhere.

   The document:
     {version: 1, pathway: "leader" | null,
      modules: {SLUG: {done: "2026-11-23" | null, notes: "text"}},
      answers: {ITEM: [{at, state, credit, sure, text}]}   newest last, at most 12
      record: [{id, template, changed, fields...}],
      check: {before: {...} | null, after: {...} | null},
      saw: {PAGE: 3}}                                  how many writes of each open page are in it
   Names that this release does not know are kept as they are.

   A change is a function over the document. Those that storage does not hold yet (the reader has
   not asked to remember, or storage is full or blocked) wait in a list, and whoever reads gets the
   stored document with the list carried out on it. So each tab starts from what the other wrote.

   Tabs hear of each other's writes a moment late. `saw` tells each of them whether whoever wrote
   last knew of its own writes (a version vector); if not, they are merged in again. */
"use strict";

(function () {
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});
  const VERSION = 1;
  const KEPT_ANSWERS = 12;
  const KEPT_PAGES = 8;
  const PAGE = "p" + Math.random().toString(36).slice(2, 10);
  const LARGEST_FILE = 4e6; // characters; storage holds about five million
  const LATER = "Your changes will be lost when you close this page.";
  const MESSAGES = {
    blocked: "This browser does not let the page remember anything. " + LATER +
      " You can save them as a file instead.",
    full: "This browser has no room left for your latest changes. " + LATER +
      " Save them as a file, then clear what you no longer need.",
    corrupt: "Some of what was kept here could not be read. It was put aside, and the rest is as it was. " +
      "You can save the damaged copy as a file.",
    newer: "What is kept here was written by a newer version of the course. It stays as it is. " + LATER +
      " Load the page again to get the newer version.",
  };

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isDay = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value);
  const copy = (value) => JSON.parse(JSON.stringify(value));
  const inOrder = (_, value) => (isObject(value) ? Object.fromEntries(Object.entries(value).sort()) : value);
  const same = (one, other) => JSON.stringify(one, inOrder) === JSON.stringify(other, inOrder);

  function empty() {
    return { version: VERSION, pathway: null, modules: {}, answers: {}, record: [], check: { before: null, after: null } };
  }

  /* ---- What may stand in a document ---- */

  function soundAnswer(answer) {
    return isObject(answer) && isDay(answer.at) && typeof answer.state === "string" &&
      (answer.credit === undefined || Number.isFinite(answer.credit));
  }

  function soundModule(entry) {
    return isObject(entry) && (entry.done == null || isDay(entry.done)) &&
      (entry.notes === undefined || typeof entry.notes === "string");
  }

  const soundPiece = (piece) => isObject(piece) && typeof piece.id === "string";
  const soundCheck = (entry) => entry === null || isObject(entry);

  /* The sound entries of an object or a list; `lost` counts the others. */
  function keep(values, sound, lost) {
    const good = Object.entries(values).filter(([, value]) => sound(value) || !(lost.count += 1));
    return Array.isArray(values) ? good.map(([, value]) => value) : Object.fromEntries(good);
  }

  /* The document with everything that this release needs, and how many parts had to be left out. */
  function repaired(given) {
    const lost = { count: 0 };
    const right = (name, test) => {
      if (given[name] === undefined || test(given[name])) return given[name] || empty()[name];
      lost.count += 1;
      return empty()[name];
    };
    const made = Object.assign({}, given, { version: VERSION });
    made.pathway = right("pathway", (value) => value === null || typeof value === "string");
    made.modules = keep(right("modules", isObject), soundModule, lost);
    made.answers = keep(right("answers", isObject), Array.isArray, lost);
    for (const item of Object.keys(made.answers)) made.answers[item] = keep(made.answers[item], soundAnswer, lost);
    made.record = keep(right("record", Array.isArray), soundPiece, lost);
    made.check = Object.assign(empty().check, keep(right("check", isObject), soundCheck, lost));
    return { document: made, lost: lost.count };
  }

  /* {document, lost} of a text; `newer` when a later version wrote it, null when it is no document. */
  function parsed(text) {
    try {
      const given = JSON.parse(text);
      if (!isObject(given)) return null;
      return given.version > VERSION ? { newer: true } : repaired(given);
    } catch (error) {
      return null;
    }
  }

  /* ---- Two documents into one ---- */

  function mergedAnswers(ours, theirs) {
    const all = new Map([...ours, ...theirs].map((answer) => [answer.at + answer.state, answer]));
    return [...all.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.state < b.state ? -1 : 1)).slice(-KEPT_ANSWERS);
  }

  function mergedNotes(ours = "", theirs = "") {
    if (theirs.includes(ours)) return theirs;
    const missing = theirs.split("\n\n").filter((paragraph) => !ours.includes(paragraph));
    return [ours, ...missing].join("\n\n");
  }

  function mergedModule(ours, theirs) {
    const done = [ours.done, theirs.done].filter(Boolean).sort().pop() || null;
    return Object.assign({}, theirs, ours, { done, notes: mergedNotes(ours.notes, theirs.notes) });
  }

  /* Of a piece that both have, the one that was changed last. */
  function mergedRecord(ours, theirs) {
    const pieces = new Map(ours.map((piece) => [piece.id, piece]));
    for (const piece of theirs) {
      const mine = pieces.get(piece.id);
      if (!mine || (piece.changed || "") > (mine.changed || "")) pieces.set(piece.id, piece);
    }
    return [...pieces.values()];
  }

  function each(ours, theirs, join) {
    const made = Object.assign({}, theirs, ours);
    for (const name of Object.keys(theirs)) if (name in ours) made[name] = join(ours[name], theirs[name]);
    return made;
  }

  /* Changes `ours`: answers of both, the later day of each module, and what only one of them has. */
  function merge(ours, theirs) {
    const pathway = ours.pathway || theirs.pathway;
    const modules = each(ours.modules, theirs.modules, mergedModule);
    const answers = each(ours.answers, theirs.answers, mergedAnswers);
    const record = mergedRecord(ours.record, theirs.record);
    const check = each(ours.check, theirs.check, (mine, other) => mine || other);
    Object.assign(ours, Object.assign({}, theirs, ours), { pathway, modules, answers, record, check });
  }

  /* ---- The store ---- */

  /* Opens the store of one course over something like localStorage; `find` may throw. */
  function open(id, find) {
    const KEY = "evidence-course:" + id + ":v1";
    const BROKEN = KEY + ":broken";
    const listeners = [];
    let storage = null;
    let waiting = []; // changes that storage does not hold
    let remembering = false;
    let locked = false; // what is stored must not be written over
    let seen = null; // the stored text that `base` was read from
    let base = empty();
    let writes = 0; // of this page
    let unheard = null; // what this page wrote last, until another one is seen to know of it
    let problem = null;

    function fail(kind) {
      problem = { kind, message: MESSAGES[kind] };
    }

    /* Gives the stored text another name. In a full storage there is room for one of the two. */
    function setAside(text) {
      let name = BROKEN;
      for (let n = 2; storage.getItem(name) !== null; n += 1) name = BROKEN + n;
      storage.removeItem(KEY);
      try {
        storage.setItem(name, text);
        return true;
      } catch (error) {
        storage.setItem(KEY, text);
        return false;
      }
    }

    function takeBroken(text, rest) {
      base = rest;
      locked = !setAside(text);
      if (!locked) {
        seen = null;
        write(rest);
      }
      fail("corrupt");
    }

    /* The document with this page's next write noted in it. */
    function noted(document) {
      const others = Object.entries(document.saw || {}).filter(([page]) => page !== PAGE);
      const saw = Object.fromEntries([...others.slice(1 - KEPT_PAGES), [PAGE, writes + 1]]);
      return Object.assign(document, { saw });
    }

    function write(document) {
      const text = JSON.stringify(noted(document));
      try {
        storage.setItem(KEY, text);
      } catch (error) {
        fail(storage.length || seen ? "full" : "blocked");
        return false;
      }
      seen = unheard = text;
      base = document;
      writes += 1;
      return true;
    }

    /* Looks at what is stored now: another tab may have changed or cleared it. */
    function refresh() {
      if (!storage) return;
      let text = null;
      try {
        text = storage.getItem(KEY);
      } catch (error) {
        storage = null;
        fail("blocked");
        return;
      }
      if (text === seen) return;
      if (text === null) {
        waiting = []; // cleared elsewhere: nothing comes back
        unheard = null;
      }
      seen = text;
      const found = text === null ? repaired({}) : parsed(text);
      const ours = unknownTo(found && found.document);
      take(text, found);
      if (ours) restore(ours);
    }

    /* What this page wrote last, if whoever wrote a document had not heard of it. */
    function unknownTo(document) {
      if (!document || !unheard) return null;
      const ours = (document.saw || {})[PAGE] >= writes ? null : parsed(unheard).document;
      unheard = null;
      return ours;
    }

    /* Adds it again; not, if it stands there all the same, or two pages would go on answering each
       other. */
    function restore(ours) {
      const both = copy(base);
      merge(both, ours);
      if (same(both, base)) return;
      waiting.push((document) => merge(document, ours));
      flush();
    }

    function take(text, found) {
      const { document = empty(), lost = 1, newer = false } = found || {};
      if (problem && problem.kind === "newer") problem = null;
      locked = newer;
      remembering = text !== null && document.remember !== false;
      if (newer) fail("newer");
      else if (lost) takeBroken(text, document);
      else base = document;
    }

    function current() {
      const document = copy(base);
      waiting.forEach((change) => change(document));
      return document;
    }

    function flush() {
      if (!remembering || !storage || locked) return;
      if (write(current())) {
        waiting = [];
        if (problem && problem.kind === "full") problem = null;
      }
    }

    function tell() {
      listeners.forEach((listener) => listener());
    }

    const store = {
      key: KEY,
      get remembering() { refresh(); return remembering && !locked; },
      get problem() { refresh(); return problem; },

      read() {
        refresh();
        const document = current();
        delete document.saw;
        return document;
      },

      update(change) {
        refresh();
        change(current()); // a change that throws is not kept
        waiting.push(change);
        flush();
        tell();
      },

      /* Turned off, what is stored stays until clear(); nothing is added to it. Returns whether it
         is as asked. */
      remember(on) {
        refresh();
        if (on && storage && !locked) {
          remembering = true;
          waiting.push((document) => { delete document.remember; });
          flush();
          remembering = seen !== null;
        } else if (!on && remembering) {
          waiting.push((document) => { document.remember = false; });
          flush();
          remembering = false;
        }
        tell();
        return store.remembering === on;
      },

      /* answer: {at, state, credit, sure, text} */
      answered(item, answer) {
        store.update((document) => {
          document.answers[item] = [...(document.answers[item] || []), answer].slice(-KEPT_ANSWERS);
        });
      },

      onChange(listener) {
        listeners.push(listener);
      },

      exportText() {
        const file = { course: id, saved: new Date().toISOString(), document: store.read() };
        return JSON.stringify(file, null, 1);
      },

      importText(text) {
        const refuse = (message) => ({ ok: false, message });
        if (text.length > LARGEST_FILE) return refuse("This file is too large to be a file of your progress.");
        let file = null;
        try {
          file = JSON.parse(text);
        } catch (error) {
          return refuse("This file cannot be read. Choose the file that you saved from this course.");
        }
        if (!isObject(file) || !isObject(file.document)) return refuse("This is not a file of your progress.");
        if (file.course !== id) return refuse("This file is from another course.");
        if (file.document.version > VERSION) return refuse("This file is from a newer version of the course. Load the page again, then try once more.");
        const { document, lost } = repaired(file.document);
        delete document.remember;
        delete document.saw;
        store.update((ours) => merge(ours, copy(document)));
        const message = "Your progress from the file was added.";
        return { ok: true, message: lost ? message + " Parts of the file could not be read and were left out." : message };
      },

      /* The damaged texts that were put aside. */
      broken() {
        try {
          return Object.keys(storage).filter((name) => name.startsWith(BROKEN)).map((name) => storage.getItem(name));
        } catch (error) {
          return [];
        }
      },

      forgetBroken() {
        try {
          Object.keys(storage).filter((name) => name.startsWith(BROKEN)).forEach((name) => storage.removeItem(name));
        } catch (error) {
          /* Blocked: nothing is stored. */
        }
        if (problem && problem.kind === "corrupt") problem = null;
        tell();
      },

      /* Erases everything of this course, and stops remembering. */
      clear() {
        try {
          Object.keys(storage).filter((name) => name.startsWith(KEY)).forEach((name) => storage.removeItem(name));
        } catch (error) {
          /* Blocked: nothing is stored. */
        }
        waiting = [];
        base = empty();
        seen = unheard = null;
        remembering = locked = false;
        if (problem && problem.kind !== "blocked") problem = null;
        tell();
      },
    };

    try {
      storage = find() || null;
      refresh();
    } catch (error) {
      storage = null;
    }
    if (!storage) fail("blocked");
    else if (!problem && store.broken().length) fail("corrupt");
    window.addEventListener("storage", (event) => {
      if (event.key !== null && event.key !== KEY) return;
      refresh();
      tell();
    });
    return store;
  }

  course.openStore = open;
  const name = document.documentElement.dataset.course;
  if (name) course.store = open(name, () => window.localStorage);
})();
