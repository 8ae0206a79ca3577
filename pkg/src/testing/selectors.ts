// @ts-nocheck
// Which objects a watch sees: place, name and selectors. Of label and field selectors it knows equality and, for
// labels, presence; anything else is a TypeError rather than a wrong answer.

const TERM = /^\s*([^\s=!,()]+)\s*(?:(==|=|!=)\s*([^\s=!,()]*)\s*)?$/;

/** Splits a selector into its terms; `!key` is the absence of a label. */
function parse(field, selector) {
  if (!selector) return [];
  return selector.split(',').map((term) => {
    const absent = /^\s*!\s*([^\s=!,()]+)\s*$/.exec(term);
    if (absent) return { key: absent[1], holds: (value) => value === undefined };
    const match = TERM.exec(term);
    if (!match) throw new TypeError(`${field}: expected terms such as a=b, got ${JSON.stringify(selector)}`);
    const [, key, operator, wanted] = match;
    if (operator === undefined) return { key, holds: (value) => value !== undefined };
    return { key, holds: (value) => (value === wanted) === (operator !== '!=') };
  });
}

function fieldAt(object, path) {
  const value = path.split('.').reduce((at, key) => at?.[key], object);
  return value === undefined ? undefined : String(value);
}

/**
 * Makes a predicate of stored entries (`{ object, resourceType, scope }`) out of watch options. What the
 * options leave out is no restriction, and neither is a place the entry does not name.
 */
export function selects(options = {}) {
  const { resourceType, namespace, name } = options;
  const scope = scopeOf(options);
  const labels = parse('labelSelector', options.labelSelector);
  const fields = parse('fieldSelector', options.fieldSelector);
  return ({ object, ...entry }) =>
    (!resourceType || !entry.resourceType || entry.resourceType === resourceType) &&
    (!scope || !entry.scope || entry.scope === scope) &&
    (namespace === undefined || (object.metadata.namespace ?? null) === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    labels.every(({ key, holds }) => holds(object.metadata.labels?.[key])) &&
    fields.every(({ key, holds }) => holds(fieldAt(object, key)));
}

/** Names the control plane that options mean; `undefined` if they mean none in particular. */
export function scopeOf({ orgId, projectId, userScoped } = {}) {
  if (orgId === undefined && projectId === undefined && !userScoped) return undefined;
  return JSON.stringify([orgId ?? null, projectId ?? null, Boolean(userScoped)]);
}
