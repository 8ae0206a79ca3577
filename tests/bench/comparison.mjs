// What two series of measurements say of each other, and how it is printed. Measures nothing.

import { median, quantile } from './rounds.mjs';

/**
 * One row of a comparison.
 *
 * `isDifference`: the medians of all pages agree on which build is better. Eight pages that differ by chance alone do so
 * in one of 128 cases.
 *
 * @param {string} what
 * @param {string} unit
 * @param {{ now: number[], base: number[], bare?: number[] }[]} pages the values of each page, in rounds
 */
export function compared(what, unit, pages) {
  const ratios = pages.map(({ now, base }) => now.map((value, round) => value / base[round]));
  const all = ratios.flat();
  const ofPages = ratios.map(median);
  const [least, most] = [Math.min(...ofPages), Math.max(...ofPages)];
  const quartiles = [quantile(all, 0.25), quantile(all, 0.75)];
  const of = (name) => (pages[0][name] ? median(pages.flatMap((page) => page[name])) : undefined);
  return {
    what,
    unit,
    now: of('now'),
    base: of('base'),
    bare: of('bare'),
    ratio: median(all),
    quartiles,
    pages: ofPages,
    isDifference: least > 1 || most < 1,
  };
}

/** Prints rows as a table. */
export function print(rows, { pages, rounds, sizes }) {
  const width = Math.max(...rows.map(({ what }) => what.length));
  console.log(
    `${'medians'.padEnd(width)}  ${['bare', 'base', 'now'].map((name) => name.padStart(9)).join('')}`,
  );
  for (const { what, unit, bare, base, now } of rows) {
    const values = [bare, base, now].map((value) =>
      (value === undefined ? '' : value.toFixed(2)).padStart(9),
    );
    console.log(`${what.padEnd(width)}  ${values.join('')} ${unit}`);
  }
  console.log(`\n${'now, of base'.padEnd(width)}     median      quartiles  medians of pages`);
  for (const { what, ratio, quartiles, pages: ofPages, isDifference } of rows) {
    const range = (values) => `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`;
    const verdict = isDifference ? (ratio > 1 ? 'MORE' : 'less') : 'as much, within the noise';
    console.log(
      `${what.padEnd(width)}   x ${ratio.toFixed(3)}  ${range(quartiles)}  ${range(ofPages)}  ${verdict}`,
    );
  }
  console.log(
    `\n${pages} pages of ${rounds} rounds with two turns each; the entry has ${sizes.base} bytes in base and ${sizes.now} now`,
  );
}
