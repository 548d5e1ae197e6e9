/* Two groups of scores: how far their averages lie apart, and how much they overlap all the same. */
"use strict";

EvidenceCourse.interactive("overlap", {
  "gap": {"type": "number", "label": "Gap between the two averages, in hundredths of the spread",
    "unit": "hundredths", "min": -200, "max": 200, "start": 50}
}, ({ gap }, kit) => {
  const d = gap / 100;
  const [second, first] = kit.words(".chart-table tbody th")[1].split(": above the average of ");
  const share = kit.inHundred;
  const exact = (part) => Number((100 * part).toPrecision(3)) + " in 100";
  const apart = String(Math.abs(d));
  const [above, shared, ahead] = [share(kit.u3(d)), share(kit.overlap(d)), share(kit.superiority(d))];

  /* The curves, as the drawn figure lays them out */
  const reach = 3.2;
  const [low, high] = [Math.min(0, d) - reach, Math.max(0, d) + reach];
  const x = kit.scale(low, high, 2, 318);
  const names = [first, second].map((name) => kit.wrap(name, 152));
  const head = Math.max(...names.map((lines) => lines.length)) * kit.LINE;
  const floor = head + 192;
  const y = kit.scale(0, kit.normalPdf(0), floor, head + 12);

  function curve(mean, from) {
    const start = Math.max(from, mean - reach);
    const at = (step) => start + (mean + reach - start) * step / 60;
    return Array.from({ length: 61 }, (_, step) => [x(at(step)), y(kit.normalPdf(at(step) - mean))]);
  }

  function name(lines, style) {
    const left = (style === 1) === (d >= 0);
    const near = left ? 20 : 300;
    const flank = x((style === 1 ? 0 : d) + (left ? -1.2 : 1.2));
    return [...kit.label(lines, left ? 0 : 320, head - lines.length * kit.LINE, left ? "start" : "end"),
      kit.line("leader", near, head + 2, flank, y(kit.normalPdf(1.2)))];
  }

  const area = [[x(Math.max(0, d - reach)), floor], ...curve(d, 0), [x(d + reach), floor]];
  const average = "average, " + first;
  const middle = Math.min(Math.max(x(0), average.length * 5), 320 - average.length * 5);
  const words = kit.wrap(above + " in 100 of ‘" + second + "’ are above that average", 290);
  const key = floor + 62;
  const shapes = [
    ...name(names[0], 1), ...name(names[1], 2),
    kit.shape("polygon", { class: "area-2", points: kit.points(area) }),
    kit.shape("polyline", { class: "line-1", points: kit.points(curve(0, low)) }),
    kit.shape("polyline", { class: "line-2", points: kit.points(curve(d, low)) }),
    kit.line("axis", 2, floor, 318, floor), kit.line("guide", x(0), floor + 8, x(0), head + 12),
    ...kit.label(average, middle, floor + 10, "middle"),
    ...kit.label("← lower", 0, floor + 32), ...kit.label("higher →", 320, floor + 32, "end"),
    kit.shape("rect", { class: "area-2", x: 0, y: key + 3, width: 16, height: 16 }),
    ...kit.label(words, 24, key),
  ];

  /* Twenty people of each group, from the lowest score to the highest */
  function people([group, mean]) {
    const marks = Array.from({ length: 20 }, (_, place) =>
      kit.mark(mean + kit.normalQuantile((place + 0.5) / 20) > 0, 8 + place * 16, 10, 5.5));
    const over = marks.filter((each) => each.matches(".mark-on")).length;
    const count = kit.plural(over, "person", "people");
    return kit.make("div", { class: "chart-panel" },
      kit.make("p", { class: "chart-panel-label" }, group + ": " + over + " of 20"),
      kit.svg(320, 20, count + " of 20 above the average of " + first, marks));
  }

  const measures = [
    ["Difference in standard deviations", (d < 0 ? "−" : "") + apart],
    [second + ": above the average of " + first, exact(kit.u3(d))],
    ["One from " + second + " scores above one from " + first, exact(kit.superiority(d))],
    ["The two groups overlap", exact(kit.overlap(d))],
  ];
  return {
    title: gap ? (gap > 0 ? "Higher" : "Lower") + " on average, with " + shared + " in 100 in common" : "No difference",
    subtitle: "Two bell curves with a gap that you chose, not that of a study",
    sentence: (gap ? "The average of ‘" + second + "’ is " + apart + " of the spread " + (gap > 0 ? "higher" : "lower")
      : "The two averages are the same") + ". About " + above + " in 100 of ‘" + second + "’ score above the average of ‘" + first + "’, and "
      + (gap ? "about " : "") + (100 - above) + " do not. The two groups overlap by "
      + (gap ? "about " : "") + shared + " in 100. Pick one person from each group: the one from ‘" + second
      + "’ scores higher about " + ahead + " times in 100.",
    columns: ["Measure", "Value"],
    rows: measures,
    drawing: kit.svg(320, key + words.length * kit.LINE + 4, "Two bell curves that share " + shared
      + " in 100 of their area. The shaded part of the curve " + second + " lies above the mean of " + first + ": "
      + above + " in 100.", shapes),
    extra: [
      kit.make("p", { class: "chart-subtitle" }, "If each group were 20 people, from the lowest score to the highest:"),
      kit.make("div", { class: "chart-panels" }, ...[[first, 0], [second, d]].map(people)),
      kit.key("above the average of ‘" + first + "’", "not above it"),
    ],
  };
});
