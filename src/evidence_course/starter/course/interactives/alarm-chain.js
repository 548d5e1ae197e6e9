/* 100 homes that are given an alarm: how many put it up, and how many of those alarms still work. */
"use strict";

EvidenceCourse.interactive("alarm-chain", {
  "up": {"type": "number", "label": "Homes that put the alarm up, of 100", "max": 100, "start": 30, "unit": "of 100"},
  "working": {"type": "number", "label": "Of every 10 that are up, how many work", "max": 10, "start": 5, "unit": "of 10"}
}, ({ up, working }, kit) => {
  const safe = Math.round(up * working / 10);
  const cell = (place) => kit.mark(place < safe, place % 10 * 26 + 13, Math.floor(place / 10) * 26 + 13, 9);
  const event = "have an alarm that works";
  const other = "do not";
  const said = safe + " filled squares: " + event + ". " + (100 - safe) + " open circles: " + other + ".";
  const panel = kit.make("div", { class: "chart-panel" },
    kit.make("p", { class: "chart-panel-label" }, "Homes given an alarm"),
    kit.make("p", { class: "chart-panel-count" }, safe + " in 100 " + event),
    kit.svg(260, 260, said, Array.from({ length: 100 }, (_, place) => cell(place))));
  return {
    title: "Of 100 alarms, " + safe + " can warn someone",
    subtitle: "Counts that you chose, not those of a study",
    sentence: "Of 100 homes given an alarm, " + up + " put it up. If " + working + " in 10 of these work, "
      + safe + " homes in 100 " + event + ".",
    columns: ["Group", event + " (in 100)", other + " (in 100)"],
    rows: [["Homes given an alarm", String(safe), String(100 - safe)]],
    drawing: kit.make("div", { class: "chart-drawing" },
      kit.make("div", { class: "chart-panels" }, panel), kit.key(event, other)),
  };
});
