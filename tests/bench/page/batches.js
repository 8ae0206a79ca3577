// One batch of items, so many in flight at once, each behind the same function.

import { AsyncQueuer } from '@tanstack/pacer';
import { TaskQueue } from 'taskwatch';
import PQueue from 'p-queue';
import fastq from 'fastq';
import pLimit from 'p-limit';
import { leastBatch } from './least.js';

const item = async () => {};

/** Made before the clock starts, which else would count it for some only. */
let list = [];
export function makeItems(count) {
  if (list.length !== count) list = Array.from({ length: count }, (_, at) => at);
}

/** By name. */
export const batches = { bare, least, taskwatch, fastq: fast, 'p-limit': limit, 'p-queue': pqueue, pacer };

/** As many loops over the list as items may be in flight. */
async function bare(count, concurrency) {
  let next = 0;
  const loop = async () => {
    while (next < count) {
      const at = next;
      next += 1;
      await item(list[at]);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
}

/** What no batch with contexts can do without. */
function least(_, concurrency) {
  return leastBatch(list, concurrency, item);
}

/** With the view of its progress, read at each notification. */
async function taskwatch(count, concurrency) {
  const queue = new TaskQueue();
  const { id, promise } = queue.enqueue({
    title: 'batch',
    items: list,
    itemConcurrency: concurrency,
    processItem: item,
  });
  let progress = 0;
  queue.subscribe(() => (progress = queue.getTask(id).progress));
  const { completed } = await promise;
  await Promise.resolve();
  if (completed !== count || progress === 0)
    throw new Error(`the batch ended with ${completed} at ${progress}`);
  queue.dispose();
}

async function fast(_, concurrency) {
  const queue = fastq.promise(item, concurrency);
  await Promise.all(list.map((at) => queue.push(at)));
}

async function limit(_, concurrency) {
  const limited = pLimit(concurrency);
  await Promise.all(list.map((at) => limited(item, at)));
}

async function pqueue(_, concurrency) {
  const queue = new PQueue({ concurrency });
  await Promise.all(list.map((at) => queue.add(() => item(at))));
}

function pacer(count, concurrency) {
  return new Promise((resolve) => {
    let left = count;
    const onSettled = () => {
      left -= 1;
      if (left === 0) resolve();
    };
    const queuer = new AsyncQueuer(item, { concurrency, onSettled });
    for (const at of list) queuer.addItem(at);
  });
}
