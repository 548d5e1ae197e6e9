/* Choosing rows of the register's tables. What is chosen stands in the address, behind the '#', so
   that a choice can be kept and sent on. Nothing leaves the page. */
(function () {
  "use strict";

  const forms = [...document.querySelectorAll("form.evidence-filters")];

  function lists(form) {
    return [...form.querySelectorAll("select")];
  }

  function fits(row, form) {
    return lists(form).every((list) => {
      const values = (row.getAttribute("data-" + list.name) || "").split(" ");
      return list.value === "" || values.includes(list.value);
    });
  }

  function sentence(form, shown, all) {
    const names = all === 1 ? form.dataset.one : form.dataset.many;
    if (shown === 0) return "None of the " + all + " " + names + " fits. Choose less.";
    return shown + " of " + all + " " + names + (shown === all ? "." : " fit your choice.");
  }

  function choose(form) {
    const rows = [...document.getElementById(form.dataset.table).tBodies[0].rows];
    rows.forEach((row) => { row.hidden = !fits(row, form); });
    const shown = rows.filter((row) => !row.hidden).length;
    form.querySelector("[role=status]").textContent = sentence(form, shown, rows.length);
  }

  function keep() {
    const chosen = new URLSearchParams();
    forms.flatMap(lists).filter((list) => list.value).forEach((list) => chosen.set(list.name, list.value));
    const text = chosen.toString();
    history.replaceState(null, "", text ? "#" + text : window.location.pathname + window.location.search);
  }

  /* The choice that the address holds; names and values that no list has are passed over. */
  function restore() {
    const wanted = new URLSearchParams(window.location.hash.slice(1));
    forms.forEach((form) => {
      lists(form).forEach((list) => {
        const value = wanted.get(list.name) || "";
        list.value = [...list.options].some((option) => option.value === value) ? value : "";
      });
      choose(form);
    });
  }

  forms.forEach((form) => {
    form.addEventListener("change", () => { choose(form); keep(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      /* The lists are emptied after this event. */
      window.setTimeout(() => { choose(form); keep(); });
    });
    form.hidden = false;
  });
  restore();
  window.addEventListener("hashchange", restore);
})();
