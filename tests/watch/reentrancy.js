// Every callback calls back into the package, and every value of a caller throws.

import {
  READY,
  Source,
  equal,
  ok,
  pending,
  quietly,
  ready,
  rejection,
  resolution,
  runOf,
  settle,
  target,
  waitForWatch,
  waiting,
  withClock,
  zone,
} from './support.js';

const go = (source, onEvent = ready, more = {}) => waitForWatch({ ...target, source, onEvent, ...more });
const thrower = () => {
  throw new Error('thrown on purpose');
};

export const run = runOf({
  async an_event_inside_subscribe_settles_and_unsubscribes_at_once() {
    let unsubscribed = 0;
    const object = zone({}, READY);
    const source = {
      subscribe(_options, onEvent) {
        onEvent({ type: 'ADDED', object });
        return () => {
          unsubscribed += 1;
        };
      },
    };
    const wait = go(source);
    equal(unsubscribed, 1, 'before waitForWatch returned');
    ok((await resolution(wait)) === object, 'the object itself');
  },

  async on_event_cancels_its_own_wait() {
    const source = new Source();
    const wait = go(source, () => {
      wait.cancel('own');
      return 'resolve';
    });
    source.emit('ADDED', zone());
    equal((await rejection(wait, 'AbortError')).message, 'own');
    equal(source.live.size, 0, 'subscriptions');
  },

  async on_event_starts_another_wait() {
    const source = new Source();
    let inner;
    const outer = go(source, () => {
      if (inner === undefined) {
        inner = go(source, () => 'resolve');
        source.emit('ADDED', zone());
      }
      return 'continue';
    });
    source.emit('ADDED', zone());
    await resolution(inner);
    await pending(outer);
    outer.cancel();
  },

  async on_event_emits_another_event_which_is_handled_after() {
    const source = new Source();
    const order = [];
    const wait = go(source, ({ object }) => {
      order.push(`begin ${object.n}`);
      if (object.n < 3) source.emit('MODIFIED', { ...zone(), n: object.n + 1 });
      order.push(`end ${object.n}`);
      return object.n === 3 ? 'resolve' : 'continue';
    });
    source.emit('ADDED', { ...zone(), n: 1 });
    equal(order, ['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
    equal((await resolution(wait)).n, 3);
  },

  async an_unsubscribe_that_throws_harms_nothing() {
    const errors = await quietly(async () => {
      const wait = go({ subscribe: () => thrower });
      wait.cancel();
      await rejection(wait, 'AbortError');
    });
    equal(errors.length, 1, 'errors on the console');
  },

  async an_unsubscribe_that_starts_a_wait_does_not_mix_them_up() {
    const source = new Source();
    let second;
    const first = go({
      subscribe(_options, onEvent) {
        return () => {
          second = go(source, ready, { name: 'second' });
          onEvent({ type: 'ADDED', object: zone({}, READY) });
          first.cancel();
        };
      },
    });
    first.cancel();
    await rejection(first, 'AbortError');
    await pending(second);
    source.emit('ADDED', zone({ name: 'second' }, READY));
    await resolution(second);
  },

  async a_subscribe_that_throws_is_tried_again() {
    await withClock(async (clock) => {
      let calls = 0;
      const source = new Source();
      const flaky = {
        subscribe(...args) {
          calls += 1;
          return calls < 3 ? thrower() : source.subscribe(...args);
        },
      };
      const wait = go(flaky);
      await clock.pass(1_000);
      equal(calls, 2);
      await clock.pass(2_500);
      equal(calls, 3);
      source.emit('ADDED', zone({}, READY));
      await resolution(wait);
    });
  },

  async a_subscribe_that_returns_no_function_is_taken_as_it_is() {
    for (const returned of [undefined, null, 7, {}]) {
      let emit;
      const wait = go({
        subscribe(_options, onEvent) {
          emit = onEvent;
          return returned;
        },
      });
      emit({ type: 'ADDED', object: zone({}, READY) });
      await resolution(wait);
    }
  },

  async events_with_throwing_getters_are_passed_over() {
    const source = new Source();
    const wait = go(source);
    for (const event of [
      {
        get type() {
          return thrower();
        },
      },
      {
        type: 'ADDED',
        get object() {
          return thrower();
        },
      },
      { type: 'ADDED' },
      {
        type: 'ADDED',
        object: {
          get metadata() {
            return thrower();
          },
        },
      },
      undefined,
      null,
      7,
      'ADDED',
      {
        type: 'ADDED',
        object: {
          metadata: {
            get name() {
              return thrower();
            },
          },
        },
      },
      {
        type: 'ERROR',
        object: {
          get code() {
            return thrower();
          },
        },
      },
      {
        get type() {
          return { toString: thrower };
        },
      },
    ]) {
      for (const { onEvent } of [...source.live]) onEvent(event);
    }
    await pending(wait);
    source.emit('ADDED', zone({}, READY));
    await resolution(wait);
  },

  async objects_that_are_proxies_are_read_once_and_guarded() {
    const source = new Source();
    const { proxy, revoke } = Proxy.revocable(zone({}, READY), {});
    const wait = go(source);
    revoke();
    source.emit('ADDED', proxy);
    await pending(wait);
    source.emit('ADDED', new Proxy(zone({}, READY), {}));
    await resolution(wait);
  },

  async a_reading_source_that_throws_is_no_end() {
    await withClock(async (clock) => {
      let reads = 0;
      const source = new Source();
      source.read = () => {
        reads += 1;
        if (reads < 3) thrower();
        return zone({}, READY);
      };
      const wait = go(source);
      await clock.pass(1_000);
      equal(reads, 2);
      await clock.pass(2_500);
      await resolution(wait);
    });
  },

  async an_abort_inside_subscribe_ends_the_wait() {
    const controller = new AbortController();
    let unsubscribed = 0;
    const wait = go(
      {
        subscribe() {
          controller.abort();
          return () => {
            unsubscribed += 1;
          };
        },
      },
      ready,
      { signal: controller.signal },
    );
    equal(unsubscribed, 1);
    await rejection(wait, 'AbortError');
  },

  async a_late_event_after_the_end_reaches_no_one() {
    const late = [];
    let asked = 0;
    const source = {
      subscribe(_options, onEvent) {
        late.push(onEvent);
        return () => {};
      },
    };
    const first = go(source, () => {
      asked += 1;
      return 'resolve';
    });
    first.cancel();
    const second = go(source, () => 'continue');
    late[0]({ type: 'ADDED', object: zone({}, READY) });
    late[0]({ type: 'ERROR', object: { code: 400 } });
    late[0]({ type: 'BOOKMARK', object: zone() });
    equal(asked, 0);
    await rejection(first, 'AbortError');
    await pending(second);
    second.cancel();
  },

  async nothing_is_thrown_into_the_source() {
    const source = new Source();
    const waits = [
      go(source, thrower),
      go(source, () => ({
        get then() {
          return thrower();
        },
      })),
      go(source, () => 'nonsense'),
      go(source, () => ({
        get resolve() {
          return thrower();
        },
      })),
      go(source, () => new Proxy({}, { get: thrower, has: thrower })),
    ];
    for (const wait of waits) wait.catch(() => {});
    source.emit('ADDED', zone());
    for (const wait of waits) await rejection(wait);
    equal(source.live.size, 0, 'subscriptions');
  },

  async a_thenable_with_a_throwing_then_rejects() {
    const source = new Source();
    const wait = go(source, () => ({ then: thrower }));
    source.emit('ADDED', zone());
    equal((await rejection(wait)).message, 'thrown on purpose');
    await settle();
    const task = { signal: undefined, setMessage: thrower };
    const errors = await quietly(async () => {
      const wait = go(source, ready, { task });
      source.emit('ADDED', zone({}, waiting));
      source.emit('ADDED', zone({}, READY));
      await resolution(wait);
    });
    equal(errors.length, 1);
  },
});
