// Reads callers' options: each field once, checked by the rules of `core::options`, into a plain copy, so
// that Rust reads values that can neither change nor throw. The options of the watch and the wait are only
// copied; the wait checks them.

import { flattenCondition } from '../../../src/web/resource/conditions.js';
import { WAIT, WATCH } from '../../../src/web/generated/protocol.js';
import { isArray } from '../../../src/web/shared/describe.js';
import { check, checkAll, readOption, type Rule, wrong } from '../../../src/web/shared/options.js';
import {
  COLLECTION_WAIT,
  DEFINITION,
  READINESS,
  RESOURCE_ARGUMENTS,
  RESOURCE_WAIT,
  TRANSFORM,
} from '../generated/protocol.ts';

/** Fields of a caller's object, read once. */
type Fields = Record<string, unknown>;

/** The options of a waiter for a kind. */
export function takeReadyOptions(options: unknown): Fields {
  check(RESOURCE_ARGUMENTS.options, options);
  const fields = readFields(options, ['minGeneration', ...namesOf(READINESS), ...waitNames()]);
  checkAll(READINESS, fields);
  return fields;
}

/** The options of `waitForResource`. */
export function takeResourceOptions(options: unknown): Fields {
  return takeWaitOptions(options, RESOURCE_WAIT);
}

/** The options of `waitForResources`. */
export function takeCollectionOptions(options: unknown): Fields {
  const fields = takeWaitOptions(options, COLLECTION_WAIT);
  const { atLeast: rule } = COLLECTION_WAIT;
  if (fields.atLeast === Infinity) throw wrong(rule.name, rule.expected, fields.atLeast);
  return fields;
}

function takeWaitOptions(options: unknown, rules: Readonly<Record<string, Rule>>): Fields {
  const { options: rule } = RESOURCE_ARGUMENTS;
  check(rule, options);
  if (options === undefined || options === null) throw wrong(rule.name, rule.expected, options);
  const own = [...namesOf(rules), 'minGeneration', ...namesOf(READINESS)];
  const fields = readFields(options, new Set([...own, ...namesOf(WATCH), ...waitNames()]));
  checkAll(rules, fields);
  checkAll(READINESS, fields);
  return fields;
}

/** The definition of a kind. Its lists are copied, since the caller may change them later. */
export function takeDefinition(definition: unknown): Fields {
  check(RESOURCE_ARGUMENTS.definition, definition);
  const fields = readFields(definition, namesOf(DEFINITION));
  checkAll(DEFINITION, fields);
  const { ready, failed, pendingReasons, failedReasons } = fields;
  const kinds = texts(DEFINITION.ready, ready);
  // With an empty list every object would be ready.
  if (kinds?.length === 0) throw wrong(DEFINITION.ready.name, DEFINITION.ready.expected, ready);
  if (kinds !== undefined) fields.ready = kinds;
  else checkCondition(DEFINITION.ready, ready);
  if (typeof failed === 'object') checkCondition(DEFINITION.failed, failed);
  fields.pendingReasons = texts(DEFINITION.pendingReasons, pendingReasons);
  fields.failedReasons = texts(DEFINITION.failedReasons, failedReasons);
  return fields;
}

/** Of an object, whether it is a condition. What the condition says is read where there is an instance. */
function checkCondition({ name, expected }: Rule, value: unknown) {
  if (flattenCondition(value) === undefined) throw wrong(name, expected, value);
}

/** The options of `transformControlPlaneStatus`, which never throws: a wrong one counts as absent. */
export function takeTransformOptions(options: unknown) {
  const { requiredConditions, includeConditionDetails, terminalReasons } = TRANSFORM;
  const required = attempt(options, requiredConditions);
  return {
    required: required === null ? null : attemptTexts(required, requiredConditions),
    hasDetails: attempt(options, includeConditionDetails) === true,
    terminalReasons: attemptTexts(attempt(options, terminalReasons), terminalReasons),
  };
}

function attempt(options: unknown, rule: Rule): unknown {
  try {
    const { [rule.name]: value } = readFields(options, [rule.name]);
    check(rule, value);
    return value;
  } catch {
    return undefined;
  }
}

function attemptTexts(list: unknown, rule: Rule): string[] | undefined {
  try {
    return texts(rule, list);
  } catch {
    return undefined;
  }
}

function namesOf(rules: Readonly<Record<string, Rule>>): string[] {
  return Object.keys(rules);
}

/** The options of every wait, except the one that rules replace. */
function waitNames(): string[] {
  return namesOf(WAIT).filter((name) => name !== 'onEvent');
}

/** Reads the fields of an object that are not `undefined`; of none if there is no object. */
function readFields(source: unknown, names: Iterable<string>): Fields {
  const fields: Fields = {};
  if (typeof source !== 'object' || source === null) return fields;
  for (const name of names) {
    const value = readOption(name, () => Reflect.get(source, name));
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** A copy of a list of strings; `undefined` for any other value. */
function texts({ name, expected }: Rule, list: unknown): string[] | undefined {
  if (!isArray(list)) return undefined;
  const copy: unknown[] = readOption(name, () => Array.from(list));
  if (!copy.every(isString)) throw wrong(name, expected, list);
  return copy;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
