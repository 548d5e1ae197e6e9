/* Pictures that a reader can change. A picture is one script:

     EvidenceCourse.interactive("NAME", {settings as JSON}, function (state, kit) { … });

   Its function is given a state, a value for each setting, and a kit of means to draw and to say it, with
   words(SELECTOR): texts of the figure as it was drawn. It returns what the page then shows:
   {title, subtitle, sentence, columns, rows, drawing} and, if wanted, `extra`: more to see below the
   drawing, there from the start; or {error, at} if the state makes no sense, at a setting. It keeps
   nothing, so that reset, links and print need no work of their own.

   At its start a page shows the figure as it was drawn when the course was built. */
(function () {
  "use strict";
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});
  const PAUSE = 150;
  const [LINE, SIZE] = [22, 18];

  /* Making elements */

  function fill(node, attributes, children) {
    Object.entries(attributes || {}).forEach(([name, value]) => {
      node.setAttribute(name, typeof value === "number" ? Math.round(value * 10) / 10 : value);
    });
    node.append(...children);
    return node;
  }

  const make = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const shape = (tag, attributes, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  /* Drawings have the measures and the classes of evidence_course.figures. */

  function svg(width, height, description, shapes) {
    const box = { class: "try-made", role: "img", "aria-label": description, viewBox: "0 0 " + width + " " + Math.ceil(height) };
    return shape("svg", { ...box, width: width * 1.1 }, ...shapes);
  }

  const line = (classes, x1, y1, x2, y2) => shape("line", { class: classes, x1, y1, x2, y2 });
  const points = (list) => list.map((point) => point.map((at) => at.toFixed(1)).join(",")).join(" ");

  /* A filled square, or an open circle. */
  function mark(on, x, y, size) {
    return on
      ? shape("rect", { class: "mark mark-on", x: x - size, y: y - size, width: 2 * size, height: 2 * size })
      : shape("circle", { class: "mark mark-off", cx: x, cy: y, r: size });
  }

  /* Lines of text, the top of the first at y. */
  function label(words, x, y, anchor) {
    return [].concat(words).map((text, place) => shape("text", {
      class: "label", x, y: y + place * LINE + SIZE - 2, "text-anchor": anchor || "start", "font-size": SIZE,
    }, String(text)));
  }

  function wrap(text, width) {
    const lines = [""];
    text.split(/\s+/).forEach((word) => {
      const joined = (lines[lines.length - 1] + " " + word).trim();
      if (joined.length * 10 <= width || !lines[lines.length - 1]) lines[lines.length - 1] = joined;
      else lines.push(word);
    });
    return lines;
  }

  const scale = (low, high, start, end) => (value) => start + (value - low) / (high - low) * (end - start);

  /* Round steps from 0 to at least `high`, at most `most` of them. */
  function ticks(high, most) {
    const power = 10 ** Math.floor(Math.log10(high / most));
    const step = [1, 2, 5, 10, 20].map((part) => part * power).find((size) => high / size <= most);
    return Array.from({ length: Math.ceil(high / step - 1e-9) + 1 }, (_, place) => place * step);
  }

  function key(on, off) {
    const row = (sign, text) =>
      make("li", null, make("span", { class: "chart-key-mark", "aria-hidden": "true" }, sign), " " + text);
    return make("ul", { class: "chart-key" }, row("■", on), row("○", off));
  }

  /* Words for numbers */

  const grouped = (number) => String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ",");
  const whole = (number) => (number < 0 ? "−" : "") + grouped(Math.round(number));
  const about = (number) => (Math.abs(number - Math.round(number)) < 1e-9 ? "" : "about ") + whole(number);
  const plural = (number, one, many) => grouped(number) + " " + (number === 1 ? one : many);
  function moreOrFewer(number) {
    const size = Math.round(Math.abs(number));
    return size ? grouped(size) + (number > 0 ? " more" : " fewer") : "no more and no fewer";
  }

  const kit = {
    make, shape, svg, line, points, mark, label, wrap, scale, ticks, key, LINE,
    whole, about, plural, moreOrFewer, ...course.arithmetic,
  };

  /* Controls: each has a node, takes a value by put(), and tells of another by change() */

  function button(text, name, press, quiet) {
    const made = make("button", { type: "button", class: "button" + (quiet ? " button-quiet" : "") }, text);
    if (name) made.setAttribute("aria-label", name);
    made.addEventListener("click", () => { if (made.getAttribute("aria-disabled") !== "true") press(); });
    return made;
  }

  function range(input) {
    const steps = input.step > 1 ? ", in steps of " + grouped(input.step) : "";
    return "from " + whole(input.min) + " to " + whole(input.max) + steps;
  }

  const fits = (input, number) => number >= input.min && number <= input.max
    && (number - input.min) % input.step === 0;

  /* What people type: "45", "45 in 100", "1,000", "−9". */
  function typed(text) {
    const plain = text.replace(/[−–]/g, "-").replace(/in 100|%|[,\s]/g, "");
    return /^-?\d+$/.test(plain) ? Number(plain) : NaN;
  }

  function numberControl(id, input, change, refuse) {
    const { step } = input;
    const slider = make("input", { type: "range", id, min: input.min, max: input.max, step });
    const box = make("input", {
      type: "text", inputmode: input.min < 0 ? "text" : "numeric", autocomplete: "off", id: id + "-box",
      "aria-label": input.label + ": type a number", size: 4,
    });
    const put = (value) => { slider.value = value; box.value = whole(value); };
    const move = (by) => {
      const value = Math.min(input.max, Math.max(input.min, Number(slider.value) + by));
      put(value);
      change(value);
    };
    slider.addEventListener("input", () => move(0));
    box.addEventListener("change", () => {
      const number = typed(box.value);
      if (!fits(input, number)) {
        refuse("“" + box.value + "” does not fit here. Type a whole number " + range(input) + ".");
      } else {
        put(number);
        change(number);
      }
    });
    const row = make("div", { class: "try-row" },
      button("−", "Take " + step + " away: " + input.label, () => move(-step), true), slider,
      button("+", "Add " + step + ": " + input.label, () => move(step), true),
      make("span", { class: "try-box" }, box, input.unit ? " " + input.unit : ""));
    return { node: make("div", null, make("label", { for: id }, input.label), row), box, put };
  }

  function choiceControl(id, input, change) {
    const radios = Object.entries(input.choices).map(([value, text]) => {
      const radio = make("input", { type: "radio", name: id, value, id: id + "-" + value });
      radio.addEventListener("change", () => change(value));
      return [radio, make("label", { for: radio.id }, text)];
    });
    const rows = radios.map((pair) => make("div", { class: "try-option" }, ...pair));
    const put = (value) => radios.forEach(([radio]) => { radio.checked = radio.value === value; });
    return { node: make("fieldset", null, make("legend", null, input.label), ...rows), put };
  }

  function stepsControl(id, input, change) {
    const tally = make("p", { class: "try-tally" });
    const buttons = Object.entries(input.buttons).map(([text, by]) =>
      button(text, "", () => change(by ? Math.min(input.max, count + by) : input.min, !by), !by));
    let count = input.start;
    const put = (value) => {
      count = value;
      if (input.max > input.min) tally.textContent = input.label + ": " + whole(count) + " of at most " + whole(input.max);
      Object.values(input.buttons).forEach((by, place) => {
        buttons[place].setAttribute("aria-disabled", String(by > 0 && count >= input.max));
      });
    };
    return { node: make("div", null, make("div", { class: "try-row" }, ...buttons), tally), put };
  }

  function placesControl(id, input, change) {
    const lists = input.start.map((_, place) => {
      const options = Array.from({ length: input.max - input.min + 1 }, (_unused, each) =>
        make("option", { value: input.min + each }, input.place + " " + (input.min + each)));
      const list = make("select", { id: id + "-" + place }, ...options);
      list.addEventListener("change", () => change(lists.map((each) => Number(each.value))));
      return list;
    });
    const rows = lists.map((list, place) =>
      make("div", null, make("label", { for: list.id }, input.item + " " + (place + 1)), list));
    const grid = make("div", { class: "try-places" }, ...rows);
    const put = (values) => lists.forEach((list, place) => { list.value = values[place]; });
    return { node: make("fieldset", null, make("legend", null, input.label), grid), put };
  }

  const CONTROLS = { number: numberControl, choice: choiceControl, steps: stepsControl, places: placesControl };

  /* A value as it stands in a link */
  const written = (value) => [].concat(value).join(".");

  function read(input, text) {
    if (input.type === "choice") return Object.keys(input.choices).includes(text) ? text : undefined;
    const numbers = text.split(".").map(typed);
    const limits = input.type === "seed" ? { min: 1, max: 9999, step: 1 } : input;
    const sound = numbers.length === [].concat(input.start).length && numbers.every((each) => fits(limits, each));
    return sound ? (Array.isArray(input.start) ? numbers : numbers[0]) : undefined;
  }

  /* One picture on a page */
  function begin(host, name, inputs, show) {
    const names = Object.keys(inputs);
    const given = JSON.parse(host.dataset.start || "{}");
    const start = Object.fromEntries(names.map((each) => [each, each in given ? given[each] : inputs[each].start]));
    const seed = names.find((each) => inputs[each].type === "seed");
    let state = { ...start };  /* what the picture shows */
    let wanted = { ...start }; /* what the controls say */
    let timer = 0;

    const figure = host.querySelector("figure");
    const caption = figure.querySelector("figcaption");
    const part = (kind) => caption.querySelector(".chart-" + kind)
      || caption.appendChild(make("p", { class: "chart-" + kind }));
    const [title, subtitle, sentence] = ["title", "subtitle", "sentence"].map(part);
    const said = make("output", null, ...sentence.childNodes);
    sentence.append(said);
    const fold = figure.querySelector(".chart-table");
    const table = fold.querySelector("table");
    const picture = make("div", { class: "try-drawing" });
    fold.before(picture, make("div", { class: "try-extra" }));
    [...figure.children].filter((each) => !each.matches("figcaption, .try-drawing, .try-extra, .chart-table"))
      .forEach((each) => picture.append(each));
    const extra = figure.querySelector(".try-extra");
    const slots = [title, subtitle, said, picture, table];
    const drawn = slots.map((slot) => [...slot.childNodes]);
    const model = figure.cloneNode(true);
    const words = (selector) => [...model.querySelectorAll(selector)].map((node) => node.lastChild.textContent.trim());
    const own = { ...kit, words };
    const note = make("p", { class: "try-note", role: "status" });

    const controls = {};
    const errors = {};
    names.filter((each) => inputs[each].type in CONTROLS).forEach((each) => {
      const id = "try-" + name + "-" + each;
      const change = (value, again) => {
        wanted[each] = value;
        uncover();
        if (again && seed) wanted[seed] = wanted[seed] % 9999 + 1;
        settle(each, PAUSE);
      };
      controls[each] = CONTROLS[inputs[each].type](id, inputs[each], change, (text) => refuse(each, text));
      errors[each] = make("p", { class: "try-error", id: id + "-error", role: "alert" });
      controls[each].node.className = "try-control try-" + inputs[each].type;
      controls[each].node.append(errors[each]);
    });

    function refuse(at, text) {
      clearTimeout(timer);
      const { box } = controls[at];
      if (box) {
        box.toggleAttribute("aria-invalid", Boolean(text));
        if (text) box.setAttribute("aria-invalid", "true");
        if (text) box.setAttribute("aria-describedby", errors[at].id); else box.removeAttribute("aria-describedby");
      }
      errors[at].textContent = text;
    }

    function settle(at, pause) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const shown = show(wanted, own);
        Object.keys(controls).forEach((each) => refuse(each, ""));
        if (shown.error) { refuse(shown.at || at, shown.error); return; }
        state = { ...wanted };
        place(shown);
        note.replaceChildren();
      }, pause);
      if (controls[at] && inputs[at].type === "steps") controls[at].put(wanted[at]);
    }

    const isStart = () => names.every((each) => written(state[each]) === written(start[each]));

    function row(cells, tag) {
      return make("tr", null, ...cells.map((cell, at) => tag || !at
        ? make("th", { scope: tag || "row" }, cell) : make("td", null, cell)));
    }

    function place(shown) {
      const head = shown.title;
      const tables = () => [make("caption", null, head), make("thead", null, row(shown.columns, "col")),
        make("tbody", null, ...shown.rows.map((cells) => row(cells)))];
      const parts = isStart() ? drawn
        : [[head], [shown.subtitle], [shown.sentence], [].concat(shown.drawing), tables()];
      slots.forEach((slot, at) => slot.replaceChildren(...parts[at]));
      table.parentNode.setAttribute("aria-label", "Table: " + title.textContent);
      extra.replaceChildren(...(shown.extra || []));
    }

    /* Some settings are there only while another has a certain value. */
    function uncover() {
      Object.entries(controls).forEach(([each, { node }]) => {
        node.hidden = !Object.entries(inputs[each].when).every(([other, value]) => wanted[other] === value);
      });
    }

    function set(values) {
      wanted = { ...values };
      uncover();
      Object.entries(controls).forEach(([each, control]) => control.put(wanted[each]));
    }

    function reset() {
      set(start);
      settle(names[0], 0);
      setTimeout(() => { note.textContent = "This is the picture as it was at the start."; });
      if (location.hash.startsWith("#" + host.id)) {
        history.replaceState(null, "", location.pathname + location.search);
      }
    }

    function address() {
      const changed = names.filter((each) => written(state[each]) !== written(start[each]));
      const query = changed.map((each) => each + "=" + written(state[each])).join("&");
      return location.href.split("#")[0] + "#" + host.id + (query ? "?" + query : "");
    }

    function copy() {
      const link = address();
      const byHand = () => {
        const box = make("input", { type: "text", readonly: "", value: link, id: host.id + "-link" });
        note.replaceChildren(make("label", { for: box.id }, "Copy this link: "), box);
        box.select();
      };
      const done = () => { note.textContent = "Copied. The link opens this picture as you set it."; };
      if (navigator.clipboard) navigator.clipboard.writeText(link).then(done, byHand); else byHand();
    }

    /* The state that the address holds, if it is of this picture */
    function open() {
      let hash = location.hash;
      try { hash = decodeURIComponent(hash); } catch (error) { return; }
      const [target, query] = hash.split("?");
      if (target !== "#" + host.id) return;
      const values = { ...start };
      let sound = true;
      (query ? query.split("&") : []).forEach((pair) => {
        const [each, text] = pair.split("=");
        const value = names.includes(each) && text !== undefined ? read(inputs[each], text) : undefined;
        if (value === undefined) sound = false; else values[each] = value;
      });
      sound = sound && !show(values, own).error;
      set(sound ? values : start);
      state = { ...wanted };
      place(show(state, own));
      note.textContent = sound ? "" : "This link does not fit the picture, so this is its start.";
      host.scrollIntoView();
      host.focus({ preventScroll: true });
    }

    const actions = make("div", { class: "try-row" },
      button("Start again", "", reset, true), button("Copy a link to this", "", copy, true));
    const panel = make("fieldset", { class: "try-controls" }, make("legend", null, "Try it yourself"),
      ...Object.values(controls).map((control) => control.node), actions, note);
    host.tabIndex = -1;
    caption.after(panel);
    set(start);
    place(show(start, own));
    open();
    window.addEventListener("hashchange", open);
  }

  course.interactive = function (name, settings, show) {
    const whole = ([each, input]) => [each, { min: 0, step: 1, unit: "", when: {}, ...input }];
    const inputs = Object.fromEntries(Object.entries(settings).map(whole));
    document.querySelectorAll('[data-interactive="' + name + '"]')
      .forEach((host) => begin(host, name, inputs, show));
  };
})();
