// One batch of many items.

import { atMost, toKnow } from '../goals.mjs';
import { interleaved, median, ratio } from '../rounds.mjs';

const ITEMS = 10_000,
  AT_ONCE = 10,
  ROUNDS = 21,
  WARM_UP = 10;

export async function batch(bench) {
  const page = await bench.page();
  await page.evaluate(() => bench.live());
  const names = await page.evaluate(() => bench.batches);
  const measure = (name) =>
    page.evaluate(([name, items, atOnce]) => bench.batch(name, items, atOnce), [name, ITEMS, AT_ONCE]);
  const values = await interleaved(names, ROUNDS, WARM_UP, measure);
  await page.context().close();
  const rows = Array.from(values, ([name, list]) => toKnow(name, median(list), 'ms'));
  // A bare loop is no yardstick: some engines inline it, and some do not.
  rows.push(toKnow('least, of a bare loop', ratio(values.get('least'), values.get('bare')), 'x'));
  rows.push(
    atMost('taskwatch with its view, of least', ratio(values.get('taskwatch'), values.get('least')), 2),
  );
  return {
    heading: `One batch of ${ITEMS} items, ${AT_ONCE} in flight`,
    rows,
    figures: Object.fromEntries(values),
  };
}
