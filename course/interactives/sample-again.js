/* The same study again and again: families in two groups by lot, and the gap that each study finds. Without
   help, 30 in 100 are referred again. */
"use strict";

EvidenceCourse.interactive("sample-again", {
  "draws": {"type": "steps", "label": "Studies drawn", "max": 50, "start": 50, "buttons": {
    "Draw one": 1, "Draw 20": 20, "Clear": 0}},
  "families": {"type": "number", "label": "Families in each group", "unit": "families", "min": 40, "max": 400, "step": 20, "start": 100},
  "truth": {"type": "number", "label": "What the help truly does: fewer in 100", "unit": "fewer", "max": 20, "start": 0},
  "seed": {"type": "seed", "start": 1}
}, ({ draws, families, truth, seed }, kit) => {
  const random = kit.generator(seed);
  const study = () => {
    const helped = kit.binomial(random, families, 0.3 - truth / 100);
    return 100 * (helped - kit.binomial(random, families, 0.3)) / families;
  };
  const found = Array.from({ length: draws }, study);
  const no = "no difference";

  function said(value) {
    if (!Math.round(Math.abs(value))) return value ? "next to " + no : no;
    return (value === Math.round(value) ? "" : "about ") + kit.moreOrFewer(value) + " in 100";
  }

  /* Each dot lies at its study's gap, to the nearest 2 in 100; those that would touch lie on each other. */
  const [edge, width] = [30, 2];
  const x = kit.scale(-edge, edge, 16, 304);
  const size = 288 / (2 * edge / width);
  const stacks = {};
  const dots = found.map((value) => {
    const place = Math.max(-edge, Math.min(edge, Math.round(value / width) * width));
    stacks[place] = (stacks[place] || 0) + 1;
    return [place, stacks[place], value];
  });
  const top = kit.LINE + 4;
  const tall = Math.max(...Object.values(stacks), 0) * size;
  const floor = top + Math.max(tall, 150) + 4;
  const shapes = [...kit.label(no, x(0), 0, truth ? "start" : "middle"),
    kit.line("guide", x(0), top, x(0), floor), kit.line("axis", 2, floor, 318, floor)];
  if (truth) {
    shapes.push(...kit.label("the truth", x(-truth) - 2, 0, "end"), kit.line("line-2", x(-truth), top, x(-truth), floor));
  }
  dots.forEach(([place, level, value]) =>
    shapes.push(kit.mark(value >= 0, x(place), floor - (level - 0.5) * size - 1, 3.6)));
  [-30, -15, 0, 15, 30].forEach((tick) => shapes.push(kit.line("axis", x(tick), floor, x(tick), floor + 5),
    ...kit.label(kit.whole(tick), x(tick), floor + 6, "middle")));
  shapes.push(...kit.label("Gap in 100 families", 160, floor + 6 + kit.LINE, "middle"));

  /* The words */
  const fewer = found.filter((value) => value < 0).length;
  const same = found.filter((value) => value === 0).length;
  const [least, most] = [Math.min(...found), Math.max(...found)];
  const last = draws && "Study " + draws + " found " + said(found[draws - 1]) + ". The truth is "
    + (truth ? truth + " fewer in 100" : no) + ".";
  const counted = "Of " + draws + " studies, " + fewer + " found fewer with the help, " + (draws - fewer - same)
    + " found more and " + same + " found " + no + ".";
  const sentence = !draws ? "No study is drawn yet. Each one puts " + 2 * families + " families into two groups by lot."
    : draws === 1 ? last
      : last + " " + counted + " They run from " + said(least) + " to " + said(most) + ".";
  return {
    title: kit.plural(draws, "study", "studies") + " of the same help",
    subtitle: "Families referred again, with help and without; " + families + " made-up families in each group",
    sentence,
    columns: ["Study", "Gap in 100 families"],
    rows: found.length ? found.map((value, place) => ["Study " + (place + 1), said(value)]) : [["None yet", "–"]],
    drawing: [kit.svg(320, floor + 12 + 2 * kit.LINE, "Dot plot of " + kit.plural(draws, "study", "studies") + ".", shapes),
      kit.key("no difference, or more with the help", "fewer with the help")],
  };
});
