// What one task costs while others are kept.

import { atMost, toKnow } from '../goals.mjs';
import { interleaved, median, ratio } from '../rounds.mjs';

const STORAGES = ['memory', "the caller's", 'local', 'indexeddb'];
const KEPT = [0, 100, 1_000, 10_000];
const ROUNDS = 11,
  WARM_UP = 3;
/** Of its cost at none: what is flat differs by noise only. */
const FLAT = 1.5;
/** Of its cost at none where all are read: one copy of the list is the limit. */
const READ = 3.5;

export async function growth(bench) {
  const rows = [],
    figures = {};
  for (const storage of STORAGES) {
    for (const isRead of [false, true]) {
      const page = await bench.page();
      await page.evaluate(() => bench.live());
      const what = `${storage}${isRead ? ', read after each' : ''}`;
      const values = await interleaved(KEPT, ROUNDS, WARM_UP, (kept) =>
        page.evaluate(
          ([storage, kept, isRead]) => bench.growth(storage, kept, isRead),
          [storage, kept, isRead],
        ),
      );
      await page.context().close();
      figures[what] = Object.fromEntries(values);
      if (values.get(0).includes(undefined)) {
        rows.push(toKnow(`${what}: there is no such storage`, 'skipped'));
        continue;
      }
      const each = (kept) => values.get(kept).map((value) => value.each);
      for (const kept of KEPT) {
        const states = [...new Set(values.get(kept).map((value) => value.persistence))].join(' or ');
        rows.push(
          toKnow(`${what}: one task, ${kept} kept, persistence ${states}`, median(each(kept)) * 1000, 'us'),
        );
      }
      rows.push(atMost(`${what}: 10,000 kept, of none`, ratio(each(10_000), each(0)), isRead ? READ : FLAT));
    }
  }
  return { heading: 'Growth', rows, figures };
}
