// What a task's timeout says, word by word, whatever it waited for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  TYPE,
  fakeTime,
  hang,
  makeQueue,
  scriptedSource,
  soon,
  taskwatch,
  waitForResource,
  waitForWatch,
} from './support.mjs';

const { waitForDnsZoneReady, waitForProjectReady, waitForResources } = taskwatch;

const HEAD = 'timeout after 300000 ms';
const FORBIDDEN = { code: 403, reason: 'Forbidden', message: 'dnszones is forbidden' };
const ofZone = { resourceType: TYPE, projectId: 'p', namespace: 'default', name: 'shop' };

const shop = (list, generation = 1) => ({
  metadata: { name: 'shop', namespace: 'default', uid: 'u', generation },
  status: { conditions: list },
});
const statement = (type, status, reason, message = '', observedGeneration = undefined) => ({
  type,
  status,
  reason,
  message,
  ...(observedGeneration === undefined ? {} : { observedGeneration }),
});

/** The whole text, and what the task does: it may set and emit before and after it has begun to wait. */
const TEXTS = [
  ['does not wait for an object', HEAD, () => hang()],
  [
    'waits for an object that never appears',
    `${HEAD}: DnsZone shop: it has not appeared`,
    (task, source) => waitForDnsZoneReady('p', 'shop', { task, source }),
  ],
  [
    'waits for a condition',
    `${HEAD}: DnsZone shop: Programmed=False (Provisioning): waiting for name servers`,
    (task, source) => {
      source.set(
        shop([
          statement('Accepted', 'True', 'Accepted'),
          statement('Programmed', 'False', 'Provisioning', 'waiting for name servers'),
        ]),
      );
      return waitForDnsZoneReady('p', 'shop', { task, source });
    },
  ],
  [
    'waits for a condition that the object lacks',
    `${HEAD}: DnsZone shop: Awaiting ready`,
    (task, source) => {
      source.set(shop([statement('Accepted', 'True', 'Accepted')]));
      return waitForResource({ ...ofZone, until: taskwatch.condition('ready'), task, source });
    },
  ],
  [
    'waits for a status that is stale',
    `${HEAD}: DnsZone shop: Accepted=True: Awaiting the latest change to be observed: the status is stale, of an older generation; its status speaks of generation 2, it is at 3`,
    (task, source) => {
      source.set(
        shop(
          [
            statement('Accepted', 'True', 'Accepted', '', 2),
            statement('Programmed', 'True', 'Programmed', '', 2),
          ],
          3,
        ),
      );
      return waitForDnsZoneReady('p', 'shop', { task, source });
    },
  ],
  [
    'waits for a deletion',
    `${HEAD}: DnsZone shop: Resource is being deleted`,
    (task, source) => {
      const object = shop([]);
      object.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
      source.set(object);
      return waitForResource({ ...ofZone, until: taskwatch.deleted(), task, source });
    },
  ],
  [
    'waits for a collection',
    `${HEAD}: DnsZone: Awaiting 3 objects, found 1`,
    (task, source) => {
      source.set([shop([statement('Ready', 'True', 'Ready')])]);
      const { name: _, ...all } = ofZone;
      return waitForResources({ ...all, until: taskwatch.condition('Ready'), atLeast: 3, task, source });
    },
  ],
  [
    'waits by an onEvent of its own',
    `${HEAD}: DnsZone shop: it has not appeared`,
    (task, source) => waitForWatch({ ...ofZone, onEvent: () => 'continue', task, source }),
  ],
  [
    'has lost its stream',
    `${HEAD}: DnsZone shop: Programmed=False (Provisioning): waiting; its stream is lost: away for repairs`,
    (task, source) => {
      source.set(
        shop([
          statement('Accepted', 'True', 'Accepted'),
          statement('Programmed', 'False', 'Provisioning', 'waiting'),
        ]),
      );
      const subscribe = (options, onEvent) => {
        const unsubscribe = source.subscribe(options, onEvent);
        // Within `subscribe`, so that it is not open for a moment either, which may be that of the timeout.
        onEvent({ type: 'ERROR', object: { code: 503, message: 'away for repairs' } });
        return unsubscribe;
      };
      const read = (options) => source.read(options);
      return waitForDnsZoneReady('p', 'shop', { task, source: { subscribe, read } });
    },
  ],
  [
    'may not look',
    `${HEAD}: DnsZone shop: it has not appeared; its stream is refused: dnszones is forbidden`,
    (task, source) => {
      const subscribe = (options, onEvent) => {
        const unsubscribe = source.subscribe(options, onEvent);
        onEvent({ type: 'ERROR', object: FORBIDDEN });
        return unsubscribe;
      };
      const read = () => Promise.reject(Object.assign(new Error(FORBIDDEN.message), FORBIDDEN));
      const forbiddenGrace = 1e9;
      return waitForWatch({
        ...ofZone,
        forbiddenGrace,
        onEvent: () => 'continue',
        task,
        source: { subscribe, read },
      });
    },
  ],
  [
    'has a source that throws',
    `${HEAD}: DnsZone shop: it has not appeared; its stream is lost: no channel is left`,
    (task) => {
      const subscribe = () => {
        throw new Error('no channel is left');
      };
      return waitForDnsZoneReady('p', 'shop', { task, source: { subscribe } });
    },
  ],
  [
    'waits for several',
    `${HEAD}: DnsZone a: it has not appeared; Project b: it has not appeared`,
    (task, source) =>
      Promise.all([
        waitForDnsZoneReady('p', 'a', { task, source }),
        waitForProjectReady('o', 'b', { task, source }),
      ]),
  ],
];

for (const [title, text, processor] of TEXTS) {
  test(`the timeout of a task that ${title}`, async (t) => {
    t.mock.method(console, 'error', () => {});
    const time = fakeTime();
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title, processor: (ctx) => processor(ctx, scriptedSource()) });
    await time.advance(300_000);
    const { error, failedItems } = await soon(promise);
    assert.equal(error.message, text);
    assert.deepEqual(failedItems, [{ message: text }]);
    const deciding = error.waits.map(({ condition }) => condition).filter(Boolean);
    assert.deepEqual(error.conditions, deciding);
    if (title === 'waits for a condition') assert.equal(error.conditions[0].reason, 'Provisioning');
  });
}
