// @ts-nocheck
// Carries the status of an object to Rust and the report back: picks what the rule of its kind needs, leaves it in the
// wasm's memory as numbers, and makes what is returned. The rules, their words and their sentences are handed over
// by Rust; here they are looked up.

import { Misread, list, text } from '../../../src/web/shared/object.js';

const KIND = ['kind'];
const VERSION = ['apiVersion'];
const DELETED = ['metadata', 'deletionTimestamp'];
const CREATED = ['metadata', 'creationTimestamp'];
const GENERATION = ['metadata', 'generation'];
const OBSERVED = ['status', 'observedGeneration'];
const CONDITIONS = ['status', 'conditions'];
const CONTAINERS = ['status', 'containerStatuses'];

/** An object of a kind without a rule is looked up in this one. */
const NO_RULE = { numbers: [], texts: [], hasContainers: false };

/** Where in the facts the number of containers stands. */
const CONTAINER_COUNT = 7;
/** The numbers of an answer, and more facts than most objects have. */
const ANSWER = 4,
  USUAL = 64;

let live;

/** The report on an object, by the wasm instance of these exports. */
export function computeStatus(object, bindings) {
  if (live?.bindings !== bindings) live = new StatusReader(bindings);
  return live.report(object);
}

class StatusReader {
  #core;
  #memory;
  #room;
  #rules = new Map();
  #words = new Map();
  #outcomes;

  constructor(bindings) {
    this.bindings = bindings;
    this.#core = new bindings.StatusCore();
    this.#memory = this.#core.memory();
    const [rules, words, outcomes, standard] = this.#core.tables().split('\n\n');
    rows(rules).forEach(([kind, groups, numbers, texts, containers], place) => {
      const rule = {
        place,
        groups: parts(groups),
        numbers: paths(numbers),
        texts: paths(texts),
        hasContainers: containers !== '',
      };
      this.#rules.set(kind, rule);
    });
    parts(words).forEach((word, place) => this.#words.set(word, place));
    const standards = new Map(rows(standard).map(([status, type, holds]) => [status, { type, holds }]));
    this.#outcomes = rows(outcomes).map(([status, reason, message]) => ({
      status,
      standard: standards.get(status),
      reason,
      pieces: message.split(/[{}]/),
    }));
  }

  report(object) {
    const kept = {
      generation: undefined,
      observed: undefined,
      said: undefined,
      containers: undefined,
      conditions: undefined,
    };
    const facts = this.#pick(object, kept);
    const room = this.#roomFor(facts.length);
    // Nothing of the caller's is read from here on, so no other report comes between.
    for (let place = 0; place < facts.length; place += 1) room[place] = facts[place];
    this.#core.judge(facts.length);
    return this.#tell(this.#roomFor(ANSWER), kept);
  }

  #roomFor(length) {
    // A view of the memory has no length once that has grown.
    if (this.#room === undefined || this.#room.length < length) {
      const size = Math.max(length, USUAL);
      // In this order, because asking for room may make the memory grow.
      const at = this.#core.room(size);
      this.#room = new Float64Array(this.#memory.buffer, at, size);
    }
    return this.#room;
  }

  #pick(object, kept) {
    if (object === undefined || object === null) return [0];
    if (!isObject(object)) return [1];
    try {
      return this.#facts(object, kept);
    } catch (error) {
      throw this.bindings.refusal(Misread.of(error, []));
    }
  }

  /** The facts of an object, in the order of `core::status::kstatus::Facts`; `kept` is given what messages may name. */
  #facts(root, kept) {
    const { place = this.#rules.size, numbers, texts, hasContainers } = this.#ruleOf(root) ?? NO_RULE;
    const deleted = read(root, DELETED) ? 1 : 0;
    const generation = (kept.generation = whole(root, GENERATION));
    const observed = (kept.observed = whole(root, OBSERVED));
    const facts = [place, deleted, NaN, NaN, NaN, numbers.length, texts.length, 0];
    if (generation !== undefined) facts[2] = 0;
    if (observed !== undefined) facts[3] = isSame(generation, observed) ? 0 : 1;
    for (const path of numbers) facts.push(count(root, path));
    if (texts.length > 0) this.#pickTexts(root, texts, facts, kept);
    if (hasContainers) this.#pickContainers(root, facts, kept);
    this.#pickConditions(root, facts, kept);
    return facts;
  }

  /** The rule for an object's kind and group; one without a version is known by its kind. */
  #ruleOf(root) {
    const kind = sayingOf(root, KIND);
    const version = sayingOf(root, VERSION);
    const rule = this.#rules.get(kind);
    return rule === undefined || version === undefined || rule.groups.includes(groupOf(version))
      ? rule
      : undefined;
  }

  #pickTexts(root, paths, facts, kept) {
    const said = paths.map((path) => sayingOf(root, path));
    kept.said = said[0];
    for (const value of said) facts.push(this.#place(value) ?? this.#words.size + said.indexOf(value));
  }

  #pickContainers(root, facts, kept) {
    const containers = (kept.containers = []);
    // A wrong date is no reason to refuse an object: it is as old as can be.
    facts[4] = Date.now() - Date.parse(text(read(root, CREATED)));
    each(root, CONTAINERS, (container) => {
      const reason = container.state?.waiting?.reason;
      containers.push([reason, text(container.name)]);
      facts.push(this.#place(reason) ?? -1);
    });
    facts[CONTAINER_COUNT] = containers.length;
  }

  #pickConditions(root, facts, kept) {
    each(root, CONDITIONS, (condition) => {
      const type = this.#words.get(condition.type);
      if (type === undefined) return;
      const { status, reason, message } = condition;
      (kept.conditions ??= []).push([text(reason) ?? '', text(message) ?? '']);
      facts.push(type, this.#place(status) ?? -1, this.#place(reason) ?? -1);
    });
  }

  #place(word) {
    return word === undefined ? -1 : this.#words.get(word);
  }

  #tell([outcome, one, other, place], kept) {
    const { status, standard, reason, pieces } = this.#outcomes[outcome];
    const [own, said] = place < 0 ? [reason] : kept.conditions[place];
    const message = pieces.length === 1 ? pieces[0] || said : fill(pieces, [one, other], kept);
    if (standard === undefined) return { status, message, conditions: [] };
    const { type, holds } = standard;
    return { status, message, conditions: [{ type, status: holds, reason: own, message: said ?? message }] };
  }
}

const parts = (line) => line.split(' ');
const paths = (line) => (line === '' ? [] : parts(line).map((path) => path.split('.')));
const rows = (table) =>
  table
    .trimEnd()
    .split('\n')
    .map((line) => line.split('|'));

/** Every other piece says what belongs there: a number, a generation, a text, or the containers that wait for a reason. */
function fill(pieces, numbers, { generation, observed, said, containers }) {
  let sentence = '';
  let next = 0;
  for (let place = 0; place < pieces.length; place += 1) {
    const piece = pieces[place];
    if (place % 2 === 0) sentence += piece;
    else if (piece === '') sentence += numbers[next++];
    else if (piece === 'generation') sentence += generation;
    else if (piece === 'observed') sentence += observed;
    else if (piece === 'text') sentence += said;
    else sentence += namesOf(containers, parts(piece)[1]);
  }
  return sentence;
}

/** `/apps` of `apps/v1`, `/` of the core group's `v1`. */
function groupOf(version) {
  const slash = version.indexOf('/');
  return slash < 0 ? '/' : `/${version.slice(0, slash)}`;
}

function namesOf(containers, reason) {
  return containers
    .filter(([own]) => own === reason)
    .map(([, name]) => name)
    .join(', ');
}

/** Whether two generations are one, however they are written; numbers do not hold all of them. */
function isSame(one, other) {
  return one === other || (one !== undefined && BigInt(one) === BigInt(other));
}

/** An object that is no list. A revoked proxy is one; it shows when it is read. */
function isObject(value) {
  try {
    return typeof value === 'object' && !Array.isArray(value);
  } catch {
    return true;
  }
}

/** The value at a path; `null` means absent in what comes from the API. */
function read(root, path) {
  let depth = 0;
  try {
    let value = root;
    for (;;) {
      value = value[path[depth]];
      depth += 1;
      if (value === undefined || value === null) return undefined;
      if (depth === path.length) return value;
      if (typeof value !== 'object' || Array.isArray(value))
        throw new Misread(path.slice(0, depth), 'an object', value);
    }
  } catch (error) {
    throw Misread.of(error, path.slice(0, depth + 1));
  }
}

/** Visits what is there of the list at a path. */
function each(root, path, visit) {
  let index = -1;
  try {
    const values = list(read(root, path), path);
    const { length } = values;
    for (index = 0; index < length; index += 1) {
      const value = values[index];
      if (value !== undefined && value !== null) visit(value);
    }
  } catch (error) {
    throw Misread.of(error, index < 0 ? path : [...path, index]);
  }
}

/** A text; nothing where it is empty, which the API writes for what is absent. */
function sayingOf(root, path) {
  const value = read(root, path);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new Misread(path, 'a string', value);
  return value;
}

/** A whole number as it was written: clients keep 64-bit ones as strings or as BigInt. */
function whole(root, path) {
  const value = read(root, path);
  const isWhole =
    value === undefined ||
    Number.isInteger(value) ||
    typeof value === 'bigint' ||
    (typeof value === 'string' && /^[+-]?\d{1,40}$/.test(value));
  if (!isWhole) throw new Misread(path, 'a whole number', value);
  return value;
}

/** The same where a double holds it. */
function count(root, path) {
  const value = whole(root, path);
  return value === undefined ? NaN : Number(value);
}
