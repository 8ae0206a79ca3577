// The control planes that live in the page, so that the demo needs no cluster. They
// are taskwatch's own fake for tests, which answers at once and moves conditions later.
//
// The objects outlive the page, like those of a cluster: each is stored with its fate, and a new page, or another tab,
// continues it where it would be by now. The fake assigns new identities; `present` restores the original ones.

import { fakeControlPlane } from 'taskwatch/testing';
import { fateOf } from '../settings/knobs.ts';
import { sleep } from '../ui/sleep.ts';
import { type Collection, collectionKey } from '../watch/collection.ts';
import { type KeptObject, objectStore } from './kept-objects.ts';
import { ApiError, type ControlPlane, type KubernetesObject } from './plane.ts';
import { seedObjects } from './seed.ts';

const LATENCY = 60;
// Delays are drawn between these fractions of the setting.
const SPREAD = [0.6, 1.4] as const;
/** Milliseconds for which changes of statuses are collected before they are stored. */
const UPDATE_PAUSE = 200;
/** A private mark by which the fake's objects are found again. */
const KEY = 'console/key';
// Versions increase across reloads, too.
const FIRST_VERSION = Math.floor((Date.now() - Date.UTC(2026, 0)) / 1000);

export function embeddedPlane(): ControlPlane {
  // No replay: a console's streams begin with the next event.
  const fake = fakeControlPlane({ replay: false });
  const store = objectStore(() =>
    seedObjects.map(({ collection, object }) => newObject(collection, object, 0)),
  );
  const kept = new Map<string, KeptObject>();
  const changed = new Set<KeptObject>();
  const loaded = store.all().then((objects) => {
    for (const object of objects) goOn(object);
    follow();
  });
  store.onExternalChange(async (change) => {
    await loaded;
    if ('added' in change) goOn(change.added);
    else forget(change.removed);
  });

  /** Lets the fake play the rest of the object's fate. */
  function goOn(object: KeptObject): KubernetesObject | undefined {
    if (kept.has(object.key)) return undefined;
    kept.set(object.key, object);
    const { collection, fate, createdAt, object: asCreated } = object;
    const { metadata } = asCreated;
    const created = fake.create(
      {
        ...asCreated,
        metadata: { ...metadata, annotations: { ...metadata.annotations, [KEY]: object.key } },
      },
      { ...collection, ...fate, delay: Math.max(0, createdAt + fate.delay - Date.now()) },
    );
    return present(created as KubernetesObject);
  }

  function forget(key: string): void {
    const object = kept.get(key);
    kept.delete(key);
    if (!object) return;
    changed.delete(object);
    fake.remove(object.object.metadata.name, object.collection);
  }

  /** Records statuses. When `dropStreams` cuts it with the others, it subscribes again. */
  function follow(): void {
    fake.subscribe({ resourceType: '' }, ({ type, object }) => {
      if (type === 'ERROR') follow();
      else if (type === 'MODIFIED') present(object);
    });
  }

  /** The object with its identity from before the page was opened, and with its former status until the fake has caught up,
   * since it plays every fate from the start.
   */
  function present(object: KubernetesObject): KubernetesObject {
    const { [KEY]: key = '', ...annotations } = object.metadata.annotations ?? {};
    const known = kept.get(key);
    if (!known) return object;
    if (progress(object.status) > progress(known.status)) {
      known.status = object.status;
      if (changed.size === 0) setTimeout(saveChanges, UPDATE_PAUSE);
      changed.add(known);
    }
    const { uid, creationTimestamp } = known.object.metadata;
    return {
      ...object,
      metadata: {
        ...object.metadata,
        annotations,
        uid,
        creationTimestamp,
        resourceVersion: `${FIRST_VERSION + Number(object.metadata.resourceVersion)}`,
      },
      ...(known.status && { status: known.status }),
    };
  }

  function saveChanges(): void {
    store.update(changed);
    changed.clear();
  }

  const get: ControlPlane['get'] = async (options, signal) => {
    await latency(signal);
    const found: KubernetesObject | undefined = await fake.read(options);
    return found && present(found);
  };
  const list: ControlPlane['list'] = async (collection, signal) => {
    await latency(signal);
    const { items }: { items: KubernetesObject[] } = await fake.read(collection);
    return items.map(present);
  };

  async function latency(signal?: AbortSignal): Promise<void> {
    await Promise.all([loaded, sleep(LATENCY)]);
    signal?.throwIfAborted();
  }

  return {
    maxStreams: Infinity,
    openStream: (collection, sink) =>
      fake.subscribe(collection, (event) => {
        // A stream that was cut reports that, and nothing more.
        if (event.type === 'ERROR' && event.object?.code === undefined) sink.closed();
        else if (event.type === 'ERROR') sink.event(event);
        else sink.event({ ...event, object: present(event.object) });
      }),
    get,
    list,
    async create(collection, object, signal) {
      await latency(signal);
      const { delay, ...fate } = fateOf(object.metadata.annotations);
      const added = newObject(collection, object, delay * between(SPREAD), fate);
      if (kept.has(added.key) || !(await store.add(added))) throw alreadyExists(object);
      return goOn(added) ?? structuredClone(added.object);
    },
    async remove({ name = '', ...collection }, signal) {
      await latency(signal);
      const key = keyOf(collection, name);
      await store.remove(key);
      forget(key);
    },
    probe: (_collection, signal) => latency(signal),
    dropStreams: () => fake.cutStreams(),
    readInBackground: (options) => (options.name === undefined ? list(options) : get(options)),
  };
}

function newObject(
  { resourceType, orgId, projectId, namespace }: Collection,
  object: KubernetesObject,
  delay: number,
  { failureReason, neverReady = false, lostEvent = false }: Partial<ReturnType<typeof fateOf>> = {},
): KeptObject {
  const collection = { resourceType, orgId, projectId, namespace };
  const createdAt = Date.now();
  return {
    key: keyOf(collection, object.metadata.name),
    collection,
    object: {
      ...object,
      metadata: {
        ...object.metadata,
        uid: uuid(),
        generation: 1,
        creationTimestamp: new Date(createdAt).toISOString().replace(/\.\d+Z$/, 'Z'),
      },
    },
    fate: {
      delay: Math.round(delay),
      neverReady,
      loseReady: lostEvent,
      ...(failureReason && {
        failure: {
          reason: failureReason,
          message: `It could not be provisioned: ${inWords(failureReason)}`,
        },
      }),
    },
    createdAt,
  };
}

function keyOf(collection: Collection, name: string): string {
  return `${collectionKey(collection)} ${name}`;
}

/** How far a status has come: a condition is `Unknown` first, then `False` while it is provisioning, then settled. */
function progress(status: KubernetesObject['status']): number {
  let sum = 0;
  for (const { status: value, reason } of status?.conditions ?? [])
    sum += value === 'Unknown' ? 1 : reason === 'Provisioning' ? 2 : 3;
  return sum;
}

function alreadyExists({ kind, metadata: { name } }: KubernetesObject): ApiError {
  return new ApiError(`${kind} "${name}" already exists`, 409, 'AlreadyExists');
}

function between([from, to]: readonly [number, number]): number {
  return from + (to - from) * Math.random();
}

/** Version 4; pages without https have no `crypto.randomUUID`. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes.set([((bytes[6] ?? 0) & 0x0f) | 0x40], 6);
  bytes.set([((bytes[8] ?? 0) & 0x3f) | 0x80], 8);
  return [...bytes]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** `QuotaExceeded` as "quota exceeded". */
function inWords(reason: string): string {
  return reason.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}
