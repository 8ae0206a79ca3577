// What the tests of waits share: objects, counts of what a wait holds, and an ear for rejections that nobody asked for.
import '../install.mjs';
import assert from 'node:assert/strict';
import { afterTest, fakeTime as ownTime, macrotask, patch } from '../queue/support.mjs';

export * from '../queue/support.mjs';

/** The same clock and timers; what is under way in microtasks is through before time passes. */
export function fakeTime() {
  const time = ownTime();
  const { advance } = time;
  time.advance = async (milliseconds) => {
    await macrotask();
    await advance(milliseconds);
  };
  return time;
}
export const taskwatch = await import('taskwatch');
export const { waitForWatch, waitForResource, setWatchSource } = taskwatch;
export const { scriptedSource } = await import('taskwatch/testing');

export const TYPE = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';

/** A zone; `parts` are merged over its metadata, all but `status` and `spec`. */
export function zone({ status, spec, ...metadata } = {}) {
  return {
    apiVersion: 'dns.networking.miloapis.com/v1alpha1',
    kind: 'DNSZone',
    metadata: { name: 'zone', namespace: 'default', uid: 'u1', generation: 1, ...metadata },
    spec: { domainName: 'example.com', dnsZoneClassName: 'standard', ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

export const condition = (type, status, reason, message, more) => ({
  type,
  status,
  reason,
  message,
  ...more,
});
export const conditions = (...list) => ({ conditions: list });
export const ready = () => conditions(condition('Accepted', 'True'), condition('Programmed', 'True'));

export const added = (object) => ({ type: 'ADDED', object });
export const modified = (object) => ({ type: 'MODIFIED', object });
export const deleted = (object) => ({ type: 'DELETED', object });

/** A source without `read`: nothing but the events of its `scripted` tells a wait anything. */
export function deafSource(more) {
  const scripted = scriptedSource();
  return { subscribe: (...given) => scripted.subscribe(...given), scripted, ...more };
}

/** A wait for the zone named `zone`; it is cancelled when the test has ended. */
export function watch(source, onEvent = () => {}, options = {}) {
  const wait = waitForWatch({
    resourceType: TYPE,
    projectId: 'p',
    namespace: 'default',
    name: 'zone',
    source,
    onEvent,
    ...options,
  });
  afterTest(() => wait.cancel());
  return wait;
}

/** What a promise rejects with; a promise that resolves fails the test. */
export async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail('it resolved');
}

/** Collects unhandled rejections until the test has ended. */
export function listenForUnhandled() {
  const heard = [];
  const hear = (reason) => heard.push(reason);
  // The runner listens too and would fail the test.
  const others = process.rawListeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', hear);
  afterTest(() => {
    process.off('unhandledRejection', hear);
    for (const other of others) process.on('unhandledRejection', other);
  });
  return heard;
}

/** Counts the listeners that are on an event target. */
export function countListeners(target) {
  const live = [];
  const { addEventListener, removeEventListener } = target;
  patch(target, 'addEventListener', function add(type, listener, options) {
    live.push([type, listener]);
    addEventListener?.call(target, type, listener, options);
  });
  patch(target, 'removeEventListener', function remove(type, listener, options) {
    const at = live.findIndex(([t, l]) => t === type && l === listener);
    if (at >= 0) live.splice(at, 1);
    removeEventListener?.call(target, type, listener, options);
  });
  return live;
}

/** A document that can be hidden and shown, until the test has ended. */
export function fakeDocument() {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  patch(globalThis, 'document', document);
  document.become = (state) => {
    document.visibilityState = state;
    document.dispatchEvent(new Event('visibilitychange'));
    return macrotask();
  };
  return document;
}

/** The events of the window, which Node has none of, until the test has ended. */
export function fakePage() {
  const page = new EventTarget();
  patch(globalThis, 'addEventListener', page.addEventListener.bind(page));
  patch(globalThis, 'removeEventListener', page.removeEventListener.bind(page));
  return {
    tell: (event) => {
      page.dispatchEvent(event);
      return macrotask();
    },
  };
}
