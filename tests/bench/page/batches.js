// One batch of items, so many in flight at once, each behind the same function.

import { AsyncQueuer } from '@tanstack/pacer';
import { TaskQueue } from 'taskwatch';
import PQueue from 'p-queue';
import fastq from 'fastq';
import pLimit from 'p-limit';

const item = async () => {};

/** By name. */
export const batches = { bare, taskwatch, fastq: fast, 'p-limit': limit, 'p-queue': pqueue, pacer };

/** As many loops as items may be in flight. */
async function bare(count, concurrency) {
  let next = 0;
  const loop = async () => {
    while (next < count) {
      next += 1;
      await item();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
}

/** With the view of its progress, read whenever the subscriber is told. */
async function taskwatch(count, concurrency) {
  const queue = new TaskQueue();
  const items = Array.from({ length: count }, (_, at) => at);
  const { id, promise } = queue.enqueue({ title: 'batch', items, itemConcurrency: concurrency, processItem: item });
  let progress = 0;
  queue.subscribe(() => (progress = queue.getTask(id).progress));
  const { completed } = await promise;
  await Promise.resolve();
  if (completed !== count || progress === 0) throw new Error(`the batch ended with ${completed} at ${progress}`);
  queue.dispose();
}

async function fast(count, concurrency) {
  const queue = fastq.promise(item, concurrency);
  await Promise.all(Array.from({ length: count }, (_, at) => queue.push(at)));
}

async function limit(count, concurrency) {
  const limited = pLimit(concurrency);
  await Promise.all(Array.from({ length: count }, () => limited(item)));
}

async function pqueue(count, concurrency) {
  const queue = new PQueue({ concurrency });
  await Promise.all(Array.from({ length: count }, () => queue.add(item)));
}

function pacer(count, concurrency) {
  return new Promise((resolve) => {
    let left = count;
    const onSettled = () => {
      left -= 1;
      if (left === 0) resolve();
    };
    const queuer = new AsyncQueuer(item, { concurrency, onSettled });
    for (let at = 0; at < count; at++) queuer.addItem(at);
  });
}
