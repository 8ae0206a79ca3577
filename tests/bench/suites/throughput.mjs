// Tasks that do nothing, through every queue.

import { atLeast, atMost, toKnow } from '../goals.mjs';
import { interleaved, median, ratio } from '../rounds.mjs';

const WORKS = [
  { count: 1_000, concurrency: 3, limit: 4.5 },
  { count: 1_000, concurrency: 100, limit: 4.5 },
  { count: 10_000, concurrency: 3, limit: 3.5 },
  { count: 10_000, concurrency: 100, limit: 3.5 },
];
const ROUNDS = 21,
  WARM_UP = 10;

export async function throughput(bench) {
  const page = await bench.page();
  await page.evaluate(() => bench.live());
  const names = await page.evaluate(() => bench.queues);
  const rows = [],
    figures = {};
  for (const { count, concurrency, limit } of WORKS) {
    const measure = (name) =>
      page.evaluate(
        ([name, count, concurrency]) => bench.throughput(name, count, concurrency),
        [name, count, concurrency],
      );
    const values = await interleaved(names, ROUNDS, WARM_UP, measure);
    const work = `${count} tasks, concurrency ${concurrency}`;
    figures[work] = Object.fromEntries(values);
    for (const [name, list] of values) rows.push(toKnow(`${work}: ${name}`, median(list), 'ms'));
    const ours = values.get('taskwatch');
    rows.push(
      toKnow(`${work}: least, of bare promises`, ratio(values.get('least'), values.get('bare')), 'x'),
    );
    rows.push(
      toKnow(`${work}: with timelines, of without`, ratio(values.get('taskwatch, timeline'), ours), 'x'),
    );
    rows.push(atMost(`${work}: taskwatch, of bare promises`, ratio(ours, values.get('bare')), limit));
    if (count < 10_000) continue;
    rows.push(atMost(`${work}: taskwatch, of p-queue`, ratio(ours, values.get('p-queue')), 0.4));
    rows.push(
      atLeast(`${work}: p-queue with timeout, of taskwatch`, ratio(values.get('p-queue, timeout'), ours), 10),
    );
  }
  await page.context().close();
  return { heading: 'Throughput', rows, figures };
}
