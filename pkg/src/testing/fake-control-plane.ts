// A control plane in memory: it stores objects, changes their conditions as a controller does, and streams
// the events. Never compares resource versions, and keeps no timer for an object that has settled.

import type { Condition, WatchEvent, WatchOptions } from '../../types/index.d.ts';
import type {
  FakeControlPlane,
  FakeControlPlaneOptions,
  FakeObject,
  FakeResource,
} from '../../types/testing.d.ts';
import { SetsByName } from '../queue/sets-by-name.ts';
import { checkDelay, completeFate, drawDelay, stepsOf, type Step } from './fate.ts';
import { seeded } from './random.ts';
import { selects, type Entry } from './selectors.ts';
import { statusError, statusObject } from './status.ts';
import { copyObject, newEntry, timestamp, type Resources } from './stored-object.ts';
import { Streams, deliver, hasFields, type Stream } from './streams.ts';

const RESOURCES: Resources = {
  'apis/resourcemanager.miloapis.com/v1alpha1/projects': { kind: 'Project', conditions: ['Ready'] },
  'apis/dns.networking.miloapis.com/v1alpha1/dnszones': {
    kind: 'DNSZone',
    conditions: ['Accepted', 'Programmed'],
    namespace: 'default',
  },
};
const UNKNOWN_RESOURCE: FakeResource = { kind: 'object' };

/** An object, and the timers of what will still happen to it. */
interface LiveEntry extends Entry {
  readonly timers: Set<ReturnType<typeof setTimeout>>;
}

/** Creates an empty control plane that knows projects and DNS zones. */
export function fakeControlPlane(options: FakeControlPlaneOptions = {}): FakeControlPlane {
  const { seed = 1, replay = true } = options;
  const resources: Resources = { ...RESOURCES, ...options.resources };
  const random = seeded(seed);
  const streams = new Streams();
  /** Which entries a stream sees; it has none until the objects that were there before have been replayed. */
  const filters = new WeakMap<Stream, (entry: Entry) => boolean>();
  const entries = new Set<LiveEntry>();
  /** The same by their objects' names, to find one of many quickly. */
  const byName = new SetsByName<LiveEntry>();
  let defaultFate = completeFate(options);
  let version = 0;
  let reads = 0;
  let eventsToLose = 0;
  let isStopped = false;

  return {
    subscribe(watched, onEvent) {
      const isSeen = selects(watched);
      const { stream, end } = streams.open(watched, onEvent);
      if (replay) Promise.resolve().then(() => replayTo(stream, isSeen));
      else filters.set(stream, isSeen);
      return end;
    },

    async read(watched) {
      reads += 1;
      const found = list(watched);
      if (watched?.name !== undefined) return found[0];
      return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: String(version) }, items: found };
    },

    create(object, given = {}) {
      const fate = completeFate(given, defaultFate);
      const entry: LiveEntry = {
        ...newEntry(object, given, resources, random, nextVersion),
        timers: new Set(),
      };
      refuseTaken(entry);
      entries.add(entry);
      byName.add(entry.object.metadata.name, entry);
      const answer = copyObject(entry.object);
      const { kind, conditions = ['Ready'] } = resourceOf(entry);
      schedule(entry, stepsOf(kind, conditions, fate, random), fate.loseReady && !fate.neverReady);
      publish('ADDED', entry);
      return answer;
    },

    remove(name, given = {}) {
      checkDelay('delay', given.delay);
      const found = Array.from(named(name)).filter(selects({ ...given, name }));
      for (const entry of found) remove(entry, drawDelay(given.delay ?? 0, random));
      return found.length > 0;
    },

    list,

    configure(fate) {
      defaultFate = completeFate(fate, defaultFate);
    },

    loseEvents(count = 1) {
      eventsToLose += count;
    },

    cutStreams({ silent = false, ...wanted } = {}) {
      const last: WatchEvent | undefined = silent ? undefined : { type: 'ERROR', object: statusObject() };
      return streams.cut((stream) => hasFields(stream.options, wanted), last);
    },

    get subscriptions() {
      return streams.options;
    },

    get reads() {
      return reads;
    },

    stop() {
      isStopped = true;
      streams.cut(() => true);
      for (const entry of entries) clearTimers(entry);
    },
  };

  function list(watched?: Partial<WatchOptions>): FakeObject[] {
    return Array.from(named(watched?.name))
      .filter(selects(watched))
      .map((entry) => copyObject(entry.object));
  }

  /** All entries, or those of a name. */
  function named(name: string | undefined): Iterable<LiveEntry> {
    return name === undefined ? entries : byName.of(name);
  }

  /** The present objects come first, and then what happens from now on. */
  function replayTo(stream: Stream, isSeen: (entry: Entry) => boolean): void {
    const present = Array.from(entries).filter(isSeen);
    filters.set(stream, isSeen);
    for (const entry of present) {
      if (streams.isLive(stream)) deliver(stream, { type: 'ADDED', object: copyObject(entry.object) });
    }
  }

  function resourceOf({ resourceType }: Entry): FakeResource {
    return (resourceType === undefined ? undefined : resources[resourceType]) ?? UNKNOWN_RESOURCE;
  }

  function refuseTaken({ object, resourceType, scope }: Entry): void {
    const { name, namespace } = object.metadata;
    const isTaken = Array.from(named(name)).some(
      (other) =>
        other.resourceType === resourceType &&
        other.scope === scope &&
        other.object.metadata.namespace === namespace,
    );
    if (isTaken) {
      throw statusError({ code: 409, message: `${object.kind ?? 'object'} "${name}" already exists` });
    }
  }

  /**
   * Starts the timers of all steps at once: a chain of timers would not run within one tick of some fake
   * clocks.
   */
  function schedule(entry: LiveEntry, steps: Step[], losesLast: boolean): void {
    for (const step of steps) {
      const isLost = losesLast && step === steps.at(-1);
      after(entry, step.at, () => apply(entry, step, isLost));
    }
  }

  function apply(entry: LiveEntry, { conditions }: Step, isLost: boolean): void {
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
    if (!isLost) publish('MODIFIED', entry);
  }

  /** By the API conventions, a transition's time is that of the last change of the condition's `status`. */
  function stamp(condition: Condition, before: Condition | undefined, observedGeneration: number) {
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : timestamp();
    return { ...condition, observedGeneration, lastTransitionTime };
  }

  /** Deletes an object, which first terminates for this many milliseconds. */
  function remove(entry: LiveEntry, terminating: number): void {
    clearTimers(entry);
    const metadata = {
      ...entry.object.metadata,
      deletionTimestamp: timestamp(),
      resourceVersion: nextVersion(),
    };
    entry.object = { ...entry.object, metadata };
    if (terminating > 0) {
      after(entry, terminating, () => remove(entry, 0));
      publish('MODIFIED', entry);
    } else {
      entries.delete(entry);
      byName.delete(metadata.name, entry);
      publish('DELETED', entry);
    }
  }

  function publish(type: WatchEvent['type'], published: LiveEntry): void {
    if (eventsToLose > 0) {
      eventsToLose -= 1;
      return;
    }
    // All subscribers receive the current object, even if one of them changes it in the meantime.
    const entry = { ...published };
    streams.send(
      (stream) => filters.get(stream)?.(entry) === true,
      () => ({ type, object: copyObject(entry.object) }),
    );
  }

  function after(entry: LiveEntry, milliseconds: number, act: () => void): void {
    if (isStopped) return;
    const timer = globalThis.setTimeout(() => {
      entry.timers.delete(timer);
      act();
    }, milliseconds);
    entry.timers.add(timer);
  }

  function clearTimers(entry: LiveEntry): void {
    for (const timer of entry.timers) globalThis.clearTimeout(timer);
    entry.timers.clear();
  }

  function nextVersion(): string {
    version += 1;
    return String(version);
  }
}
