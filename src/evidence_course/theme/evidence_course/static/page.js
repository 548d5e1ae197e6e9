/* What every page has: its place on a pathway, words that open, and how to cite it.
   Without this script every place is listed, words link to the glossary, and the citation stands
   there without its day. */
"use strict";

(function () {
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});

  function make(tag, className, text) {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = text || "";
    return node;
  }

  function button(className, text, act) {
    const node = make("button", className, text);
    node.type = "button";
    node.addEventListener("click", act);
    return node;
  }

  /* Pathway */

  /* The pathway that the address names, else the one that this device remembers. */
  function chosen() {
    const named = new URLSearchParams(location.search).get("pathway");
    const store = course.store;
    if (named && store) store.update((document) => { document.pathway = named; });
    return named || (store && store.read().pathway);
  }

  function turnTo(pager, side, href, title) {
    let link = pager.querySelector(".pager-" + side);
    if (!link) {
      link = make("a", "pager-" + side);
      link.rel = side;
      const words = side === "prev" ? "Previous" : "Next";
      link.append(make("span", "pager-label", words), " ", make("span", "pager-title"));
      pager[side === "prev" ? "prepend" : "append"](link);
    }
    link.href = href;
    link.querySelector(".pager-title").textContent = title;
  }

  function follow() {
    const places = [...document.querySelectorAll(".positions [data-pathway]")];
    const pathway = places.length && chosen();
    const here = places.find((place) => place.dataset.pathway === pathway);
    if (!here) return;
    places.forEach((place) => { place.hidden = place !== here; });
    const pager = document.querySelector(".pager");
    if (!pager) return;
    turnTo(pager, "prev", here.dataset.prev, here.dataset.prevTitle);
    turnTo(pager, "next", here.dataset.next, here.dataset.nextTitle);
  }

  /* Glossary */

  function openWord(term) {
    const link = term.querySelector(".term-word");
    const told = term.querySelector(".term-told");
    const word = link.textContent;
    const sign = button("term-sign", "?", () => show(told.hidden));
    function show(isOpen) {
      told.hidden = !isOpen;
      sign.setAttribute("aria-expanded", String(isOpen));
    }
    sign.setAttribute("aria-label", "What does “" + word + "” mean?");
    sign.setAttribute("aria-controls", told.id);
    term.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || told.hidden) return;
      show(false);
      sign.focus();
    });
    link.replaceWith(word + "\u00a0", sign);
    show(false);
  }

  /* Citation */

  function select(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  async function copy(node, status) {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(node.textContent);
      status.textContent = "Copied.";
    } catch {
      select(node); // some browsers keep pages away from the clipboard
      status.textContent = "Selected. Now copy it as you do elsewhere.";
    }
  }

  function cite(citation) {
    const day = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    const isOnTheWeb = location.protocol.startsWith("http");
    const address = location.origin + location.pathname;
    const where = isOnTheWeb && !citation.textContent.includes("://") ? address + ". " : "";
    citation.querySelector("[data-read]").textContent = where + "Read on " + day + ".";
    const status = make("span", "cite-status");
    status.setAttribute("role", "status");
    const row = make("p", "cite-row");
    row.append(button("button button-quiet", "Copy", () => copy(citation, status)), " ", status);
    citation.after(row);
  }

  follow();
  document.querySelectorAll(".term").forEach(openWord);
  document.querySelectorAll("#citation").forEach(cite);
})();
