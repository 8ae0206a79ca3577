// @ts-nocheck
// A control plane in memory: stores objects, moves their conditions as a controller does and streams what happens.
// Never compares resource versions, never keeps a timer for an object that has arrived.

import { checkDelay, draw, fate, steps } from './fate.ts';
import { characters, seeded, uuid } from './random.ts';
import { scopeOf, selects } from './selectors.ts';
import { Streams, deliver, hasFields, statusError, statusObject } from './streams.ts';

const RESOURCES = {
  'apis/resourcemanager.miloapis.com/v1alpha1/projects': { kind: 'Project', conditions: ['Ready'] },
  'apis/dns.networking.miloapis.com/v1alpha1/dnszones': {
    kind: 'DNSZone',
    conditions: ['Accepted', 'Programmed'],
    namespace: 'default',
  },
};
const UNKNOWN = { kind: 'object' };

/** Makes an empty control plane that knows projects and DNS zones. */
export function fakeControlPlane(options = {}) {
  const { seed = 1, replay = true } = options;
  const resources = { ...RESOURCES, ...options.resources };
  const random = seeded(seed);
  const streams = new Streams();
  const entries = new Set();
  let usual = fate(options);
  let version = 0;
  let reads = 0;
  let toLose = 0;
  let stopped = false;

  return {
    subscribe(watched, onEvent) {
      const selected = selects(watched);
      const { stream, end } = streams.open(watched, onEvent);
      stream.selected = replay ? () => false : selected;
      if (replay) Promise.resolve().then(() => replayTo(stream, selected));
      return end;
    },

    async read(watched) {
      reads += 1;
      const found = list(watched);
      if (watched?.name !== undefined) return found[0];
      return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: String(version) }, items: found };
    },

    create(object, given = {}) {
      const fated = fate(given, usual);
      const entry = store(object, given);
      const answer = copy(entry.object);
      const { kind, conditions = ['Ready'] } = resources[entry.resourceType] ?? UNKNOWN;
      begin(entry, steps(kind, conditions, fated, random), fated.loseReady && !fated.neverReady);
      publish('ADDED', entry);
      return answer;
    },

    remove(name, given = {}) {
      checkDelay('delay', given.delay);
      const found = Array.from(entries).filter(selects({ ...given, name }));
      for (const entry of found) remove(entry, draw(given.delay ?? 0, random));
      return found.length > 0;
    },

    list,

    configure(given) {
      usual = fate(given, usual);
    },

    loseEvents(count = 1) {
      toLose += count;
    },

    cutStreams({ silent = false, ...wanted } = {}) {
      const last = silent ? undefined : { type: 'ERROR', object: statusObject() };
      return streams.cut((stream) => hasFields(stream.options, wanted), last);
    },

    get subscriptions() {
      return streams.options;
    },

    get reads() {
      return reads;
    },

    stop() {
      stopped = true;
      streams.cut(() => true);
      for (const entry of entries) clearTimers(entry);
    },
  };

  function list(watched) {
    return Array.from(entries)
      .filter(selects(watched))
      .map((entry) => copy(entry.object));
  }

  /** What is there comes first; what happens from now on follows. */
  function replayTo(stream, selected) {
    const present = Array.from(entries).filter(selected);
    stream.selected = selected;
    for (const entry of present) {
      if (streams.isLive(stream)) deliver(stream, { type: 'ADDED', object: copy(entry.object) });
    }
  }

  function store(given, place) {
    const object = copy(given);
    if (object === null || typeof object !== 'object') {
      throw new TypeError(`object: expected an object, got ${String(given)}`);
    }
    const ofKind = (type) => resources[type].kind === object.kind;
    const resourceType = place.resourceType ?? Object.keys(resources).find(ofKind);
    const known = resources[resourceType];
    const { name, generateName, namespace, ...metadata } = object.metadata ?? {};
    const entry = {
      resourceType,
      scope: scopeOf(place),
      timers: new Set(),
      object: {
        ...(resourceType ? { apiVersion: apiVersion(resourceType) } : {}),
        ...(known ? { kind: known.kind } : {}),
        ...object,
        metadata: {
          name: name ?? generated(generateName),
          ...namespaced(place.namespace ?? namespace ?? known?.namespace),
          ...metadata,
          uid: uuid(random),
          resourceVersion: nextVersion(),
          generation: 1,
          creationTimestamp: now(),
        },
      },
    };
    // The status is the controller's, as with a status subresource.
    delete entry.object.status;
    refuseTaken(entry);
    entries.add(entry);
    return entry;
  }

  function refuseTaken({ object, resourceType, scope }) {
    const { name, namespace } = object.metadata;
    const taken = Array.from(entries).some(
      (other) =>
        other.resourceType === resourceType &&
        other.scope === scope &&
        other.object.metadata.name === name &&
        other.object.metadata.namespace === namespace,
    );
    if (taken)
      throw statusError({ code: 409, message: `${object.kind ?? 'object'} "${name}" already exists` });
  }

  function generated(prefix) {
    if (typeof prefix === 'string') return prefix + characters(random, 5, 'bcdfghjklmnpqrstvwxz2456789');
    throw new TypeError('metadata.name: expected a string, got undefined');
  }

  /** Each step has a timer from the start: a chain of timers would not run within one tick of some fake clocks. */
  function begin(entry, all, loseLast) {
    for (const step of all) {
      const lost = loseLast && step === all.at(-1);
      later(entry, step.at, () => take(entry, step, lost));
    }
  }

  function take(entry, { conditions }, lost) {
    const { metadata, status } = entry.object;
    const { generation } = metadata;
    entry.object = {
      ...entry.object,
      metadata: { ...metadata, resourceVersion: nextVersion() },
      status: {
        ...status,
        observedGeneration: generation,
        conditions: conditions.map((condition, index) =>
          stamp(condition, status?.conditions[index], generation),
        ),
      },
    };
    if (!lost) publish('MODIFIED', entry);
  }

  /** The time of a transition is that of the last change of `status`, as the API conventions have it. */
  function stamp(condition, before, observedGeneration) {
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : now();
    return { ...condition, observedGeneration, lastTransitionTime };
  }

  function remove(entry, terminating) {
    clearTimers(entry);
    const metadata = { ...entry.object.metadata, deletionTimestamp: now(), resourceVersion: nextVersion() };
    entry.object = { ...entry.object, metadata };
    if (terminating > 0) {
      later(entry, terminating, () => remove(entry, 0));
      publish('MODIFIED', entry);
    } else {
      entries.delete(entry);
      publish('DELETED', entry);
    }
  }

  function publish(type, entry) {
    if (toLose > 0) {
      toLose -= 1;
      return;
    }
    const { object, ...place } = entry;
    streams.send(
      (stream) => stream.selected({ ...place, object }),
      () => ({ type, object: copy(object) }),
    );
  }

  function later(entry, duration, act) {
    if (stopped) return;
    const timer = globalThis.setTimeout(() => {
      entry.timers.delete(timer);
      act();
    }, duration);
    entry.timers.add(timer);
  }

  function clearTimers(entry) {
    for (const timer of entry.timers) globalThis.clearTimeout(timer);
    entry.timers.clear();
  }

  function nextVersion() {
    version += 1;
    return String(version);
  }
}

/** A copy as it comes over the network: what JSON cannot hold is left out. */
function copy(object) {
  const json = JSON.stringify(object);
  return json === undefined ? undefined : JSON.parse(json);
}

function namespaced(namespace) {
  return namespace === undefined || namespace === null ? {} : { namespace };
}

/** `apis/example.com/v1/widgets` has `example.com/v1`, `api/v1/secrets` has `v1`. */
function apiVersion(resourceType) {
  return resourceType.split('/').slice(1, -1).join('/');
}

/** As Kubernetes writes times: without milliseconds. */
function now() {
  return new Date(Date.now()).toISOString().replace(/\.\d+Z$/, 'Z');
}
