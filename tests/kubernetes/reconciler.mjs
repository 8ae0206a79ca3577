// Moves the conditions of projects and zones as their controllers would.

import { setTimeout as sleep } from 'node:timers/promises';

import { ANNOTATIONS, KINDS, merged, stepsOf } from './conditions.mjs';
import { LABEL } from './paths.mjs';

/**
 * @param {object} client
 * @param {{ delay?: [number, number], seed?: number, log?: (line: string) => void, onWrite?: (key: string, write: object) => void }} [options]
 *   `delay`: the least and the most milliseconds before a step. `seed` makes the
 *   sequence of delays the same each time. `onWrite` hears of each status write.
 */
export function startReconciler(
  client,
  { delay = [300, 900], seed, log = () => {}, onWrite = () => {} } = {},
) {
  const random = seed === undefined ? Math.random : seeded(seed);
  const stopping = new AbortController();
  /** What is being done for each object: @type {Map<string, { input: string, abort: AbortController }>} */
  const runs = new Map();
  const writes = new Map();
  const loops = KINDS.map((kind) => follow(kind));

  /** Lists, watches, and begins again when the watch ends, as any controller does. */
  async function follow(kind) {
    const { signal } = stopping;
    while (!signal.aborted) {
      try {
        const { status, body } = await client.request('GET', kind.path, { signal });
        if (status !== 200) throw new Error(`${kind.path} answered ${status}`);
        // What went while no watch was open is found out by its absence.
        const names = new Set(body.items.map((object) => keyOf(kind, object)));
        for (const key of runs.keys()) if (key.startsWith(`${kind.plural}/`) && !names.has(key)) drop(key);
        for (const object of body.items) see(kind, object);
        for await (const { type, object } of client.watch(
          `${kind.path}?watch=true&resourceVersion=${body.metadata.resourceVersion}`,
          { signal },
        )) {
          if (type === 'ERROR') break;
          if (type === 'DELETED') drop(keyOf(kind, object));
          else see(kind, object);
        }
      } catch (error) {
        if (signal.aborted) return;
        log(`reconciler: ${error.message}`);
        await sleep(200);
      }
    }
  }

  function see(kind, object) {
    const key = keyOf(kind, object);
    const { uid, generation, annotations = {}, deletionTimestamp } = object.metadata;
    // All that decides what is to be done. Its own writes change none of it.
    const input = JSON.stringify([
      uid,
      generation,
      Object.values(ANNOTATIONS).map((name) => annotations[name] ?? null),
    ]);
    const run = runs.get(key);
    if (run?.input === input) {
      run.object = object;
      return;
    }
    drop(key);
    if (deletionTimestamp) return;
    const next = { input, object, abort: new AbortController() };
    runs.set(key, next);
    reconcile(kind, key, next).catch((error) => {
      if (next.abort.signal.aborted) return;
      log(`reconciler: ${key}: ${error.message}`);
      // Forgotten, so that the next event or list begins it anew.
      runs.delete(key);
      setTimeout(() => again(kind, key, next.object), 300).unref();
    });
  }

  function again(kind, key, object) {
    if (!stopping.signal.aborted && !runs.has(key)) see(kind, object);
  }

  async function reconcile(kind, key, run) {
    const { signal } = run.abort;
    for (const { step, conditions } of stepsOf(kind, run.object)) {
      await sleep(delayOf(run.object), undefined, { signal });
      const { namespace, name, generation, resourceVersion } = run.object.metadata;
      const path = `${kind.path.replace(/[^/]+$/, namespace ? `namespaces/${namespace}/$&` : '$&')}/${name}/status`;
      const sentAt = Date.now();
      const answer = await client.request('PATCH', path, {
        // The version makes a conflict of what would be based on an old state.
        body: {
          metadata: { resourceVersion },
          status: { conditions: merged(run.object.status?.conditions, conditions, generation) },
        },
        type: 'application/merge-patch+json',
      });
      if (signal.aborted || answer.status === 404) return;
      if (answer.status !== 200) throw new Error(answer.body.message ?? `answered ${answer.status}`);
      run.object = answer.body;
      const write = {
        step,
        sentAt,
        writtenAt: Date.now(),
        observedGeneration: generation,
        resourceVersion: answer.body.metadata.resourceVersion,
      };
      writes.set(key, write);
      onWrite(key, write);
      // Events are for people: nothing depends on them.
      record(run.object, step, conditions).catch((error) => log(`reconciler: ${error.message}`));
      log(`reconciler: ${key} ${step}`);
    }
  }

  /** A Kubernetes Event of a step, as controllers make them for people to read. */
  async function record({ apiVersion, kind, metadata }, step, conditions) {
    const { name, namespace = 'default', uid, labels } = metadata;
    const open = conditions.find(({ status }) => status !== 'True');
    const now = new Date().toISOString();
    await client.request('POST', `/api/v1/namespaces/${namespace}/events`, {
      body: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { generateName: `${name}.`, namespace, labels: { [LABEL]: labels?.[LABEL] } },
        involvedObject: { apiVersion, kind, name, namespace: metadata.namespace, uid },
        reason: step,
        message: open?.message || `It is ${step}`,
        type: step === 'Failed' ? 'Warning' : 'Normal',
        source: { component: 'reconciler' },
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
      },
    });
  }

  function drop(key) {
    runs.get(key)?.abort.abort();
    runs.delete(key);
  }

  function delayOf({ metadata }) {
    const own = Number(metadata.annotations?.[ANNOTATIONS.delay] ?? NaN);
    return own >= 0 ? own : delay[0] + random() * (delay[1] - delay[0]);
  }

  return {
    /**
     * The last status write of each object, by `projects/NAME` and
     * `dnszones/NAMESPACE/NAME`: `{ step, sentAt, writtenAt, observedGeneration,
     * resourceVersion }`, the times in milliseconds.
     */
    writes: () => Object.fromEntries(writes),
    async stop() {
      stopping.abort();
      for (const key of [...runs.keys()]) drop(key);
      await Promise.all(loops);
    },
  };
}

function keyOf({ plural }, { metadata: { namespace, name } }) {
  return [plural, namespace, name].filter(Boolean).join('/');
}

/** mulberry32: small, and the same on each machine. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
