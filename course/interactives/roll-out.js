/* Twelve areas start a service in six steps: what the order, the drift of demand and chance do to what
   anyone would find. Area 1 is the busiest. As in the notebook, areas differ by 34 in 100 or so. */
"use strict";

EvidenceCourse.interactive("roll-out", {
  "order": {"type": "choice", "label": "Who starts first?", "start": "lot", "choices": {
    "lot": "a draw of lots decides", "busiest": "the busiest areas (area 1 is the busiest)", "own": "I set it myself"}},
  "lots": {"type": "steps", "label": "Lots", "max": 0, "start": 0, "when": {"order": "lot"}, "buttons": {"Draw lots again": 0}},
  "starts": {"type": "places", "label": "The step at which each area starts", "item": "Area", "place": "Step",
    "min": 1, "max": 6, "start": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6], "when": {"order": "own"}},
  "effect": {"type": "number", "label": "What the hub truly does: fewer in 100", "unit": "fewer", "max": 30, "start": 10},
  "drift": {"type": "number", "label": "Drift of demand from each period to the next, in 100", "unit": "in 100", "min": -10, "max": 10, "start": -4},
  "luck": {"type": "number", "label": "Chance ups and downs of an area, in 100", "unit": "in 100", "min": 2, "max": 30, "start": 10},
  "seed": {"type": "seed", "start": 1}
}, ({ order, starts, effect, drift, luck, seed }, kit) => {
  const [areas, periods] = [12, 7];
  const all = Array.from({ length: areas }, (_, area) => area);
  const steps = [...starts];
  const queue = order === "lot" ? kit.shuffled(kit.generator(seed), all) : all;
  if (order !== "own") queue.forEach((area, place) => { steps[area] = 1 + Math.floor(place / 2); });
  const across = Array.from({ length: periods }, (_, period) => period);
  const design = steps.map((step) => across.map((period) => period >= step ? 1 : 0));

  /* Referrals as logarithms: the area's level, the drift, and what the hub does */
  const does = Math.log(1 - effect / 100);
  const values = design.map((row, area) => row.map((on, period) =>
    0.34 * kit.normalQuantile((areas - area - 0.5) / areas) + period * Math.log(1 + drift / 100) + on * does));
  const inHundred = (log) => 100 * (Math.exp(log) - 1);
  const change = (log) => log === null ? "It cannot tell"
    : Math.abs(inHundred(log)) < 0.5 ? "No change" : kit.moreOrFewer(inHundred(log)) + " in 100";
  const variance = kit.treatmentVariance(design, 1, { residual: luck / 100, cluster: 0.34 });
  const finds = variance === null ? null : kit.power(does, variance);

  const grid = [...kit.label(["Period (across) →", "Area (down) ↓"], 0, 0)];
  const [left, top] = [32.68, 70];
  across.forEach((period) => grid.push(...kit.label(period + 1, left + period * 36 + 18, 48, "middle")));
  design.forEach((row, area) => {
    const y = top + area * 24 + 12;
    grid.push(...kit.label(area + 1, left - 8, y - 11, "end"),
      ...row.map((on, period) => kit.mark(on, left + period * 36 + 18, y, 9)));
  });

  const times = finds >= 0.995 ? "nearly every time" : "about " + kit.inHundred(finds) + " times in 100";
  const title = finds === null ? "A plan that cannot tell"
    : effect ? "A true fall would be found " + times : "The hub does nothing, and chance stays";
  const truly = finds === null ? "All areas start at once, so nobody can tell the hub from the passing of time."
    : effect ? "If the hub truly brings " + effect + " in 100 fewer, this plan would find a change " + times + "."
      : "Even so, a fair sum would see a change " + times + ", by chance alone.";
  const early = all.filter((area) => steps[area] === Math.min(...steps)).map((area) => area + 1);
  const first = early.length === areas ? "" : "First to start: area" + (early.length > 1 ? "s " : " ")
    + early.join(", ").replace(/, (\d+)$/, " and $1") + ". ";
  const before = change(kit.beforeAfter(design, values));
  const beside = change(kit.sideBySide(design, values));
  const fair = finds === null ? "It cannot tell" : change(does);
  const findings = [["Before and after, in each area", before], ["Areas that have started beside areas that wait", beside],
    ["Allowing for each area and each period", fair]];
  const heads = (cells) => kit.make("tr", null, ...cells.map((cell) => kit.make("th", { scope: "col" }, cell)));
  return {
    title,
    subtitle: "12 invented areas, 7 periods, by the order and the numbers that you chose",
    sentence: first + truly + " Before and after would say: " + before.toLowerCase() + ". Areas side by side would say: "
      + beside.toLowerCase() + ".",
    columns: ["Area", ...across.map((period) => "Period " + (period + 1))],
    rows: design.map((row, area) => ["Area " + (area + 1), ...row.map((on) => on ? "started" : "not yet")]),
    drawing: kit.make("div", { class: "chart-drawing" }, kit.svg(320, top + 24 * areas + 4,
      areas + " rows and " + periods + " columns; " + areas + " rows start in the time shown.", grid), kit.key("started", "not yet")),
    extra: [kit.make("table", null, kit.make("caption", null, "What three ways of looking would say, if there were no chance"),
      kit.make("thead", null, heads(["Way of looking", "It would say"])),
      kit.make("tbody", null, ...findings.map(([way, says]) =>
        kit.make("tr", null, kit.make("th", { scope: "row" }, way), kit.make("td", null, says)))))],
  };
});
