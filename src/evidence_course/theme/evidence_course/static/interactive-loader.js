/* Brings the scripts of a picture to try when the reader is near it, or comes by a link to its state.
   Until then, and where they cannot be had, the page shows the figure as it was drawn. */
"use strict";

(function () {
  const { page } = window.EvidenceCourse || {};
  if (!page) return;

  async function bring(host) {
    for (const name of ["arithmetic", "interactive", "interactives/" + host.dataset.interactive]) {
      await page.load("_static/" + name + ".js"); // each builds on the one before
    }
  }

  document.querySelectorAll("[data-interactive]").forEach((host) => page.whenNear(host, bring));
})();
