// For the tests of `createKubernetesWatch` in Node: the package, the fake API, and a clock of the test's own.
import '../install.mjs';
import { afterTest, fakeTime as ownTime, macrotask, sleep } from '../queue/support.mjs';
import { ear } from './fake-api.mjs';

export * from './fake-api.mjs';
export { afterTest, countTimers, listenToConsole, macrotask, patch, sleep, soon } from '../queue/support.mjs';
export const { createKubernetesWatch, deleted, waitForResource, waitForResources, waitForWatch } =
  await import('taskwatch');

export const TYPE = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';
export const PATH =
  '/apis/resourcemanager.miloapis.com/v1alpha1/projects/p/control-plane/apis/dns.networking.miloapis.com/v1alpha1/namespaces/default/dnszones';
export const BASE = 'https://api.example';

/** A clock and timers of the test's own; what is under way in promises is through before time passes. */
export function fakeTime(start) {
  const time = ownTime(start);
  const { advance } = time;
  time.advance = async (milliseconds) => {
    await turns();
    await advance(milliseconds);
    await turns();
  };
  return time;
}

/** Some macrotasks: a request and its answer are made of several. */
export async function turns(count = 8) {
  for (let turn = 0; turn < count; turn += 1) await macrotask();
}

/** Waits until something holds, in real time. */
export async function until(holds, what = 'it', limit = 5000) {
  const end = performance.now() + limit;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what} did not come`);
    await sleep(5);
  }
}

/** A source over an API, and how to subscribe to the zones of its project; all is unsubscribed when the test has ended. */
export function open(api, options) {
  const source = createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch, ...options });
  const subscribe = (more = {}, onEvent = undefined) => {
    const hearing = ear();
    const unsubscribe = source.subscribe(
      { resourceType: TYPE, projectId: 'p', ...more },
      onEvent ?? hearing.onEvent,
    );
    afterTest(unsubscribe);
    return { ...hearing, unsubscribe };
  };
  return { source, subscribe };
}
