// A wait's reads, and the offering of what they give to its channel. When to read, for whom, and whether an answer
// still counts, is decided in the core.

import { FROM, KINDS, refusalOf, terminatingBit, unpack } from './facts.js';
import { trapped } from '../shared/trap.js';

/** Numbers for sources and read functions: the same for ever, and they keep nothing alive. */
const numbers = new WeakMap();
let lastNumber = 0;

function numberOf(object) {
  let number = numbers.get(object);
  if (number === undefined) numbers.set(object, (number = ++lastNumber));
  return number;
}

/** Small numbers for what is equal, used again when no wait has them. */
const targets = new Map();
const free = [];

export const sourceNumber = (channel) => numberOf(channel.source);

/** The number of all that reads the same: source, options and read function. */
export function targetNumber(channel) {
  if (channel.readTarget === undefined) {
    const { source, read, target } = channel;
    const key = `${numberOf(source)} ${read === undefined ? '' : numberOf(read)} ${JSON.stringify(target)}`;
    let entry = targets.get(key);
    if (entry === undefined)
      targets.set(key, (entry = { key, number: free.pop() ?? targets.size, waits: 0 }));
    entry.waits += 1;
    channel.readTarget = entry;
  }
  return channel.readTarget.number;
}

/** The wait reads no more. */
export function leaveTarget(channel) {
  const entry = channel.readTarget;
  if (entry === undefined) return;
  channel.readTarget = undefined;
  entry.waits -= 1;
  if (entry.waits > 0) return;
  targets.delete(entry.key);
  if (targets.size === 0) free.length = 0;
  else free.push(entry.number);
}

/** What gives a read up, by its promise: a request that nobody awaits keeps one of the browser's connections. */
export const abandoners = new WeakMap();

/** Reads for whoever asked, of whom the owner of `channel` is one. */
export function startRead({ source, target, read, options }) {
  let reading;
  const answer = new Promise((resolve) => {
    reading = read === undefined ? source.read({ ...target }) : read.call(options);
    resolve(reading);
  });
  const abandon = abandoners.get(reading);
  if (abandon !== undefined) abandoners.set(answer, abandon);
  return answer;
}

/** Nobody awaits what `startRead` gave any more. What the caller's `fetch` makes of it does not run in here. */
export function abandonRead(answer) {
  const abandon = abandoners.get(answer);
  if (abandon !== undefined) Promise.resolve().then(abandon);
}

/** Tells all who asked for `batch` what came of it. */
export function batchEnded(driver, batch, value, isAnswer) {
  try {
    if (isAnswer) driver.batchAnswered(batch, value);
    else driver.batchRejected(batch, value);
  } catch (error) {
    trapped(error);
  }
}

export function readAnswered(channel, ticket, answer) {
  channel.enter(() => {
    try {
      channel.readObjects = unpack(answer, channel.name, (metadata) => channel.isTarget(metadata));
    } catch (error) {
      readRejected(channel, ticket, error);
      return;
    }
    // A proxy's trap may have ended the wait meanwhile.
    if (channel.isOver) return;
    channel.problem = undefined;
    channel.driver.readAnswered(channel.id, ticket, channel.readObjects.length > 0);
    channel.readObjects = undefined;
  });
}

export function readRejected(channel, ticket, error) {
  channel.enter(() => {
    let code = 0,
      retryAfter;
    try {
      const refusal = refusalOf(error);
      ({ code, retryAfter } = refusal);
      if (code !== 0) channel.refusal = refusal;
      channel.problem = refusal;
    } catch {
      // What it cannot say of itself it does not say.
    }
    channel.driver.readFailed(channel.id, ticket, code, retryAfter);
  });
}

/** Offers what the read gave, each in its turn, but what is out of date by now. */
export function offerRead(channel, ticket) {
  for (const object of channel.readObjects ?? []) {
    if (channel.isOver) return;
    let bits, uid;
    try {
      const { metadata } = object;
      uid = channel.numberOf(metadata?.uid);
      bits = FROM.READ | KINDS.ADDED | terminatingBit(metadata);
    } catch {
      continue;
    }
    if (channel.isOver) return;
    channel.catchUp();
    if (!channel.driver.isOvertaken(channel.id, ticket, uid)) channel.put(KINDS.ADDED, bits, uid, object);
  }
  endOffer(channel, ticket);
}

/** Offers the end of the last object, which a read did not find any more. */
export function offerGone(channel, ticket) {
  channel.put(KINDS.DELETED, FROM.READ | KINDS.DELETED, 0, channel.last);
  endOffer(channel, ticket);
}

function endOffer(channel, ticket) {
  if (channel.isOver) return;
  if (channel.hasQueue()) channel.enqueue({ ticket });
  else channel.driver.offered(channel.id, ticket);
}

/** Offers the option `initial`; throws what reading it throws. */
export function offerInitial(channel, object) {
  const { metadata } = object;
  const bits = FROM.INITIAL | KINDS.ADDED | terminatingBit(metadata);
  channel.isTarget(metadata ?? undefined);
  const uid = channel.numberOf(metadata?.uid);
  if (!channel.isOver) channel.put(KINDS.ADDED, bits, uid, object);
}
