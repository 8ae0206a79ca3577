// What a kept task takes, and what a million that were dismissed leave behind.

import { atMost, toKnow } from '../goals.mjs';
import { heapOf } from '../browser.mjs';

const KEPT = 10_000,
  WARM_UP = 50_000,
  DISMISSED = 1_000_000;
/** Bytes that may come and go: compiled code, caches of the engine. */
const NOISE = 512 * 1024;

export async function memory(bench) {
  const kept = await keep(bench);
  const left = await leak(bench);
  const rows = [
    toKnow('a kept task in the JavaScript heap', kept.heap, 'bytes'),
    toKnow('a kept task in the linear memory', kept.linear, 'bytes'),
    atMost("a kept task beyond the caller's values", kept.heap + kept.linear, 300, 'bytes'),
    toKnow('its view, once read', kept.view, 'bytes'),
    toKnow(`${DISMISSED} tasks run and dismissed`, left.seconds, 's'),
    atMost('what they leave in the JavaScript heap', left.heap / 1024, NOISE / 1024, 'KiB'),
    atMost('what they leave in the linear memory', left.linear / 1024, 0, 'KiB'),
  ];
  return { heading: 'Memory', rows, figures: { kept, left } };
}

async function keep(bench) {
  const page = await bench.page();
  await page.evaluate((count) => bench.memory.prepare(count), KEPT);
  const before = await sizesOf(page);
  await page.evaluate(() => bench.memory.keep());
  const after = await sizesOf(page);
  await page.evaluate(() => bench.memory.read());
  const read = await sizesOf(page);
  await page.context().close();
  return {
    heap: (after.heap - before.heap) / KEPT,
    linear: (after.linear - before.linear) / KEPT,
    view: (read.heap - after.heap) / KEPT,
  };
}

async function leak(bench) {
  const page = await bench.page();
  await page.evaluate(() => bench.memory.prepare(0));
  await page.evaluate((count) => bench.memory.runAndDismiss(count), WARM_UP);
  const before = await sizesOf(page);
  const began = performance.now();
  await page.evaluate((count) => bench.memory.runAndDismiss(count), DISMISSED);
  const seconds = (performance.now() - began) / 1000;
  const after = await sizesOf(page);
  await page.context().close();
  return { heap: after.heap - before.heap, linear: after.linear - before.linear, seconds };
}

async function sizesOf(page) {
  return { heap: await heapOf(page), linear: await page.evaluate(() => bench.memory.linear()) };
}
