/* Three reminders as one calendar file (RFC 5545), made in the browser and sent nowhere. */
"use strict";

(function () {
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});
  const REMINDERS = [
    { name: "1-week", gap: "A week", days: 7, months: 0 },
    { name: "1-month", gap: "A month", days: 0, months: 1 },
    { name: "3-months", gap: "Three months", days: 0, months: 3 },
  ];
  const LONGEST = 75; // octets of a line (RFC 5545, section 3.1)

  /* A day so many days or months later; the last day of a month that is too short. */
  function later(from, { days, months }) {
    const day = new Date(from.getFullYear(), from.getMonth() + months, 1);
    const last = new Date(day.getFullYear(), day.getMonth() + 1, 0).getDate();
    day.setDate((months ? Math.min(from.getDate(), last) : from.getDate()) + days);
    return day;
  }

  const digits = (number) => String(number).padStart(2, "0");

  function date(day) {
    return String(day.getFullYear()).padStart(4, "0") + digits(day.getMonth() + 1) + digits(day.getDate());
  }

  const moment = (time) => time.toISOString().replace(/[-:]|\.\d+/g, "");

  function escaped(text) {
    return text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|[\r\n]/g, "\\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
  }

  /* A long line goes on in the next, after a blank; no character is cut in two. */
  function folded(line) {
    const encoder = new TextEncoder();
    let length = 0;
    return [...line].map((char) => {
      const size = encoder.encode(char).length;
      const full = length + size > LONGEST;
      length = full ? 1 + size : length + size;
      return (full ? "\r\n " : "") + char;
    }).join("");
  }

  /* The lines of one reminder, at 9 in the morning wherever the reader then is. */
  function reminder(each, { title, url, page, now }) {
    const start = date(later(now, each));
    const id = [page.replace(/\W/g, "-"), date(now), each.name].join("-");
    const words = each.gap + " has gone by. Try the questions again, before you look anything up.";
    return [
      "BEGIN:VEVENT",
      "UID:" + id + "@" + (document.documentElement.dataset.course || "course"),
      "DTSTAMP:" + moment(now),
      "DTSTART:" + start + "T090000",
      "DURATION:PT15M",
      "SUMMARY:" + escaped(title),
      "DESCRIPTION:" + escaped(url ? words + "\n" + url : words),
      ...(url ? ["URL:" + url] : []),
      "TRANSP:TRANSPARENT",
      "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0S", "DESCRIPTION:" + escaped(title), "END:VALARM",
      "END:VEVENT",
    ];
  }

  /* given: {title, url or null, page, now: Date} */
  function text(given) {
    const lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//evidence_course//Reminders//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
      ...REMINDERS.flatMap((each) => reminder(each, given)),
      "END:VCALENDAR",
    ];
    return lines.map((line) => folded(line) + "\r\n").join("");
  }

  /* The published address of a page, if there is one: what the site says of itself, else where we are. */
  function address(page) {
    const canonical = document.querySelector('link[rel="canonical"]');
    const here = canonical ? canonical.href : location.href;
    return /^https?:/.test(here) ? new URL((document.documentElement.dataset.root || "") + page + ".html", here).href : null;
  }

  /* Reminders of a page of this site, called as the page that offers them. */
  function save(page) {
    const title = document.querySelector("h1").textContent.trim();
    const made = text({ title, url: address(page), page, now: new Date() });
    course.page.save("reminders.ics", made, "text/calendar;charset=utf-8");
  }

  course.calendar = { text, save };
})();
