// The queues that are compared, each behind the same function: run `count` tasks that do nothing, `concurrency` at
// once, and resolve when the last of them has settled. Each gives every task a promise, as its users would have it.

import { AsyncQueuer } from '@tanstack/pacer';
import { TaskQueue } from 'taskwatch';
import PQueue from 'p-queue';
import fastq from 'fastq';
import pLimit from 'p-limit';
import { leastQueue } from './least.js';

const TIMEOUT = 300_000;

const task = async () => {};

/** By name. */
export const queues = {
  bare,
  least,
  taskwatch,
  'taskwatch, read': taskwatchRead,
  'taskwatch, timeline': taskwatchTimeline,
  fastq: fast,
  'p-limit': limit,
  'p-queue': pqueue,
  'p-queue, timeout': pqueueWithTimeout,
  pacer,
};

/** No queue: each task is an async function that waits for its turn. */
async function bare(count, concurrency) {
  const waiting = [];
  let running = 0,
    next = 0;
  const limited = async () => {
    if (running === concurrency) await new Promise((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      if (next < waiting.length) waiting[next++]();
      else running -= 1;
    }
  };
  const ends = new Array(count);
  for (let at = 0; at < count; at++) ends[at] = limited();
  await Promise.all(ends);
}

/** What no queue with promises, contexts and times can do without. */
function least(count, concurrency) {
  return leastQueue(count, concurrency, task);
}

/** With everything on that is on by default: timeouts, views, outcomes. */
async function taskwatch(count, concurrency) {
  const queue = new TaskQueue({ concurrency });
  await enqueueAll(queue, count);
  queue.dispose();
}

/** And with a subscriber that reads the snapshot at each notification, as a rendered list does. */
async function taskwatchRead(count, concurrency) {
  const queue = new TaskQueue({ concurrency });
  const unsubscribe = queue.subscribe(() => queue.getSnapshot());
  await enqueueAll(queue, count);
  unsubscribe();
  queue.dispose();
}

/** And with a timeline for each task. */
async function taskwatchTimeline(count, concurrency) {
  const queue = new TaskQueue({ concurrency, timeline: 100 });
  await enqueueAll(queue, count);
  queue.dispose();
}

async function enqueueAll(queue, count) {
  const ends = new Array(count);
  for (let at = 0; at < count; at++) ends[at] = queue.enqueue({ title: 'task', processor: task }).promise;
  await Promise.all(ends);
}

async function fast(count, concurrency) {
  const queue = fastq.promise(task, concurrency);
  const ends = new Array(count);
  for (let at = 0; at < count; at++) ends[at] = queue.push(at);
  await Promise.all(ends);
}

async function limit(count, concurrency) {
  const limited = pLimit(concurrency);
  const ends = new Array(count);
  for (let at = 0; at < count; at++) ends[at] = limited(task);
  await Promise.all(ends);
}

function pqueue(count, concurrency) {
  return addAll(new PQueue({ concurrency }), count);
}

function pqueueWithTimeout(count, concurrency) {
  return addAll(new PQueue({ concurrency, timeout: TIMEOUT }), count);
}

async function addAll(queue, count) {
  const ends = new Array(count);
  for (let at = 0; at < count; at++) ends[at] = queue.add(task);
  await Promise.all(ends);
}

/** It gives no promise for an item, so the last callback tells. */
function pacer(count, concurrency) {
  return new Promise((resolve) => {
    let left = count;
    const onSettled = () => {
      left -= 1;
      if (left === 0) resolve();
    };
    const queuer = new AsyncQueuer(task, { concurrency, onSettled });
    for (let at = 0; at < count; at++) queuer.addItem(at);
  });
}
