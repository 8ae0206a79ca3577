// A durable task with four steps, beside a plain one on the same store; and a store with many tasks that is opened.

import { atMost, toKnow } from '../goals.mjs';
import { interleaved, median, ratio } from '../rounds.mjs';

const STORAGES = ['memory', "the caller's", 'local', 'indexeddb'];
const ROUNDS = 11,
  WARM_UP = 3;
const KEPT = 10_000;
/** Milliseconds. */
const OPENED = 50;

export async function durable(bench) {
  const rows = [],
    figures = {};
  for (const storage of STORAGES) {
    const page = await bench.page();
    await page.evaluate(() => bench.live());
    const values = await interleaved(['plain', 'durable'], ROUNDS, WARM_UP, (name) =>
      page.evaluate(([storage, name]) => bench.durable(storage, name === 'durable'), [storage, name]),
    );
    figures[storage] = Object.fromEntries(values);
    for (const [name, list] of values) rows.push(toKnow(`${storage}: ${name}`, median(list) * 1000, 'us'));
    rows.push(
      toKnow(`${storage}: durable, of plain`, ratio(values.get('durable'), values.get('plain')), 'x'),
    );
    await page.context().close();
  }
  for (const storage of ['local', 'indexeddb']) {
    const page = await bench.page();
    await page.evaluate(() => bench.live());
    const measure = () => page.evaluate(([storage, kept]) => bench.opened(storage, kept), [storage, KEPT]);
    const values = await interleaved(['opened'], 5, 1, measure);
    figures[`${storage}, opened`] = Object.fromEntries(values);
    rows.push(atMost(`${storage}: opened with ${KEPT} tasks`, median(values.get('opened')), OPENED, 'ms'));
    await page.context().close();
  }
  return { heading: 'Durable tasks', rows, figures };
}
