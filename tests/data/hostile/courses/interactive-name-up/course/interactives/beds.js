/* Two beds of 10 beans: how many come up. */
"use strict";

EvidenceCourse.interactive("../beds", {
  "beans": {"type": "number", "label": "Beans that come up, of 10", "max": 10, "start": 6, "unit": "of 10"},
  "soil": {"type": "choice", "label": "Soil", "start": "clay", "choices": {"clay": "clay", "sand": "sand"}},
  "plots": {"type": "places", "label": "Your plots", "item": "Plot", "place": "Row", "min": 1, "max": 3,
    "start": [1, 2], "when": {"soil": "sand"}}
}, ({ beans, soil }, kit) => ({
  title: kit.plural(beans, "bean", "beans") + " came up",
  subtitle: "A bed of " + soil,
  sentence: beans + " of 10 beans came up in " + soil + ".",
  columns: ["Bed", "Came up"],
  rows: [[soil, String(beans)]],
  drawing: kit.svg(260, 26, beans + " filled squares.", Array.from({ length: 10 }, (_, place) =>
    kit.mark(place < beans, place * 26 + 13, 13, 9))),
}));
