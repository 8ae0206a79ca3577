// What errors and message lines say about the object that was seen last. Never throws: a part that cannot be read is left
// out.

/**
 * A condition as plain strings; `''` stands for anything that is not a string.
 *
 * @typedef {{ type: string, status: string, reason: string, message: string }} PlainCondition
 */

/**
 * The conditions of an object, in an array in any case.
 *
 * @param {any} object A caller's object, whose getters may throw.
 * @returns {any[]} The caller's own conditions.
 */
export function conditionsOf(object) {
  try {
    const conditions = object?.status?.conditions;
    return Array.isArray(conditions) ? [...conditions] : [];
  } catch {
    return [];
  }
}

/**
 * Identifies the version of an object.
 *
 * @param {any} object A caller's object, whose getters may throw.
 * @returns {{ name?: string | undefined, uid?: string | undefined, resourceVersion?: string | undefined }}
 */
export function versionOf(object) {
  try {
    const { name, uid, resourceVersion } = object?.metadata ?? {};
    return {
      name: text(name) || undefined,
      uid: text(uid) || undefined,
      resourceVersion: text(resourceVersion) || undefined,
    };
  } catch {
    return {};
  }
}

/**
 * The generation of an object, then those that its status and its conditions speak of, as they are.
 *
 * @param {any} object A caller's object, whose getters may throw.
 * @param {any} condition The only condition that matters; all do if it is absent.
 * @returns {unknown[]}
 */
export function observationsOf(object, condition) {
  try {
    const { metadata, status } = object ?? {};
    const conditions = condition === undefined ? conditionsOf(object) : [condition];
    return [
      metadata?.generation,
      status?.observedGeneration,
      ...conditions.map((it) => it?.observedGeneration),
    ];
  } catch {
    return [];
  }
}

/**
 * Type, status and message of each condition in turn, in one flat array.
 *
 * @param {unknown} object
 */
export function conditionTexts(object) {
  return conditionsOf(object).flatMap((condition) => {
    const { type, status, message } = plain(condition) ?? NOTHING;
    return [type, status, message];
  });
}

/**
 * The conditions for messages. One that cannot be read is left out.
 *
 * @param {unknown} object
 */
export function plainConditions(object) {
  return conditionsOf(object).flatMap((condition) => plain(condition) ?? []);
}

/** @type {PlainCondition} */
const NOTHING = { type: '', status: '', reason: '', message: '' };

/**
 * A condition as plain strings, if it can be read.
 *
 * @param {any} condition
 * @returns {PlainCondition | undefined}
 */
export function plain(condition) {
  try {
    const { type, status, reason, message } = condition;
    return { type: text(type), status: text(status), reason: text(reason), message: text(message) };
  } catch {
    return undefined;
  }
}

/** @param {unknown} value */
const text = (value) => (typeof value === 'string' ? value : '');
