// What the theme leaves out for those who cannot see: a name for the search, and a way with the
// keyboard into wide tables, which the theme wraps some time after the page has loaded.
document.querySelector(".md-search")?.setAttribute("aria-label", "Search the handbook");

function open(wide) {
  wide.tabIndex = 0;
  wide.setAttribute("role", "group");
  wide.setAttribute("aria-label", "A table, which may be wider than the page");
}

function openAll() {
  document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])").forEach(open);
}

new MutationObserver(openAll).observe(document.body, { childList: true, subtree: true });
openAll();
