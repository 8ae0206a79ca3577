// Carries an object's status to Rust and the report back: one call picks what the rule of its kind needs, one makes
// what is returned. The rules, their words and their sentences are handed over by Rust; here they are looked up.

import { Misread, list, number, text } from './object.js';

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

export class StatusTables {
  #rules = new Map();
  #words = new Map();
  #outcomes;

  /** The tables of `core::status::kstatus`, each as a text. */
  constructor(rules, words, outcomes, standard) {
    rows(rules).forEach(([kind, groups, numbers, texts, containers], place) => {
      const rule = { place, groups: parts(groups), numbers: paths(numbers), texts: paths(texts), hasContainers: containers !== '' };
      this.#rules.set(kind, rule);
    });
    parts(words).forEach((word, place) => this.#words.set(word, place));
    const standards = new Map(rows(standard).map(([status, type, holds]) => [status, { type, status: holds }]));
    this.#outcomes = rows(outcomes).map(([status, reason, message]) => (
      { status, standard: standards.get(status), reason, pieces: message.split(/[{}]/) }));
  }

  /**
   * What a report needs, in the order of `core::status::kstatus::Facts`. One number alone: 0 for what is absent, 1 for
   * what is no object. `kept` is given the generations, the creation time, the first text, the containers as names and
   * reasons, and reason and message of each condition.
   */
  pick(root, kept) {
    if (root === undefined || root === null) return [0];
    if (!isObject(root)) return [1];
    const { place = this.#rules.size, numbers, texts, hasContainers } = this.#ruleOf(root) ?? NO_RULE;
    kept[0] = whole(root, GENERATION);
    kept[1] = whole(root, OBSERVED);
    kept[2] = hasContainers ? read(root, CREATED) : undefined;
    const said = texts.map((path) => sayingOf(root, path));
    const containers = [];
    const conditions = [];
    kept.push(said[0], containers, conditions);
    const facts = [place, read(root, DELETED) ? 1 : 0, number(kept[0]), number(kept[1]), numbers.length, texts.length, 0];
    for (const path of numbers) facts.push(count(root, path));
    for (const value of said) facts.push(this.#place(value) ?? this.#words.size + said.indexOf(value));
    if (hasContainers) {
      each(root, CONTAINERS, (container) => {
        const reason = container.state?.waiting?.reason;
        containers.push([reason, text(container.name)]);
        facts.push(this.#place(reason) ?? -1);
      });
      facts[6] = containers.length;
    }
    each(root, CONDITIONS, (condition) => {
      const type = this.#words.get(condition.type);
      if (type === undefined) return;
      const { status, reason, message } = condition;
      conditions.push([text(reason) ?? '', text(message) ?? '']);
      facts.push(type, this.#place(status) ?? -1, this.#place(reason) ?? -1);
    });
    return facts;
  }

  /** The rule for an object's kind and group; one without a version is known by its kind. */
  #ruleOf(root) {
    const kind = sayingOf(root, KIND);
    const version = sayingOf(root, VERSION);
    const rule = this.#rules.get(kind);
    return rule === undefined || version === undefined || rule.groups.includes(groupOf(version)) ? rule : undefined;
  }

  #place(word) {
    return word === undefined ? -1 : this.#words.get(word);
  }

  /**
   * A report. `one` and `other` go into the open places of its message; `place` is that of the condition whose own
   * words it passes on, -1 for none.
   */
  tell(outcome, one, other, place, kept) {
    const { status, standard, reason, pieces } = this.#outcomes[outcome];
    const [own, said] = place < 0 ? [reason] : kept[5][place];
    const message = pieces.length === 1 ? pieces[0] || said : fill(pieces, [one, other], kept);
    const conditions = standard === undefined ? [] : [{ ...standard, reason: own, message: said ?? message }];
    return { status, message, conditions };
  }
}

const parts = (line) => line.split(' ');
const paths = (line) => (line === '' ? [] : parts(line).map((path) => path.split('.')));
const rows = (table) => table.trimEnd().split('\n').map((line) => line.split('|'));

/** Every other piece says what belongs there: a number, a generation, a text, or the containers that wait for a reason. */
function fill(pieces, numbers, [generation, observed, , said, containers]) {
  const values = { generation, observed, text: said };
  let next = 0;
  return pieces.map((piece, index) => {
    if (index % 2 === 0) return piece;
    if (piece === '') return numbers[next++];
    const [what, reason] = parts(piece);
    return reason === undefined ? values[what] : containers.filter(([own]) => own === reason).map(([, name]) => name).join(', ');
  }).join('');
}

/** `/apps` of `apps/v1`, `/` of the core group's `v1`. */
function groupOf(version) {
  const slash = version.indexOf('/');
  return slash < 0 ? '/' : `/${version.slice(0, slash)}`;
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
      if (typeof value !== 'object' || Array.isArray(value)) throw new Misread(path.slice(0, depth), 'an object', value);
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
  const isWhole = value === undefined || Number.isInteger(value) || typeof value === 'bigint'
    || (typeof value === 'string' && /^[+-]?\d+$/.test(value));
  if (!isWhole) throw new Misread(path, 'a whole number', value);
  return value;
}

/** The same where a double holds it. */
function count(root, path) {
  const value = whole(root, path);
  return value === undefined ? NaN : Number(value);
}
