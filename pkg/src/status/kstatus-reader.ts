// Reads the few fields of an object that the rule of its kind needs, as numbers. Never decides what they mean.

import { list, record, ReadFailure, text } from '../../../src/web/shared/read-failure.js';
import { KSTATUS_FACT_LENGTH, KSTATUS_RULES, KSTATUS_WORDS, KstatusFact } from '../generated/protocol.ts';

/** What was read of an object. */
export interface Picked {
  /** `KstatusFact` first, then what `core::status::kstatus::facts` lists after it. */
  readonly facts: number[];
  readonly kept: Kept;
}

/** The values that a message may name. */
export interface Kept {
  generation: unknown;
  observed: unknown;
  /** The first text of the rule. */
  text: string | undefined;
  readonly containers: { readonly reason: unknown; readonly name: string | undefined }[];
  /** Those whose type is a word. */
  readonly conditions: { readonly reason: string; readonly message: string }[];
}

type Path = readonly string[];

interface Rule {
  readonly number: number;
  readonly groups: readonly string[];
  readonly numbers: readonly Path[];
  readonly flags: readonly Path[];
  readonly texts: readonly Path[];
  readonly hasContainers: boolean;
}

/** For the kinds that have no rule. */
const NO_RULE: Rule = /* @__PURE__ */ (() => ({
  number: KSTATUS_RULES.length,
  groups: [],
  numbers: [],
  flags: [],
  texts: [],
  hasContainers: false,
}))();

const KIND = ['kind'];
const VERSION = ['apiVersion'];
const DELETED = ['metadata', 'deletionTimestamp'];
const CREATED = ['metadata', 'creationTimestamp'];
const GENERATION = ['metadata', 'generation'];
const OBSERVED = ['status', 'observedGeneration'];
const CONDITIONS = ['status', 'conditions'];
const CONTAINERS = ['status', 'containerStatuses'];
// Of a container, and of a condition.
const NAME = ['name'];
const WAITING_REASON = ['state', 'waiting', 'reason'];
const CONDITION = [['type'], ['status'], ['reason'], ['message']];

/** The number of a text that is absent or empty, or of a value that is no word. */
const NO_WORD = -1;

export class KstatusReader {
  readonly #rules: ReadonlyMap<unknown, Rule> = new Map(
    KSTATUS_RULES.map(({ kind, ...rule }, number) => [kind, { ...rule, number }]),
  );
  readonly #words: ReadonlyMap<unknown, number> = new Map(
    KSTATUS_WORDS.map((word, number) => [word, number]),
  );

  /** Made from an iterable, which V8 packs: copies of another array are several times slower. */
  readonly #blank: readonly number[] = Array.from(new Array<number>(KSTATUS_FACT_LENGTH).fill(NaN));

  /** Throws a `ReadFailure` for an object that cannot be read. */
  read(root: object): Picked {
    const { number, numbers, flags, texts, hasContainers } = this.#ruleOf(root) ?? NO_RULE;
    const kept: Kept = {
      generation: undefined,
      observed: undefined,
      text: undefined,
      containers: [],
      conditions: [],
    };
    const facts = this.#blank.slice();
    facts[KstatusFact.Rule] = number;
    facts[KstatusFact.Terminating] = textAt(root, DELETED) === undefined ? 0 : 1;
    const generation = wholeAt(root, GENERATION);
    const observed = wholeAt(root, OBSERVED);
    kept.generation = generation;
    kept.observed = observed;
    if (generation !== undefined) facts[KstatusFact.Generation] = 0;
    if (observed !== undefined) {
      facts[KstatusFact.ObservedGeneration] = isSameGeneration(generation, observed) ? 0 : 1;
    }
    facts[KstatusFact.NumberCount] = numbers.length + flags.length;
    facts[KstatusFact.TextCount] = texts.length;
    facts[KstatusFact.ContainerCount] = 0;
    for (const path of numbers) facts.push(Number(wholeAt(root, path) ?? NaN));
    for (const path of flags) facts.push(Number(flagAt(root, path) ?? NaN));
    if (texts.length > 0) this.#readTexts(root, texts, facts, kept);
    if (hasContainers) this.#readContainers(root, facts, kept);
    this.#readConditions(root, facts, kept);
    return { facts, kept };
  }

  /** The rule for an object's kind and group; without a version the kind alone decides. */
  #ruleOf(root: object): Rule | undefined {
    const kind = textAt(root, KIND);
    const version = textAt(root, VERSION);
    const rule = this.#rules.get(kind);
    return version === undefined || rule?.groups.includes(groupOf(version)) ? rule : undefined;
  }

  #readTexts(root: object, paths: readonly Path[], facts: number[], kept: Kept) {
    const texts = paths.map((path) => textAt(root, path));
    kept.text = texts[0];
    for (const value of texts) {
      // Equal texts get equal numbers, words or not.
      const isKnown = value === undefined || this.#words.has(value);
      facts.push(isKnown ? this.#wordOf(value) : this.#words.size + texts.indexOf(value));
    }
  }

  #readContainers(root: object, facts: number[], kept: Kept) {
    // A wrong date is no reason to reject an object, which then counts as old.
    facts[KstatusFact.Age] = Date.now() - Date.parse(text(readAt(root, CREATED)) ?? '');
    eachAt(root, CONTAINERS, (container) => {
      const reason = textAt(container, WAITING_REASON);
      kept.containers.push({ reason, name: textAt(container, NAME) });
      facts.push(this.#wordOf(reason));
    });
    facts[KstatusFact.ContainerCount] = kept.containers.length;
  }

  #readConditions(root: object, facts: number[], kept: Kept) {
    eachAt(root, CONDITIONS, (condition) => {
      // Also of types that no rule knows: the rules reject a list with any condition of a wrong shape.
      const [type, status, reason, message] = CONDITION.map((path) => textAt(condition, path));
      const word = this.#words.get(type);
      if (word === undefined) return;
      kept.conditions.push({ reason: reason ?? '', message: message ?? '' });
      facts.push(word, this.#wordOf(status), this.#wordOf(reason));
    });
  }

  #wordOf(value: unknown): number {
    return this.#words.get(value) ?? NO_WORD;
  }
}

/** `apps` of `apps/v1`, `''` of the core group's `v1`. */
function groupOf(version: string): string {
  return version.slice(0, Math.max(0, version.indexOf('/')));
}

type Whole = number | bigint | string;

/** Whether two generations are equal, whatever their representation; not every one is exact as a number. */
function isSameGeneration(one: Whole | undefined, other: Whole): boolean {
  return one === other || (one !== undefined && BigInt(one) === BigInt(other));
}

/** The value at a path. `null` means absent in objects from the API. */
// biome-ignore lint/suspicious/noExplicitAny: an object from the API may have any value anywhere.
function readAt(root: object, path: Path): any {
  let depth = 0;
  try {
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    let value: any = root;
    for (const key of path) {
      if (typeof value !== 'object' || Array.isArray(value)) {
        throw ReadFailure.mismatch(path.slice(0, depth), 'an object', value);
      }
      value = value[key];
      depth += 1;
      if (value === undefined || value === null) return undefined;
    }
    return value;
  } catch (error) {
    throw ReadFailure.of(error, path.slice(0, depth + 1));
  }
}

/** Visits the objects in the list at a path. What cannot be read inside one is given its place in the list. */
function eachAt(root: object, path: Path, visit: (item: object) => void) {
  let index = -1;
  try {
    const items = list(readAt(root, path), path);
    const { length } = items;
    for (index = 0; index < length; index += 1) visit(record(items[index], []));
  } catch (error) {
    if (index < 0) throw ReadFailure.of(error, path);
    const failure = ReadFailure.of(error, []);
    failure.path = [...path, String(index), ...failure.path];
    throw failure;
  }
}

/** A text; `undefined` if it is empty, which is how the API may write an absent one. */
function textAt(root: object, path: Path): string | undefined {
  const value: unknown = readAt(root, path);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw ReadFailure.mismatch(path, 'a string', value);
  return value;
}

function flagAt(root: object, path: Path): boolean | undefined {
  const value: unknown = readAt(root, path);
  if (value === undefined || typeof value === 'boolean') return value;
  throw ReadFailure.mismatch(path, 'a boolean', value);
}

/** A whole number as it was written: clients pass 64-bit ones as strings or as BigInt too. */
function wholeAt(root: object, path: Path): Whole | undefined {
  const value: unknown = readAt(root, path);
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
  if (typeof value === 'bigint' || (typeof value === 'string' && /^[+-]?\d{1,40}$/.test(value))) return value;
  throw ReadFailure.mismatch(path, 'a whole number', value);
}
