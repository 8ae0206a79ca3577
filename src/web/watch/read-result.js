// The objects in the result of a read: one object, an array, or a Kubernetes list. May throw what a getter or a proxy of
// the caller throws; callers guard it.

/**
 * The objects of the target: at most one if the wait has a name, otherwise all.
 *
 * @param {any} result What the caller's `read` resolved to.
 * @param {string | undefined} name
 * @param {(metadata: any) => boolean} isTarget
 * @returns {any[]} The caller's own objects.
 */
export function objectsOf(result, name, isTarget) {
  if (result === undefined || result === null) return [];
  const isArray = Array.isArray(result);
  // `null` stands for no items at all.
  const { items } = result;
  const isList =
    isArray ||
    ((Array.isArray(items) || items === null) && (result.metadata?.name ?? undefined) === undefined);
  const objects = isArray ? result : isList ? (items ?? []) : [result];
  const found = objects.filter((/** @type {any} */ object) => {
    if (object === undefined || object === null) return false;
    if (typeof object !== 'object') throw new TypeError('Expected `read` to give an object');
    return isTarget(object.metadata ?? undefined);
  });
  if (!isList && found.length === 0)
    throw new TypeError('Expected `read` to give the object asked for, got another');
  return name === undefined ? found : found.slice(0, 1);
}
