// What can go wrong on purpose between the client and the server.

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Fault Which requests, for how long, and what happens to them.
 * @property {RegExp | string} [path] Matches the path and query as the client sent them; without it, all.
 * @property {string} [method]
 * @property {number} [count] Ends after so many requests. Without it, streams already open have it too.
 * @property {number} [forMs] Ends after so many milliseconds.
 * @property {{ code: number, reason?: string, message?: string, retryAfter?: number }} [refuse]
 *   Answered in the server's place, with a Status as its body.
 * @property {number} [delay] Each request waits so many milliseconds before it goes on.
 * @property {number} [delayChunks] Each chunk of an answer does.
 * @property {number} [split] Answers come in pieces of at most so many bytes.
 * @property {number} [cutAfter] The connection is cut after so many bytes of the body.
 * @property {number} [lastsMs] The connection is cut after so many milliseconds, as by a proxy with a limit.
 * @property {number} [buffer] An answer is passed on in blocks of at least so many bytes, as by a proxy that buffers.
 * @property {boolean} [hold] The connection stays open and nothing comes, until the fault ends.
 */

const EFFECTS = {
  refuse: 'object',
  delay: 'number',
  delayChunks: 'number',
  split: 'number',
  cutAfter: 'number',
  lastsMs: 'number',
  buffer: 'number',
  hold: 'boolean',
};
const LIMITS = { path: 'string', method: 'string', count: 'number', forMs: 'number' };

/**
 * @param {() => Iterable<{ request: object, faults: Set<object> }>} openExchanges
 */
export function createFaults(openExchanges) {
  const active = new Map();
  let lastId = 0;

  function matches(fault, request) {
    return (
      (!fault.method || fault.method === request.method) && (!fault.path || fault.path.test(request.url))
    );
  }

  return {
    /** @param {Fault} options @returns {number} its id */
    add(options) {
      const fault = check(options);
      fault.id = ++lastId;
      fault.left = fault.count ?? Infinity;
      fault.over = new Promise((resolve) => (fault.end = resolve));
      active.set(fault.id, fault);
      if (fault.forMs !== undefined) setTimeout(() => this.remove(fault.id), fault.forMs).unref();
      if (fault.count === undefined) {
        for (const exchange of openExchanges())
          if (matches(fault, exchange.request)) exchange.faults.add(fault);
      }
      return fault.id;
    },

    /** @returns {boolean} whether it was there */
    remove(id) {
      const fault = active.get(id);
      if (!fault) return false;
      active.delete(id);
      for (const exchange of openExchanges()) exchange.faults.delete(fault);
      fault.end();
      return true;
    },

    clear() {
      for (const id of [...active.keys()]) this.remove(id);
    },

    /** The faults that the next requests may meet, as plain data. */
    list() {
      return [...active.values()]
        .filter(({ left }) => left > 0)
        .map(({ over, end, left, path, ...fault }) => ({
          ...fault,
          ...(path && { path: path.source }),
          ...(left !== Infinity && { left }),
        }));
    },

    /** Those that a new request has; it counts for each of them. */
    take(request) {
      const taken = new Set();
      for (const fault of active.values()) {
        if (fault.left === 0 || !matches(fault, request)) continue;
        fault.left--;
        taken.add(fault);
      }
      return taken;
    },
  };
}

/** A path as text is a regular expression; a misspelt name must not pass for no fault. */
function check(options) {
  const fault = { ...options };
  if (fault.path instanceof RegExp) fault.path = fault.path.source;
  for (const [name, value] of Object.entries(fault)) {
    const type = EFFECTS[name] ?? LIMITS[name];
    if (!type)
      throw new TypeError(
        `a fault has no ${name}; it has ${Object.keys({ ...LIMITS, ...EFFECTS }).join(', ')}`,
      );
    if (typeof value !== type || value === null) throw new TypeError(`${name} of a fault is to be a ${type}`);
  }
  if (!Object.keys(EFFECTS).some((name) => name in fault))
    throw new TypeError(`a fault needs one of ${Object.keys(EFFECTS).join(', ')}`);
  if (fault.refuse && !(fault.refuse.code >= 400 && fault.refuse.code < 600))
    throw new TypeError('refuse.code is to be 400 to 599');
  for (const name of ['split', 'count'])
    if (name in fault && !(fault[name] >= 1)) throw new TypeError(`${name} is to be 1 or more`);
  if (fault.path !== undefined) fault.path = new RegExp(fault.path);
  return fault;
}

/** The first fault of an exchange that has this effect. */
export function faultWith(exchange, effect) {
  for (const fault of exchange.faults) if (fault[effect] !== undefined) return fault;
  return undefined;
}

/**
 * Passes the body of an answer on, with the exchange's faults at each chunk.
 *
 * @param {{ faults: Set<object>, sent: number, isClosed: boolean, closed: Promise<void>, cut: () => void }} exchange
 * @param {AsyncIterable<Buffer>} chunks
 * @param {(chunk: Buffer) => Promise<void>} write
 */
export async function passOn(exchange, chunks, write) {
  const lasts = faultWith(exchange, 'lastsMs')?.lastsMs;
  if (lasts !== undefined)
    void sleep(lasts, undefined, { ref: false }).then(() => exchange.isClosed || exchange.cut());
  for await (const chunk of buffered(exchange, chunks)) {
    for (let fault = faultWith(exchange, 'hold'); fault; fault = faultWith(exchange, 'hold')) {
      await Promise.race([fault.over, exchange.closed]);
      exchange.faults.delete(fault);
      if (exchange.isClosed) return;
    }
    const delay = faultWith(exchange, 'delayChunks')?.delayChunks;
    if (delay) await Promise.race([sleep(delay), exchange.closed]);
    if (exchange.isClosed) return;
    for (let at = 0; at < chunk.length; ) {
      const size = Math.floor(faultWith(exchange, 'split')?.split ?? chunk.length);
      const cutAfter = faultWith(exchange, 'cutAfter')?.cutAfter ?? Infinity;
      const piece = chunk.subarray(at, Math.min(at + size, at + Math.max(0, cutAfter - exchange.sent)));
      if (piece.length) await write(piece);
      at += piece.length;
      exchange.sent += piece.length;
      if (exchange.sent >= cutAfter) {
        // What was written is to arrive: a cut right away would drop it.
        await sleep(20);
        if (!exchange.isClosed) exchange.cut();
      }
      if (exchange.isClosed) return;
      // Lets a piece leave on its own; two in one turn may arrive as one.
      if (at < chunk.length) await new Promise(setImmediate);
    }
  }
}

/** The same bytes, in blocks while the exchange has a fault that buffers; the rest when the answer has ended. */
async function* buffered(exchange, chunks) {
  let kept = [];
  let size = 0;
  for await (const chunk of chunks) {
    kept.push(chunk);
    size += chunk.length;
    if (size < (faultWith(exchange, 'buffer')?.buffer ?? 0)) continue;
    yield Buffer.concat(kept);
    kept = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(kept);
}
