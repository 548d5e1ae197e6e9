/* Pick the 100 families with the most referrals, do nothing, and count again. Nothing in it changes from
   year to year but luck: regression to the mean. */
"use strict";

EvidenceCourse.interactive("worst-100", {
  "families": {"type": "number", "label": "Families to pick from", "unit": "families", "min": 200, "max": 1000, "step": 100, "start": 400},
  "months": {"type": "number", "label": "How long each count lasts", "unit": "months", "min": 3, "max": 36, "step": 3, "start": 12},
  "pick": {"type": "choice", "label": "Who are the 100?", "start": "worst", "choices": {
    "worst": "the 100 with the most referrals", "draw": "100 drawn by lot"}},
  "counts": {"type": "steps", "label": "Counts made", "min": 1, "max": 2, "start": 2, "buttons": {
    "Count again": 1, "Make up new families": 0}},
  "seed": {"type": "seed", "start": 1}
}, ({ families, months, pick, counts, seed }, kit) => {
  const random = kit.generator(seed);
  const repeat = (make) => Array.from({ length: families }, make);
  const chances = repeat(() => 0.1 + 0.2 * random());
  const year = () => chances.map((chance) => kit.binomial(random, months, chance));
  const years = [year(), year()];
  const lots = repeat(random);
  const order = [...lots.keys()].sort((one, two) =>
    (pick === "worst" && years[0][two] - years[0][one]) || lots[one] - lots[two]);

  /* Referrals for every 100 families of a group, in each count */
  const rate = (group) => years.map((each) => 100 * kit.mean(group.map((family) => each[family])));
  const lines = [["Picked", rate(order.slice(0, 100))], ["Others", rate(order.slice(100))], ["Average", rate(order)]];
  const [picked, others] = lines.map(([, values]) => values);
  const again = counts === 2;

  /* The drawing */
  const marks = kit.ticks(Math.max(...lines.flatMap(([, values]) => values)), 5);
  const [top, left, right] = [54, 52, 212];
  const floor = top + 260;
  const y = kit.scale(0, marks[marks.length - 1], floor, top);
  const end = (style, x, value) => style === 1
    ? kit.shape("circle", { class: "end line-1", cx: x, cy: y(value), r: 2.5 })
    : kit.shape("rect", { class: "end line-2", x: x - 2.5, y: y(value) - 2.5, width: 5, height: 5 });
  const shapes = [...kit.label(["Referrals for every", "100 families"], 0, 0)];
  marks.forEach((tick) => shapes.push(...kit.label(kit.whole(tick), left - 8, y(tick) - 11, "end"),
    kit.line("axis", left - 5, y(tick), left, y(tick))));
  shapes.push(kit.line("axis", left, floor, left, top), kit.line("axis", left, floor, right, floor));
  let above = -Infinity;
  [...lines.entries()].sort(([, one], [, two]) => two[1][counts - 1] - one[1][counts - 1]).forEach(([place, [name, values]]) => {
    const style = place === 2 ? 2 : 1;
    if (again) shapes.push(kit.line(style === 2 ? "line-2 thick" : "line-1", left, y(values[0]), right, y(values[1])),
      end(style, right, values[1]));
    shapes.push(end(style, left, values[0]));
    const at = again ? right : left;
    const middle = Math.max(above + kit.LINE, y(values[counts - 1]));
    shapes.push(kit.line("leader", at + 5, y(values[counts - 1]), at + 16, middle), ...kit.label(name, at + 20, middle - 11));
    above = middle;
  });
  shapes.push(...kit.label("Count 1", left, floor + 8, "middle"), ...kit.label("Count 2", right, floor + 8, "middle"));

  /* The words */
  const whole = (value) => kit.whole(value);
  const change = (values) => kit.moreOrFewer(Math.round(values[1]) - Math.round(values[0]));
  const who = pick === "worst" ? "The 100 families with the most referrals" : "The 100 families drawn by lot";
  const first = who + " had " + whole(picked[0]) + " in the first count";
  const sentence = again
    ? first + " and " + whole(picked[1]) + " in the second: " + change(picked) + ". Nobody helped them. For every 100 of the "
      + "others, it went from " + whole(others[0]) + " to " + whole(others[1]) + "."
    : first + ". For every 100 of the others, there were " + whole(others[0])
      + ". What will a second count show, if nobody helps? Guess, then press “Count again”.";
  return {
    title: again ? "Picked families: " + change(picked) + ", and nobody helped" : "One count made",
    subtitle: "New referrals for every 100 families; " + families + " made-up families, " + months + " months a count",
    sentence,
    columns: ["Group", "Count 1", "Count 2"],
    rows: lines.map(([name, values]) => [name, whole(values[0]), again ? whole(values[1]) : "not counted yet"]),
    drawing: kit.svg(320, floor + 34, again ? "Lines from count 1 to count 2." : "Marks for count 1.", shapes),
  };
});
