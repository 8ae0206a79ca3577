// The few parts of Kubernetes objects that the client reads. They come from a server or from a caller's `fetch`, so
// everything has to be checked. Nothing here changes an object.

/** An object of a collection. Only its name has been checked. */
export interface NamedObject {
  readonly kind?: unknown;
  readonly apiVersion?: unknown;
  readonly metadata: {
    readonly name: string;
    /** Compared for equality only. */
    readonly namespace?: unknown;
    readonly uid?: unknown;
    /** Compared for equality only: the version of an object is opaque. */
    readonly resourceVersion?: unknown;
  };
}

/** A Kubernetes `Status` that reports a failure: the server's own, or one created for a response without one. */
export interface FailureStatus {
  readonly kind: 'Status';
  readonly code: number;
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly [field: string | symbol]: unknown;
}

/** What happened to an object, as the watch protocol names it. */
export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether a value is an object that can be distinguished from the others of its collection. */
export function hasName(value: unknown): value is NamedObject {
  return isRecord(value) && isRecord(value.metadata) && typeof value.metadata.name === 'string';
}

/** The namespace of an object; `undefined` if it has none. */
export function namespaceOf(object: NamedObject): unknown {
  return object.metadata.namespace ?? undefined;
}

export function isChangeType(type: unknown): type is ChangeType {
  return type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED';
}

/**
 * A field of the metadata of a list, a bookmark or an object, as text; `undefined` if it is absent or empty. The version `0`
 * stands for any, which is none to watch from.
 */
export function metadataText(object: unknown, field: 'continue' | 'resourceVersion'): string | undefined {
  if (!isRecord(object) || !isRecord(object.metadata)) return undefined;
  const value = object.metadata[field];
  if (value === undefined || value === null || value === '') return undefined;
  return field === 'resourceVersion' && value === '0' ? undefined : String(value);
}

/**
 * The objects of a response, each with the kind that a list leaves out. Throws for a response that is no list: one that
 * cannot be read must not pass for an empty list.
 */
export function itemsOf(body: Readonly<Record<string, unknown>>): NamedObject[] {
  const { items, kind, apiVersion } = body;
  const itemKind = typeof kind === 'string' && kind.endsWith('List') ? kind.slice(0, -4) : undefined;
  if (!Array.isArray(items)) {
    if ((items === undefined || items === null) && itemKind !== undefined) return [];
    if (items === undefined && hasName(body)) return [body];
    throw new TypeError('Expected the response to be a list');
  }
  return items
    .filter(hasName)
    .map((item) => (item.kind === undefined && itemKind ? { kind: itemKind, apiVersion, ...item } : item));
}
