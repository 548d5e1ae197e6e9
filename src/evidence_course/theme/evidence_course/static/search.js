/* Search over the index that Sphinx writes, in plain steps and without another request.
   Sphinx's searchindex.js calls Search.setIndex; language_data.js brings Stemmer and stopwords. */
"use strict";

var Search = (function () {
  const SCORE = { title: 15, titlePart: 7, text: 5, textPart: 2, heading: 10 };

  /* Titles in the index are HTML: read them as text. */
  function plain(html) {
    return new DOMParser().parseFromString(html, "text/html").body.textContent;
  }

  function has(table, key) {
    return Object.prototype.hasOwnProperty.call(table, key);
  }

  /* The index holds one number, or a list of them. */
  function list(found) {
    return found === undefined ? [] : [].concat(found);
  }

  /* The stems that a query asks for; words too common to be in the index are left out. */
  function stems(query) {
    const stemmer = new Stemmer();
    const words = query.toLowerCase().split(/[^\p{Letter}\p{Number}_]+/u).filter(Boolean);
    const telling = words.filter((word) => !stopwords.includes(word));
    return [...new Set(telling.map((word) => stemmer.stemWord(word)))];
  }

  /* Scores of the pages that hold one stem: the whole word, else words that contain it. */
  function pagesWith(stem, index) {
    const scores = new Map();
    const note = (pages, score) => {
      list(pages).forEach((page) => scores.set(page, Math.max(score, scores.get(page) || 0)));
    };
    const look = (table, whole, part) => {
      if (has(table, stem)) {
        note(table[stem], whole);
      } else if (stem.length > 2) {
        Object.keys(table).forEach((term) => term.includes(stem) && note(table[term], part));
      }
    };
    look(index.terms, SCORE.text, SCORE.textPart);
    look(index.titleterms, SCORE.title, SCORE.titlePart);
    return scores;
  }

  /* Headings that contain the query as it was written: [page, heading, anchor]. */
  function headings(query, index) {
    const wanted = query.trim().toLowerCase();
    return Object.entries(index.alltitles)
      .filter(([title]) => title.toLowerCase().includes(wanted))
      .flatMap(([title, places]) => places.map(([page, anchor]) => [page, title, anchor]));
  }

  /* Pages that hold every word, best first: {docname, title, sections: [{title, anchor}]}. */
  function find(query, index) {
    const words = stems(query);
    const perWord = words.map((stem) => pagesWith(stem, index));
    const total = new Map();
    if (perWord.length) {
      perWord[0].forEach((score, page) => {
        if (perWord.every((scores) => scores.has(page))) {
          total.set(page, perWord.reduce((sum, scores) => sum + scores.get(page), 0));
        }
      });
    }
    const sections = new Map();
    if (words.length) {
      headings(query, index).forEach(([page, title, anchor]) => {
        total.set(page, (total.get(page) || 0) + SCORE.heading);
        if (anchor) sections.set(page, (sections.get(page) || []).concat({ title, anchor }));
      });
    }
    const result = [...total].map(([page, score]) => ({
      score,
      docname: index.docnames[page],
      title: plain(index.titles[page]),
      sections: sections.get(page) || [],
    }));
    return result.sort((a, b) => b.score - a.score || a.title.localeCompare(b.title));
  }

  function link(address, text) {
    const node = document.createElement("a");
    node.href = address;
    node.textContent = text;
    return node;
  }

  /* What the list of contents says about a page, such as "Module 2, lesson". */
  function label(address) {
    const entry = [...document.querySelectorAll(".site-nav a[data-label]")].find(
      (node) => node.getAttribute("href") === address
    );
    return entry ? entry.dataset.label : "";
  }

  function row(found) {
    const item = document.createElement("li");
    const address = found.docname + ".html";
    item.append(link(address, found.title));
    if (label(address)) {
      const note = document.createElement("span");
      note.className = "search-label";
      note.textContent = label(address);
      item.append(note);
    }
    if (found.sections.length) {
      const inner = document.createElement("ul");
      found.sections.forEach((section) => {
        const part = document.createElement("li");
        part.append(link(address + "#" + section.anchor, section.title));
        inner.append(part);
      });
      item.append(inner);
    }
    return item;
  }

  function sentence(count, query) {
    if (!stems(query).length) return "These words are too common to look for: " + query + ". Add another one.";
    if (count === 0) return "No page holds all of these words: " + query + ". Try fewer words, or other ones.";
    return (count === 1 ? "1 page holds: " : count + " pages hold: ") + query;
  }

  function show(query, index) {
    const found = find(query, index);
    document.getElementById("search-results").replaceChildren(...found.map(row));
    document.getElementById("search-status").textContent = sentence(found.length, query);
    document.title = query + " – " + document.title;
  }

  function setIndex(index) {
    const query = (new URLSearchParams(window.location.search).get("q") || "").trim();
    if (!query) return;
    document.getElementById("search-words").value = query;
    show(query, index);
  }

  return { setIndex, find, stems };
})();
