// Many waits on one channel, each for an object of its own name, and events for each. The channel finds its
// subscriber by name, as a watch manager does.

import { waitForWatch } from 'taskwatch';

const TYPE = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';

/** By name: give the milliseconds for the subscriptions, for an event each that leaves all of them waiting, for one that
 * settles them, and for events once all have settled. */
export const waits = { bare, taskwatch };

/** The decision of both: the object is ready, or the wait continues. */
const isReady = (object) => object.status.conditions[0].status === 'True';

function bare(count) {
  return measure(
    count,
    (channel, name) =>
      new Promise((resolve) => {
        const unsubscribe = channel.subscribe({ name }, ({ object }) => {
          if (!isReady(object)) return;
          unsubscribe();
          resolve(object);
        });
      }),
  );
}

function taskwatch(count) {
  const wait = {
    resourceType: TYPE,
    projectId: 'p',
    onEvent: ({ object }) => (isReady(object) ? 'resolve' : 'continue'),
  };
  return measure(count, (source, name) => waitForWatch({ ...wait, source, name }));
}

async function measure(count, wait) {
  const channel = makeChannel();
  const eventsOf = (status) =>
    Array.from({ length: count }, (_, at) => ({ type: 'MODIFIED', object: zone(`zone-${at}`, status) }));
  const early = eventsOf('False'),
    events = eventsOf('True');

  let began = performance.now();
  const ends = events.map(({ object }) => wait(channel, object.metadata.name));
  await Promise.resolve();
  const subscribing = performance.now() - began;
  if (channel.subscribers.size !== count) throw new Error(`${channel.subscribers.size} subscriptions`);

  began = performance.now();
  for (const event of early) channel.emit(event);
  await Promise.resolve();
  const going = performance.now() - began;
  if (channel.subscribers.size !== count) throw new Error('An event that is not ready settled a wait');

  began = performance.now();
  for (const event of events) channel.emit(event);
  await Promise.all(ends);
  const settling = performance.now() - began;
  if (channel.subscribers.size !== 0) throw new Error(`${channel.subscribers.size} subscriptions are left`);

  began = performance.now();
  for (const event of events) channel.emit(event);
  return { subscribing, going, settling, afterwards: performance.now() - began };
}

function makeChannel() {
  const subscribers = new Map();
  return {
    consistent: true,
    subscribers,
    subscribe({ name }, onEvent) {
      subscribers.set(name, onEvent);
      return () => subscribers.delete(name);
    },
    emit(event) {
      subscribers.get(event.object.metadata.name)?.(event);
    },
  };
}

function zone(name, status) {
  return {
    metadata: { name, namespace: 'default', uid: name, resourceVersion: '7', generation: 1 },
    status: { conditions: [{ type: 'Ready', status, reason: 'Ready', message: '', observedGeneration: 1 }] },
  };
}
