/* Goes on from an old address to the new one, to the same part of the page. The old address does
   not stay behind the Back button. */
"use strict";

(() => {
  const link = document.getElementById("moved-to");
  link.search = location.search;
  link.hash = location.hash;
  location.replace(link.href);
})();
