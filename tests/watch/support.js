// The common part of the scenarios of waits: a scripted source, objects, and a manual clock.

import { equal, ok } from '../scenarios/check.js';
import { quietly, runner, settle, sleep } from '../scenarios/harness.js';

let api;

export function provide(makeWait, rejectAll, setWatchSource, startWait) {
  api = { makeWait, rejectAll, setWatchSource, startWait };
}

export const waitForWatch = (options) => api.makeWait((settle) => api.startWait(options, settle));
export const makeWait = (start) => api.makeWait(start);
export const rejectAll = (error) => api.rejectAll(error);
export const setWatchSource = (source) => api.setWatchSource(source);

export const runOf = (scenarios) => runner(scenarios, { release: () => setWatchSource(undefined) });

export { equal, ok, quietly, settle, sleep };

/** How a promise has settled, or that it is pending. */
export async function outcome(promise) {
  let result = { state: 'pending' };
  promise.then(
    (value) => {
      result = { state: 'resolved', value };
    },
    (error) => {
      result = { state: 'rejected', error };
    },
  );
  await settle();
  return result;
}

export async function rejection(promise, name) {
  const { state, error } = await outcome(promise);
  equal(state, 'rejected', 'state');
  if (name !== undefined) equal(error?.name, name, String(error));
  return error;
}

export async function resolution(promise) {
  const { state, value, error } = await outcome(promise);
  equal(state, 'resolved', String(error));
  return value;
}

export async function pending(promise) {
  const { state, error, value } = await outcome(promise);
  equal(state, 'pending', String(error ?? value));
}

/** A source whose subscriptions are scripted and counted. Without a `read` unless one is given. */
export class Source {
  live = new Set();
  opened = 0;
  readTimes = [];
  constructor(read) {
    if (read !== undefined) {
      this.read = (options) => {
        this.readTimes.push(Date.now());
        return read(options);
      };
    }
  }
  subscribe(options, onEvent) {
    this.opened += 1;
    const subscription = { options, onEvent };
    this.live.add(subscription);
    return () => this.live.delete(subscription);
  }
  emit(type, object) {
    for (const { onEvent } of [...this.live]) onEvent({ type, object });
  }
}

export const zone = (fields = {}, conditions = []) => ({
  metadata: { name: 'z', namespace: 'default', uid: 'u1', generation: 1, ...fields },
  status: { conditions },
});
export const target = {
  resourceType: 'apis/dns/v1/dnszones',
  projectId: 'p',
  namespace: 'default',
  name: 'z',
};
export const ready = (event) =>
  event.object.status.conditions.some((it) => it.type === 'Ready' && it.status === 'True')
    ? 'resolve'
    : 'continue';
export const READY = [{ type: 'Ready', status: 'True', reason: 'Ready', message: '' }];
export const waiting = [
  { type: 'Ready', status: 'False', reason: 'Provisioning', message: 'waiting for servers' },
];

/** Runs `scenario` under a clock of its own. `clock.pass(ms)` runs the timers that come due, in order. */
export async function withClock(scenario) {
  const { setTimeout, clearTimeout } = globalThis;
  const dateNow = Date.now;
  const timers = new Map();
  let ids = 0;
  const clock = {
    wall: 1_700_000_000_000,
    line: 0,
    held: () => timers.size,
    async pass(duration) {
      const end = this.line + duration;
      await settle();
      for (;;) {
        const due = [...timers].filter(([, it]) => it.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (due === undefined) break;
        timers.delete(due[0]);
        this.to(Math.max(this.line, due[1].at));
        due[1].run();
        await settle();
      }
      this.to(end);
      await settle();
    },
    /** Time passes and no timer runs, as in a suspended laptop. */
    sleep(duration) {
      this.to(this.line + duration);
    },
    to(line) {
      this.wall += line - this.line;
      this.line = line;
    },
  };
  globalThis.setTimeout = (run, delay = 0) => {
    if (delay > 2_147_483_647) delay = 0;
    timers.set(++ids, { at: clock.line + Math.max(0, delay), run });
    return ids;
  };
  globalThis.clearTimeout = (id) => {
    timers.delete(id);
  };
  Date.now = () => clock.wall;
  try {
    await scenario(clock);
    await settle();
    equal(timers.size, 0, 'timers that are still armed');
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = dateNow;
  }
}
