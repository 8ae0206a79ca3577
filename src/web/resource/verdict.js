// Carries what a verdict needs to Rust and makes the verdict that is told. A few numbers are left in the wasm's
// memory, and one number comes back: the place of what Rust has said before. What they mean is decided there.

import { fieldAt, isAsWanted } from './conditions.js';
import { Misread, isEmpty, list, object, pick, record, text } from '../shared/object.js';

const METADATA = ['metadata'];
const STATUS = ['status'];
const CONDITIONS = ['status', 'conditions'];

/** Whose words are told: those of Rust, of the condition, or those with which the object explains its failure. */
const CONDITION = 1,
  OBJECT = 2;

/** What `pickFacts` looks for, and the room at `at` of `memory` that it leaves numbers in; made once a definition. */
export function makeLens(types, words, paths, wanted, explainedBy, memory, at) {
  const facts = new Array(4 + 3 * types.length + paths.length).fill(NaN);
  const kept = new Array(2 + 4 * types.length).fill(undefined);
  const room = new Float64Array(memory.buffer, at, facts.length);
  return {
    types,
    paths,
    wanted,
    explainedBy,
    memory,
    at,
    room,
    sayings: [],
    words: new Map(words.map((word, place) => [word, place])),
    blank: { facts: Array.from(facts), kept: Array.from(kept) },
  };
}

/** What Rust says for the first time; from then on its place stands for it. */
export function addSaying({ sayings }, state, reason, message, position, speaker) {
  sayings.push({ state, reason, message, at: 2 + 4 * position, speaker });
}

/**
 * Leaves what a verdict needs as numbers: whether there is a deletion timestamp, the generation, the status's
 * observed generation, how many conditions there are (NaN without a status), then for the first condition of each
 * of `types` its status and reason, as their places in `words`, and its observed generation (three NaN where there
 * is none), then 1 for each of `paths` whose field is as `wanted`. What is kept here is the two generations as they
 * are, then for each of `types` the condition, its reason, message and observed generation.
 */
export function pickFacts(root, lens) {
  const { types, words, paths, wanted, blank } = lens;
  const facts = blank.facts.slice();
  const kept = blank.kept.slice();
  let path = [];
  let index = -1;
  try {
    object(root, path);
    path = METADATA;
    const metadata = record(root.metadata, path);
    facts[0] = metadata.deletionTimestamp ? 1 : 0;
    facts[1] = number((kept[0] = metadata.generation));
    for (let at = 0; at < paths.length; at += 1) {
      path = paths[at];
      facts[4 + 3 * types.length + at] = isAsWanted(fieldAt(root, path), wanted[at]) ? 1 : 0;
    }
    path = STATUS;
    const status = record(root.status, path);
    if (!isEmpty(status)) {
      facts[2] = number((kept[1] = status.observedGeneration));
      path = CONDITIONS;
      const conditions = list(status.conditions, path);
      const { length } = conditions;
      facts[3] = length;
      let missing = types.length;
      for (index = 0; index < length && missing > 0; index += 1) {
        const condition = conditions[index];
        if (condition === undefined || condition === null) continue;
        const type = types.indexOf(condition.type);
        const at = 2 + 4 * type;
        if (type < 0 || kept[at] !== undefined) continue;
        kept[at] = condition;
        const place = 4 + 3 * type;
        facts[place] = words.get(condition.status) ?? -1;
        facts[place + 1] = words.get((kept[at + 1] = condition.reason)) ?? -1;
        kept[at + 2] = condition.message;
        facts[place + 2] = number((kept[at + 3] = condition.observedGeneration));
        missing -= 1;
      }
    }
  } catch (error) {
    throw Misread.of(error, index < 0 ? path : [...path, index]);
  }
  // Only now: a getter of the caller's may have asked for another verdict of the same kind.
  leave(lens, facts);
  return kept;
}

function leave(lens, facts) {
  // A view of the memory has no length once that has grown.
  if (lens.room.length === 0) lens.room = new Float64Array(lens.memory.buffer, lens.at, facts.length);
  const { room } = lens;
  for (let place = 0; place < facts.length; place += 1) room[place] = facts[place];
}

/** A number as it is, NaN for what is absent, infinity for what has to be looked at where it is kept. */
function number(value) {
  if (typeof value === 'number') return value;
  return value === undefined || value === null ? NaN : Infinity;
}

/** The verdict that the saying at `place` stands for, on the object of which `kept` was kept. */
export function makeVerdict(root, { sayings, explainedBy }, kept, place) {
  const { state, reason, message, at, speaker } = sayings[place];
  const condition = at < 0 ? undefined : kept[at];
  if (speaker === CONDITION)
    return { state, reason: text(kept[at + 1]), message: text(kept[at + 2]), condition };
  if (speaker === OBJECT && explainedBy !== undefined) {
    const [ownReason, ownMessage] = explanation(root, explainedBy);
    return { state, reason: text(ownReason) || reason, message: text(ownMessage) || message, condition };
  }
  return { state, reason, message, condition };
}

/** What cannot be read explains nothing. */
function explanation(root, paths) {
  try {
    return pick(root, paths);
  } catch {
    return [];
  }
}

/** Tells verdicts by one definition, in one instance of the wasm. */
export class VerdictTeller {
  #refusal;
  #core;
  #lens;

  constructor(core, { refusal }) {
    this.#refusal = refusal;
    this.#core = core;
    this.#lens = core.lens();
  }

  verdict(root) {
    const kept = this.#pick(root);
    let place = this.#core.judge();
    // The numbers are not all that is needed, and are still there.
    if (place < 0) place = this.#core.judgeWith(root, kept);
    return makeVerdict(root, this.#lens, kept, place);
  }

  #pick(root) {
    try {
      return pickFacts(root, this.#lens);
    } catch (misread) {
      throw this.#refusal(misread);
    }
  }
}

let live;

/** The verdict on an object of one of the package's own kinds, by the instance of these exports. */
export function verdictOfResource(kind, root, bindings) {
  if (live?.bindings !== bindings) live = { bindings, tellers: [] };
  return (live.tellers[kind] ??= new VerdictTeller(bindings.verdictsOfResource(kind), bindings)).verdict(
    root,
  );
}
