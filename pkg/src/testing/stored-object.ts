// How an API server stores a new object. Knows nothing of streams and time.

import type { FakeObject, FakePlace, FakeResource } from '../../types/testing.d.ts';
import { characters, uuid, type Random } from './random.ts';
import { scopeOf, type Entry } from './selectors.ts';

/** Resources by their type. */
export type Resources = Readonly<Record<string, FakeResource>>;

/** The parts of a caller's object that are read. */
interface Given {
  kind?: string;
  metadata?: { name?: string; generateName?: string; namespace?: string | null };
}

/**
 * The entry for a new object: `generation` 1, and without its status, which is the controller's as with a
 * status subresource. Throws a `TypeError` for what is not an object or has no name.
 */
export function newEntry(
  given: object,
  place: FakePlace,
  resources: Resources,
  random: Random,
  nextVersion: () => string,
): Entry {
  const object = readObject(given);
  // In any case: the API writes `DNSZone`, and this package, like people, `DnsZone`.
  const isOfKind = ([, { kind }]: [string, FakeResource]) =>
    kind.toLowerCase() === String(object.kind).toLowerCase();
  const resourceType = place.resourceType ?? Object.entries(resources).find(isOfKind)?.[0];
  const known = resourceType === undefined ? undefined : resources[resourceType];
  const { name, generateName, namespace, ...metadata } = object.metadata ?? {};
  const stored: FakeObject = {
    ...(resourceType ? { apiVersion: apiVersionOf(resourceType) } : {}),
    ...(known ? { kind: known.kind } : {}),
    ...object,
    metadata: {
      name: name ?? generatedName(generateName, random),
      ...namespaced(place.namespace ?? namespace ?? known?.namespace),
      ...metadata,
      uid: uuid(random),
      resourceVersion: nextVersion(),
      generation: 1,
      creationTimestamp: timestamp(),
    },
  };
  delete stored.status;
  return { resourceType, scope: scopeOf(place), object: stored };
}

function readObject(given: unknown): Given {
  const json: string | undefined = JSON.stringify(given);
  const object: unknown = json === undefined ? undefined : JSON.parse(json);
  if (object !== null && typeof object === 'object') return object;
  throw new TypeError(`object: expected an object, got ${String(given)}`);
}

function generatedName(prefix: string | undefined, random: Random): string {
  if (typeof prefix === 'string') return prefix + characters(random, 5, 'bcdfghjklmnpqrstvwxz2456789');
  throw new TypeError('metadata.name: expected a string, got undefined');
}

function namespaced(namespace: string | null | undefined): { namespace?: string } {
  return namespace ? { namespace } : {};
}

/** `apis/example.com/v1/widgets` has `example.com/v1`, `api/v1/secrets` has `v1`. */
function apiVersionOf(resourceType: string): string {
  return resourceType.split('/').slice(1, -1).join('/');
}

/** A copy like one that came over the network. */
export function copyObject(object: FakeObject): FakeObject {
  return JSON.parse(JSON.stringify(object));
}

/** The current time as Kubernetes writes it, without milliseconds. */
export function timestamp(): string {
  return new Date(Date.now()).toISOString().replace(/\.\d+Z$/, 'Z');
}
