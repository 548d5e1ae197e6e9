/* Two groups of 100: what a difference is, counted and in relative terms. The names of the groups and of
   the outcome are those of the drawn figure. */
"use strict";

EvidenceCourse.interactive("two-arrays", {
  "baseline": {"type": "number", "label": "First group: how many in 100", "unit": "in 100", "max": 100, "start": 40},
  "way": {"type": "choice", "label": "In the second group there are", "start": "fewer", "choices": {
    "fewer": "fewer", "more": "more"}},
  "difference": {"type": "number", "label": "How many fewer or more, in 100", "unit": "in 100", "max": 100, "start": 8}
}, ({ baseline, way, difference }, kit) => {
  const fewer = way === "fewer";
  if (fewer && difference > baseline) {
    const error = baseline
      ? "There cannot be " + difference + " fewer than " + baseline + ". Choose " + baseline + " or less."
      : "There cannot be fewer than 0. Choose “more”, or a difference of 0.";
    return { error, at: "difference" };
  }
  if (!fewer && baseline + difference > 100) {
    const error = baseline + " and " + difference + " more would be over 100. Choose " + (100 - baseline) + " or less.";
    return { error, at: "difference" };
  }

  const [first, second] = kit.words(".chart-panel-label");
  const [event, other] = kit.words(".chart-key li");
  const groups = [[first, baseline], [second, fewer ? baseline - difference : baseline + difference]];

  function array([name, count]) {
    const cell = (place) => kit.mark(place < count, place % 10 * 26 + 13, Math.floor(place / 10) * 26 + 13, 9);
    const said = count + " filled squares: " + event + ". " + (100 - count) + " open circles: " + other + ".";
    return kit.make("div", { class: "chart-panel" },
      kit.make("p", { class: "chart-panel-label" }, name),
      kit.make("p", { class: "chart-panel-count" }, count + " in 100 " + event),
      kit.svg(260, 260, said, Array.from({ length: 100 }, (_, place) => cell(place))));
  }

  const relative = baseline
    ? "Set against the " + baseline + ", that is a " + (fewer ? "fall" : "rise") + " of "
      + kit.about(100 * difference / baseline) + " in 100."
    : "From a start of 0, there is no relative change to work out.";
  const change = difference + " " + way + " in 100";
  return {
    title: difference ? change + " " + event : "No difference",
    subtitle: "Counts that you chose, not those of a study",
    sentence: first + ": " + baseline + " in 100 " + event + ". " + second + ": " + groups[1][1] + " in 100. "
      + (difference ? "That is " + change + ". " + relative : "There is no difference."),
    columns: ["Group", event + " (in 100)", other + " (in 100)"],
    rows: groups.map(([name, count]) => [name, String(count), String(100 - count)]),
    drawing: kit.make("div", { class: "chart-drawing" },
      kit.make("div", { class: "chart-panels" }, ...groups.map(array)), kit.key(event, other)),
  };
});
