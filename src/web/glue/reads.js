// A wait's reads, and the offering of what they give to its channel. When to read, and whether an answer still
// counts, is the wait's decision.

import { FROM, KINDS, refusalOf, terminatingBit, unpack } from './facts.js';

/** Reads, as a promise; what reading throws rejects it. */
export function startRead({ read, source, target }) {
  return new Promise((resolve) => {
    resolve(read === undefined ? source.read({ ...target }) : read());
  });
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
    channel.driver.readAnswered(channel.id, ticket, channel.readObjects.length > 0);
    channel.readObjects = undefined;
  });
}

export function readRejected(channel, ticket, error) {
  channel.enter(() => {
    let code = 0;
    try {
      const refusal = refusalOf(error);
      code = refusal.code;
      if (code !== 0) channel.refusal = refusal;
    } catch {
      // What it cannot say of itself it does not say.
    }
    channel.driver.readFailed(channel.id, ticket, code);
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
  const uid = channel.numberOf(metadata?.uid);
  if (!channel.isOver) channel.put(KINDS.ADDED, bits, uid, object);
}
