// The objects of a collection that a wait has seen, with the verdict on each. Never decides when there
// are enough: `core::watch::collection` does.

import { STATE_WORDS } from '../generated/protocol.js';

/** @import { Verdict } from '../../../pkg/types/conditions.d.ts' */

/**
 * @typedef {object} Member
 * @property {any} object
 * @property {unknown} uid
 * @property {number} state
 * @property {Verdict} verdict
 */

/** No state: there is no such object. */
const NONE = -1;

export class Members {
  constructor() {
    /**
     * In the order in which they were first seen. An object is identified by its name, or by its uid if it has none.
     *
     * @type {Map<unknown, Member>}
     */
    this.all = new Map();
    /** Whether the end of the turn will be used to conclude. */
    this.isConcluding = false;
  }

  /**
   * Adds an object, or its current version. Throws what reading it throws.
   *
   * @param {any} object A caller's object, whose getters may throw.
   * @param {number} state
   * @param {Verdict} verdict
   * @returns {number} The state of the version before; -1 if there was none.
   */
  put(object, state, verdict) {
    const key = keyOf(object);
    const before = this.all.get(key)?.state ?? NONE;
    this.all.set(key, { object, uid: object.metadata?.uid, state, verdict });
    return before;
  }

  /**
   * Removes an object, unless another one has taken its name. Throws what reading it throws.
   *
   * @param {any} object A caller's object, whose getters may throw.
   * @returns {number} The state that it had; -1 if there was none.
   */
  remove(object) {
    const key = keyOf(object);
    const member = this.all.get(key);
    if (member === undefined || !isSame(member.uid, object?.metadata?.uid)) return NONE;
    this.all.delete(key);
    return member.state;
  }

  clear() {
    this.all.clear();
  }

  /**
   * The objects that are not among these, which a read has returned.
   *
   * @param {readonly unknown[]} objects Callers' objects, whose getters may throw.
   */
  without(objects) {
    const missing = new Map(this.all);
    for (const object of objects) {
      try {
        missing.delete(keyOf(object));
      } catch {
        // An object that cannot be read matches none.
      }
    }
    return [...missing.values()].map(({ object }) => object);
  }

  objects() {
    return [...this.all.values()].map(({ object }) => object);
  }

  /** The first object that is not ready, or the last of all. */
  get awaited() {
    return this.deciding(STATE_WORDS.indexOf('pending'))?.object;
  }

  /**
   * The verdict on the first object in this state, or on the last of all if there is none.
   *
   * @param {number} state
   * @returns {{ object: unknown, verdict: Verdict } | undefined}
   */
  deciding(state) {
    let last;
    for (const member of this.all.values()) {
      if (member.state === state) return member;
      last = member;
    }
    return last;
  }
}

/**
 * @param {any} object A caller's object, whose getters may throw.
 */
function keyOf(object) {
  const { namespace, name, uid } = object?.metadata ?? {};
  if (typeof name === 'string') return `${typeof namespace === 'string' ? namespace : ''}/${name}`;
  return uid ?? object;
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
const isSame = (one, other) => one === other || !one || !other;
