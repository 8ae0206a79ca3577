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
 * @returns {{ uid?: string | undefined, resourceVersion?: string | undefined }}
 */
export function versionOf(object) {
  try {
    const { uid, resourceVersion } = object?.metadata ?? {};
    return { uid: text(uid) || undefined, resourceVersion: text(resourceVersion) || undefined };
  } catch {
    return {};
  }
}

/**
 * Type, status and message of each condition in turn, in one flat array.
 *
 * @param {unknown} object
 */
export function conditionTexts(object) {
  return plainConditions(object).flatMap(({ type, status, message }) => [type, status, message]);
}

/**
 * The conditions for messages.
 *
 * @param {unknown} object
 */
export function plainConditions(object) {
  /** @type {PlainCondition[]} */
  const plain = [];
  for (const condition of conditionsOf(object)) {
    try {
      const { type, status, reason, message } = condition;
      plain.push({ type: text(type), status: text(status), reason: text(reason), message: text(message) });
    } catch {
      // A condition that cannot be read is left out.
    }
  }
  return plain;
}

/** @param {unknown} value */
const text = (value) => (typeof value === 'string' ? value : '');
