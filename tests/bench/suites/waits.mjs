// Many waits on one channel.

import { atMost, toKnow } from '../goals.mjs';
import { interleaved, median, ratio } from '../rounds.mjs';

const WAITS = 10_000,
  ROUNDS = 21,
  WARM_UP = 10;
/** Milliseconds that 10,000 events may take that concern nobody: a look into a map each. */
const NOTHING = 1.5;
const PARTS = {
  subscribing: 'starting',
  going: 'an event each, all go on',
  settling: 'an event each, all settle',
  afterwards: 'an event each afterwards',
};

export async function waits(bench) {
  const page = await bench.page();
  await page.evaluate(() => bench.live());
  const names = await page.evaluate(() => bench.waits);
  const values = await interleaved(names, ROUNDS, WARM_UP, (name) =>
    page.evaluate(([name, count]) => bench.wait(name, count), [name, WAITS]),
  );
  await page.context().close();
  const of = (name, part) => values.get(name).map((value) => value[part]);
  const ratioOf = (part) => ratio(of('taskwatch', part), of('bare', part));
  const rows = [];
  for (const [part, what] of Object.entries(PARTS)) {
    for (const name of names) rows.push(toKnow(`${what}: ${name}`, median(of(name, part)), 'ms'));
  }
  rows.push(toKnow('starting: taskwatch, of a bare map', ratioOf('subscribing'), 'x'));
  // What the goal measures: an event is judged, and the wait continues.
  rows.push(atMost('an event each, all go on: taskwatch, of a bare map', ratioOf('going'), 2));
  rows.push(toKnow('an event each, all settle: taskwatch, of a bare map', ratioOf('settling'), 'x'));
  rows.push(atMost('events after all have settled', median(of('taskwatch', 'afterwards')), NOTHING, 'ms'));
  return { heading: `${WAITS} waits on one channel`, rows, figures: Object.fromEntries(values) };
}
