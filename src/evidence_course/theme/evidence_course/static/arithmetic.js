/* The sums of the pictures that a reader can change. evidence_course.stats and evidence_course.chance
   hold the same ones in Python; tests/data/arithmetic_vectors.json holds the two together. */
(function () {
  "use strict";
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});

  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const mean = (values) => sum(values) / values.length;
  const normalPdf = (z) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

  /* The power series of the normal curve: exact to the last digits where the curve is not yet flat. */
  function normalCdf(z) {
    if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
    let term = z;
    let total = z;
    for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
      term *= z * z / odd;
      total += term;
    }
    return 0.5 + total * normalPdf(z);
  }

  /* By halving: slow and short. Good to 9 decimals for a share from 0.000001 to 0.999999. */
  function normalQuantile(share) {
    let low = -8;
    let high = 8;
    for (let turn = 0; turn < 60; turn += 1) {
      const middle = (low + high) / 2;
      if (normalCdf(middle) < share) low = middle; else high = middle;
    }
    return (low + high) / 2;
  }

  /* A share as a count in 100; halves go up, as readers expect. */
  const inHundred = (share) => Math.floor(100 * share + 0.5);
  const u3 = (d) => normalCdf(d);
  const overlap = (d) => 2 * normalCdf(-Math.abs(d) / 2);
  const superiority = (d) => normalCdf(d / Math.SQRT2);

  /* Numbers from 0 to below 1 that depend on the seed alone: mulberry32, by Tommy Ettinger, which is
     in the public domain. */
  function generator(seed) {
    let state = seed >>> 0;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  function binomial(random, n, share) {
    let events = 0;
    for (let person = 0; person < n; person += 1) events += random() < share ? 1 : 0;
    return events;
  }

  const normal = (random) => normalQuantile(random() + 2 ** -33);

  /* A fair draw of an order (Fisher and Yates), from the last place to the first. */
  function shuffled(random, values) {
    const order = [...values];
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }

  /* A design has a row for each area and a column for each period: 1 where the area has started. */
  const columns = (design) => design[0].map((_, place) => design.map((row) => row[place]));

  /* The variance of the effect that a design finds (Hussey and Hughes 2007; Kasza and others 2020), or
     nothing if the design cannot tell the effect from the passing of time. */
  function treatmentVariance(design, size, spread) {
    const { residual, cluster = 0, period = 0, subject = 0, turnover = 0 } = spread;
    const [clusters, periods] = [design.length, design[0].length];
    const treated = sum(design.map(sum));
    const byCluster = sum(design.map((row) => sum(row) ** 2));
    const byPeriod = sum(columns(design).map((column) => sum(column) ** 2));
    const within = (residual ** 2 + turnover * subject ** 2) / size + period ** 2;
    const total = within + periods * (cluster ** 2 + (1 - turnover) * subject ** 2 / size);
    const inside = clusters * byCluster - treated ** 2;
    const across = treated ** 2 + clusters * (periods * treated - byCluster) - periods * byPeriod;
    if (across + inside <= 0) return null;
    return clusters * periods * within * total / (across * total + inside * within);
  }

  /* How often a test at 95 in 100 finds an effect, from 0 to 1. */
  function power(effect, variance) {
    const [shift, limit] = [effect / Math.sqrt(variance), 1.959963984540054];
    return normalCdf(shift - limit) + normalCdf(-shift - limit);
  }

  /* What two plain ways of looking find in a table of values, laid out as the design is: each area after
     its start against before, and in each period the areas that have started against those that wait. */
  function beforeAfter(design, values) {
    return mean(design.map((row, area) => {
      const of = (state) => mean(values[area].filter((_, place) => row[place] === state));
      return of(1) - of(0);
    }));
  }

  function sideBySide(design, values) {
    const shares = columns(design).map(mean);
    let [top, bottom] = [0, 0];
    design.forEach((row, area) => row.forEach((cell, place) => {
      top += (cell - shares[place]) * values[area][place];
      bottom += (cell - shares[place]) ** 2;
    }));
    return bottom ? top / bottom : null;
  }

  course.arithmetic = {
    sum, mean, normalPdf, normalCdf, normalQuantile, inHundred, u3, overlap, superiority, generator,
    binomial, normal, shuffled, treatmentVariance, power, beforeAfter, sideBySide,
  };
})();
