// The same for waits for kinds of resources, over the package's own client of the Kubernetes API.
import { attempt, settles, taskwatch, trapAtEachCrossing } from '../traps.mjs';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const { condition, createKubernetesWatch, defineResource, deleted, waitForResource, waitForWatch } =
  taskwatch;

const pod = (ready) => ({
  metadata: {
    name: 'p',
    namespace: 'default',
    uid: 'u',
    resourceVersion: ready === 'True' ? '2' : '1',
    generation: 1,
  },
  status: { conditions: [{ type: 'Ready', status: ready, reason: 'Pending' }] },
});

/** A control plane whose pod becomes ready a moment after it is watched. */
async function fetchPods(url, { signal }) {
  if (!url.includes('watch=')) {
    const list = { kind: 'PodList', metadata: { resourceVersion: '1' }, items: [pod('False')] };
    return Response.json(list);
  }
  const body = new ReadableStream({
    start(controller) {
      const line = `${JSON.stringify({ type: 'MODIFIED', object: pod('True') })}\n`;
      const timer = setTimeout(() => controller.enqueue(new TextEncoder().encode(line)), 1);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        controller.error(signal.reason);
      });
    },
  });
  return new Response(body);
}

async function work() {
  const source = attempt('createKubernetesWatch', () =>
    createKubernetesWatch({ baseUrl: 'http://localhost/', fetch: fetchPods }),
  );
  if (source === undefined) return;
  const kind = { resourceType: 'api/v1/pods', projectId: 'p', source };
  const target = { ...kind, name: 'p' };
  const waits = [
    ['waitForResource', () => waitForResource({ ...target, until: condition('Ready') })],
    ['waitForResources', () => taskwatch.waitForResources({ ...kind, until: condition('Ready') })],
    ['a deletion', () => waitForResource({ ...target, until: deleted(), timeout: 5 })],
    ['waitForWatch', () => waitForWatch({ ...target, onEvent() {}, timeout: 5 })],
    ['read', () => source.read(target)],
  ];
  const resource = attempt('defineResource', () =>
    defineResource({
      resourceType: kind.resourceType,
      scope: 'project',
      adapt: (object) => object,
      ready: ['Ready'],
    }),
  );
  if (resource !== undefined) waits.push(['waitForReady', () => resource.waitForReady('p', 'p', { source })]);
  const promises = waits.map(async ([what, start]) => {
    const wait = attempt(what, start);
    await settles(
      what,
      wait?.catch((error) =>
        attempt(what, () => {
          if (error.name !== 'TimeoutError') throw error;
        }),
      ),
    );
  });
  attempt('verdict', () => resource?.verdict(pod('True')));
  attempt('adapt', () => resource?.adapt(pod('True')));
  attempt('computeStatus', () => taskwatch.computeStatus(pod('True')));
  attempt('transformControlPlaneStatus', () => taskwatch.transformControlPlaneStatus(pod('True').status));
  await Promise.all(promises);
  await pause(0);
}

it('a trap at any crossing settles every wait, and the next use works', () =>
  trapAtEachCrossing(work, [
    'kubernetesdriver_open',
    'definedresource_startReady',
    'startResources',
    'statuscore_judge',
  ]));
