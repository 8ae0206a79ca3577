// Reads the facts that a verdict needs, and creates the verdict. Facts are left as numbers in the wasm's memory, and the
// number of a template comes back. What the numbers mean is decided in Rust, never here.

import {
  CONDITION_FACT_LENGTH,
  CONDITION_FACT_OBSERVED_GENERATION,
  CONDITION_FACT_REASON,
  CONDITION_FACT_STATUS,
  VERDICT_FACT_CONDITION_COUNT,
  VERDICT_FACT_GENERATION,
  VERDICT_FACT_LENGTH,
  VERDICT_FACT_OBSERVED_GENERATION,
  VERDICT_FACT_TERMINATING,
  KEPT_GENERATION,
  KEPT_LENGTH,
  KEPT_NESTED,
  KEPT_OBSERVED_GENERATION,
  KEPT_OF_CONDITION_CONDITION,
  KEPT_OF_CONDITION_LENGTH,
  KEPT_OF_CONDITION_MESSAGE,
  KEPT_OF_CONDITION_OBSERVED_GENERATION,
  KEPT_OF_CONDITION_REASON,
  STATE_WORDS,
  TEXT_SOURCE_CONDITION,
  TEXT_SOURCE_OBJECT,
} from '../generated/protocol.js';
import { isArray } from '../shared/describe.js';
import { pick } from '../shared/object.js';
import { isAbsent, isRecord, list, object, ReadFailure, record, text } from '../shared/read-failure.js';
import { capitalised, fieldAt, isAsWanted } from './conditions.js';

const METADATA = ['metadata'];
const STATUS = ['status'];
const CONDITIONS = ['status', 'conditions'];

/** @typedef {import('../../../pkg/types/conditions.d.ts').Verdict} Verdict */

/**
 * A verdict without the texts of the object that it is about.
 *
 * @typedef {object} Template
 * @property {Verdict['state']} state
 * @property {string} reason
 * @property {string} message
 * @property {number} kept Where the deciding condition is kept; negative if none decided.
 * @property {number} source Where reason and message come from: a `TEXT_SOURCE_…`.
 */

/**
 * Reads the facts for the rules of one kind, or of one wait.
 *
 * @typedef {object} Reader
 * @property {number} typeCount How many condition types the rules ask for.
 * @property {Map<unknown, number>} types Their numbers, in lower case and as objects were seen to write them; -1 for others.
 * @property {readonly string[][]} paths The fields that they ask for.
 * @property {readonly unknown[]} wanted What each field must be; `undefined` if it must only be present.
 * @property {readonly Place[]} nested The nested places that they look at.
 * @property {string[][] | undefined} explainedBy Where an object explains its failure: reason and message.
 * @property {WebAssembly.Memory} memory
 * @property {number} address Where in the memory the buffer begins.
 * @property {Float64Array} buffer
 * @property {Template[]} templates
 * @property {Map<unknown, number>} words The statuses and reasons that the rules distinguish, with their numbers.
 * @property {{ facts: number[], kept: unknown[] }} blank What is read of an object without any field.
 */

/**
 * A nested place: its keys, whether there is a list, and what to read of its content: paths, wanted values, places.
 *
 * @typedef {[keys: readonly string[], isList: boolean, content: [readonly string[][], readonly unknown[], readonly any[]]]} Place
 */

/**
 * Made once for each set of rules.
 *
 * @param {string[]} types
 * @param {string[]} words
 * @param {string[][]} paths
 * @param {unknown[]} wanted
 * @param {Place[]} nested
 * @param {string[][] | undefined} explainedBy
 * @param {WebAssembly.Memory} memory
 * @param {number} address
 * @returns {Reader}
 */
export function makeReader(types, words, paths, wanted, nested, explainedBy, memory, address) {
  const length = VERDICT_FACT_LENGTH + CONDITION_FACT_LENGTH * types.length + paths.length;
  const keptLength = KEPT_LENGTH + KEPT_OF_CONDITION_LENGTH * types.length;
  return {
    typeCount: types.length,
    types: new Map(types.map((type, number) => [type.toLowerCase(), number])),
    paths,
    wanted,
    nested,
    explainedBy,
    memory,
    address,
    buffer: new Float64Array(memory.buffer, address, length),
    templates: [],
    words: new Map(words.map((word, number) => [word, number])),
    // Made from iterables, which V8 packs: copies of other arrays are several times slower.
    blank: {
      facts: Array.from(new Array(length).fill(NaN)),
      kept: Array.from(new Array(keptLength).fill(undefined)),
    },
  };
}

/**
 * Adds a template; Rust then refers to it by its number.
 *
 * @param {Reader} reader
 * @param {number} state
 * @param {string | undefined} reason
 * @param {string | undefined} message
 * @param {number} position The type of the deciding condition, by number; negative if none decided.
 * @param {number} source
 */
export function addTemplate({ templates }, state, reason, message, position, source) {
  const kept = position < 0 ? position : KEPT_LENGTH + KEPT_OF_CONDITION_LENGTH * position;
  templates.push({
    state: STATE_WORDS[state] ?? 'pending',
    reason: reason ?? '',
    message: message ?? '',
    kept,
    source,
  });
}

/**
 * Reads the facts of an object into the buffer, and returns the values that are kept as they are. The protocol has the
 * layout of both.
 *
 * @param {unknown} root
 * @param {Reader} reader
 */
export function readFacts(root, reader) {
  const { typeCount, paths, wanted, nested, blank } = reader;
  const facts = blank.facts.slice();
  const kept = blank.kept.slice();
  /** @type {readonly string[]} */
  let path = [];
  try {
    const whole = object(root, path);
    path = METADATA;
    const metadata = record(whole.metadata, path);
    facts[VERDICT_FACT_TERMINATING] = metadata.deletionTimestamp ? 1 : 0;
    const generation = metadata.generation;
    kept[KEPT_GENERATION] = generation;
    facts[VERDICT_FACT_GENERATION] = number(generation);
    const firstField = VERDICT_FACT_LENGTH + CONDITION_FACT_LENGTH * typeCount;
    for (let at = 0; at < paths.length; at += 1) {
      path = /** @type {string[]} */ (paths[at]);
      facts[firstField + at] = isAsWanted(fieldAt(root, path), wanted[at]) ? 1 : 0;
    }
    path = STATUS;
    const status = record(whole.status, path);
    if (hasField(status)) {
      const observed = status.observedGeneration;
      kept[KEPT_OBSERVED_GENERATION] = observed;
      facts[VERDICT_FACT_OBSERVED_GENERATION] = number(observed);
      path = CONDITIONS;
      const conditions = list(status.conditions, path);
      facts[VERDICT_FACT_CONDITION_COUNT] = conditions.length;
      readConditions(reader, conditions, path, facts, VERDICT_FACT_LENGTH, kept, KEPT_LENGTH);
    }
  } catch (error) {
    throw ReadFailure.of(error, path);
  }
  if (nested.length > 0) {
    /** @type {number[]} */
    const numbers = [];
    readPlaces(reader, root, [], nested, numbers, kept);
    kept[KEPT_NESTED] = numbers;
  }
  // Only now: a getter may have asked for another verdict of the same kind.
  write(reader, facts);
  return kept;
}

/**
 * Reads the first condition of each type: its numbers to `facts` from `factsAt` on, its values to `kept` from `keptAt` on.
 *
 * @param {Reader} reader
 * @param {readonly any[]} conditions
 * @param {readonly (string | number)[]} path Where they are.
 * @param {number[]} facts
 * @param {number} factsAt
 * @param {unknown[]} kept
 * @param {number} keptAt
 */
function readConditions(reader, conditions, path, facts, factsAt, kept, keptAt) {
  const { words } = reader;
  let missing = reader.typeCount;
  let index = 0;
  try {
    const { length } = conditions;
    for (; index < length && missing > 0; index += 1) {
      const condition = conditions[index];
      if (isAbsent(condition)) continue;
      const type = typeNumber(reader, condition.type);
      const own = keptAt + KEPT_OF_CONDITION_LENGTH * type;
      if (type < 0 || kept[own + KEPT_OF_CONDITION_CONDITION] !== undefined) continue;
      kept[own + KEPT_OF_CONDITION_CONDITION] = condition;
      const at = factsAt + CONDITION_FACT_LENGTH * type;
      facts[at + CONDITION_FACT_STATUS] = statusNumber(words, condition.status);
      const reason = condition.reason;
      kept[own + KEPT_OF_CONDITION_REASON] = reason;
      if (text(reason)) facts[at + CONDITION_FACT_REASON] = words.get(reason) ?? -1;
      kept[own + KEPT_OF_CONDITION_MESSAGE] = condition.message;
      const observed = condition.observedGeneration;
      kept[own + KEPT_OF_CONDITION_OBSERVED_GENERATION] = observed;
      facts[at + CONDITION_FACT_OBSERVED_GENERATION] = number(observed);
      missing -= 1;
    }
  } catch (error) {
    throw ReadFailure.of(error, [...path, index]);
  }
}

/** More values than an object of the API has. One that contains itself would have endlessly many. */
const MOST_KEPT = 1_000_000;

/**
 * Reads what is at nested places of a value: numbers and values to the ends of the two lists.
 *
 * @param {Reader} reader
 * @param {unknown} value
 * @param {readonly (string | number)[]} path Where it is.
 * @param {readonly Place[]} places
 * @param {number[]} facts
 * @param {unknown[]} kept
 */
function readPlaces(reader, value, path, places, facts, kept) {
  for (const [keys, isList, content] of places) {
    /** @type {(string | number)[]} */
    let at = [...path, ...keys];
    try {
      const found = fieldAt(value, keys);
      const one = isAbsent(found) ? [] : [found];
      const items = isList ? (isArray(found) ? found : []) : one;
      const { length } = items;
      facts.push(length);
      for (let index = 0; index < length; index += 1) {
        if (kept.length > MOST_KEPT) throw new RangeError('the object has too many parts');
        at = isList ? [...path, ...keys, index] : at;
        readNested(reader, items[index], at, content, facts, kept);
      }
    } catch (error) {
      throw ReadFailure.of(error, at);
    }
  }
}

/**
 * Reads one nested thing, as if it were a status.
 *
 * @param {Reader} reader
 * @param {unknown} item
 * @param {readonly (string | number)[]} path
 * @param {Place[2]} content
 * @param {number[]} facts
 * @param {unknown[]} kept
 */
function readNested(reader, item, path, [paths, wanted, nested], facts, kept) {
  /** @type {Record<string, any> | undefined} */
  const status = isRecord(item) && hasField(item) ? item : undefined;
  const keptAt = kept.length;
  const factsAt = facts.length + 2;
  const observed = status?.observedGeneration;
  const conditions = status === undefined ? undefined : list(status.conditions, [...path, 'conditions']);
  for (let left = KEPT_OF_CONDITION_LENGTH * (1 + reader.typeCount); left > 0; left -= 1)
    kept.push(undefined);
  kept[keptAt + KEPT_OF_CONDITION_OBSERVED_GENERATION] = observed;
  facts.push(number(observed), conditions?.length ?? NaN);
  for (let left = CONDITION_FACT_LENGTH * reader.typeCount; left > 0; left -= 1) facts.push(NaN);
  const firstKept = keptAt + KEPT_OF_CONDITION_LENGTH;
  readConditions(reader, conditions ?? [], [...path, 'conditions'], facts, factsAt, kept, firstKept);
  for (let at = 0; at < paths.length; at += 1) {
    facts.push(isAsWanted(fieldAt(item, paths[at] ?? []), wanted[at]) ? 1 : 0);
  }
  readPlaces(reader, item, path, nested, facts, kept);
}

/** Limits against hostile objects: the length of a type, and the number of types that a reader remembers. */
const LONGEST_TYPE = 100;
const MOST_TYPES = 200;

/**
 * The number of a condition type, whose case does not matter; -1 for one that the rules do not name.
 *
 * @param {Reader} reader
 * @param {unknown} type
 */
function typeNumber({ types }, type) {
  const known = types.get(type);
  if (known !== undefined) return known;
  if (typeof type !== 'string' || type.length > LONGEST_TYPE) return -1;
  const number = types.get(type.toLowerCase()) ?? -1;
  if (types.size < MOST_TYPES) types.set(type, number);
  return number;
}

/**
 * The number of a status, whose case does not matter.
 *
 * @param {Map<unknown, number>} words
 * @param {unknown} status
 */
function statusNumber(words, status) {
  const known = words.get(status);
  if (known !== undefined || typeof status !== 'string') return known ?? -1;
  return words.get(capitalised(status)) ?? -1;
}

/**
 * @param {Reader} reader
 * @param {readonly number[]} facts
 */
function write(reader, facts) {
  // When the memory grows, a view of it loses its length.
  if (reader.buffer.length === 0) {
    reader.buffer = new Float64Array(reader.memory.buffer, reader.address, facts.length);
  }
  const { buffer } = reader;
  for (let at = 0; at < facts.length; at += 1) buffer[at] = /** @type {number} */ (facts[at]);
}

/**
 * A number as it is, NaN for an absent value, infinity for one that Rust has to read where it is kept.
 *
 * @param {unknown} value
 */
function number(value) {
  if (typeof value === 'number') return value;
  return isAbsent(value) ? NaN : Infinity;
}

/** @param {object} value */
function hasField(value) {
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

/**
 * The verdict of a template, on the object that `kept` was kept of.
 *
 * @param {unknown} root
 * @param {Reader} reader
 * @param {readonly any[]} kept
 * @param {number} which
 * @returns {Verdict}
 */
export function makeVerdict(root, { templates, explainedBy }, kept, which) {
  const template = /** @type {Template} */ (templates[which]);
  const { state, reason, message, source } = template;
  const condition = template.kept < 0 ? undefined : kept[template.kept + KEPT_OF_CONDITION_CONDITION];
  if (source === TEXT_SOURCE_CONDITION) {
    const ownReason = text(kept[template.kept + KEPT_OF_CONDITION_REASON]) ?? '';
    const ownMessage = text(kept[template.kept + KEPT_OF_CONDITION_MESSAGE]) ?? '';
    return { state, reason: ownReason, message: ownMessage, condition };
  }
  if (source === TEXT_SOURCE_OBJECT && explainedBy !== undefined) {
    const [ownReason, ownMessage] = explanation(root, explainedBy);
    return { state, reason: text(ownReason) || reason, message: text(ownMessage) || message, condition };
  }
  return { state, reason, message, condition };
}

/**
 * What cannot be read explains nothing.
 *
 * @param {unknown} root
 * @param {string[][]} paths
 */
function explanation(root, paths) {
  try {
    return pick(root, paths);
  } catch {
    return [];
  }
}
