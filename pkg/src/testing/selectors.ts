// Which stored objects a watch sees, by place, name and selectors. Supports equality in label and field
// selectors and, in label selectors, presence; anything else is a `TypeError`, never a wrong answer.

import type { WatchOptions } from '../../types/index.d.ts';
import type { FakeObject } from '../../types/testing.d.ts';

/** Where an object is, and the object. */
export interface Entry {
  resourceType: string | undefined;
  /** The control plane, as `scopeOf` names it; `undefined`: the object is seen from all of them. */
  scope: string | undefined;
  object: FakeObject;
}

interface Requirement {
  key: string;
  isMet: (value: string | undefined) => boolean;
}

const ABSENCE = /^\s*!\s*([^\s=!,()]+)\s*$/;
const TERM = /^\s*([^\s=!,()]+)\s*(?:(==|=|!=)\s*([^\s=!,()]*)\s*)?$/;

/**
 * Whether a watch with these options sees an entry. What the options leave out, and what an entry lacks,
 * matches.
 */
export function selects(options: Partial<WatchOptions> = {}): (entry: Entry) => boolean {
  const { resourceType, namespace, name } = options;
  const scope = scopeOf(options);
  const labels = parse('labelSelector', options.labelSelector);
  const fields = parse('fieldSelector', options.fieldSelector);
  return ({ object, ...entry }) =>
    (!resourceType || !entry.resourceType || entry.resourceType === resourceType) &&
    (!scope || !entry.scope || entry.scope === scope) &&
    // `''` asks for no namespace in particular, as in a wait.
    (namespace === undefined ||
      namespace === '' ||
      (object.metadata.namespace ?? (entry.resourceType ? null : namespace)) === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    labels.every(({ key, isMet }) => isMet(object.metadata.labels?.[key])) &&
    fields.every(({ key, isMet }) => isMet(fieldAt(object, key)));
}

/** A name for the control plane that the options select; `undefined` if they select none. */
export function scopeOf({
  orgId,
  projectId,
  userScoped,
}: Pick<Partial<WatchOptions>, 'orgId' | 'projectId' | 'userScoped'> = {}): string | undefined {
  if (orgId === undefined && projectId === undefined && !userScoped) return undefined;
  return JSON.stringify([orgId ?? null, projectId ?? null, Boolean(userScoped)]);
}

/** The terms of a selector; `!key` requires that a label is absent. */
function parse(field: string, selector: string | undefined): Requirement[] {
  if (!selector) return [];
  return selector.split(',').map((term) => {
    const absent = ABSENCE.exec(term)?.[1];
    if (absent !== undefined) return { key: absent, isMet: (value) => value === undefined };
    const [, key, operator, wanted] = TERM.exec(term) ?? [];
    if (key === undefined) {
      throw new TypeError(`${field}: expected terms such as a=b, got ${JSON.stringify(selector)}`);
    }
    if (operator === undefined) return { key, isMet: (value) => value !== undefined };
    return { key, isMet: (value) => (value === wanted) === (operator !== '!=') };
  });
}

function fieldAt(object: object, path: string): string | undefined {
  let value: unknown = object;
  for (const key of path.split('.')) {
    if (value === undefined || value === null) return undefined;
    value = Reflect.get(Object(value), key);
  }
  return value === undefined ? undefined : String(value);
}
