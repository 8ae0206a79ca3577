// When a wait reads its object, and what the answers mean.

import {
  READY,
  Source,
  equal,
  ok,
  pending,
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
const failure = (fields) => Object.assign(new Error(fields.reason), fields);
const since = (source, start) => source.readTimes.map((time) => time - start);

export const run = runOf({
  async the_object_is_read_after_subscribing() {
    const source = new Source(async (options) => {
      equal(options, target, 'options of read');
      return zone({}, READY);
    });
    const events = [];
    const wait = go(source, (event) => {
      events.push(event.type);
      return ready(event);
    });
    await resolution(wait);
    equal(events, ['ADDED']);
  },

  async a_wait_without_events_resolves_by_a_read() {
    await withClock(async (clock) => {
      let object;
      const source = new Source(async () => object);
      const wait = go(source);
      await clock.pass(1_500);
      object = zone({}, READY);
      await pending(wait);
      await clock.pass(500);
      await resolution(wait);
    });
  },

  async an_own_read_wins_over_the_sources() {
    const source = new Source(async () => zone({}, waiting));
    await resolution(go(source, ready, { read: async () => zone({}, READY) }));
    equal(source.readTimes.length, 0);
  },

  async a_read_follows_the_schedule_and_stops_with_the_wait() {
    await withClock(async (clock) => {
      const source = new Source(async () => zone({}, waiting));
      const start = Date.now();
      const wait = go(source);
      await clock.pass(10_000);
      equal(since(source, start), [0, 2_000, 10_000]);
      await clock.pass(60_000);
      ok(source.readTimes.length >= 4, 'a periodic read');
      wait.cancel();
      const count = source.readTimes.length;
      await clock.pass(200_000);
      equal(source.readTimes.length, count);
    });
  },

  async a_hanging_read_is_given_up() {
    await withClock(async (clock) => {
      const answers = [];
      const source = new Source(() => new Promise((resolve) => answers.push(resolve)));
      const wait = go(source);
      await clock.pass(10_000);
      equal(answers.length, 2, 'reads');
      answers[0](zone({}, READY));
      await pending(wait);
      answers[1](zone({}, READY));
      await resolution(wait);
    });
  },

  async a_read_overtaken_by_an_event_is_repeated() {
    await withClock(async () => {
      const answers = [];
      const source = new Source(() => new Promise((resolve) => answers.push(resolve)));
      const wait = go(source);
      source.emit('MODIFIED', zone({}, waiting));
      answers[0](zone({}, READY));
      await pending(wait);
      equal(answers.length, 2, 'repeated');
      answers[1](zone({}, READY));
      await resolution(wait);
    });
  },

  async a_missing_object_that_was_seen_is_deleted() {
    await withClock(async (clock) => {
      let object = zone({}, waiting);
      const source = new Source(async () => object);
      const types = [];
      const wait = go(source, (event) => {
        types.push(event.type);
        return 'continue';
      });
      await settle();
      object = null;
      wait.catch(() => {});
      await clock.pass(2_000);
      await rejection(wait, 'ResourceDeletedError');
      equal(types, ['ADDED', 'DELETED']);
    });
  },

  async a_rejection_with_404_means_absent() {
    await withClock(async (clock) => {
      for (const fields of [{ code: 404 }, { status: 404 }, { code: '404' }]) {
        const source = new Source(async () => {
          throw failure({ reason: 'NotFound', ...fields });
        });
        const wait = go(source, ready, { initial: zone({}, waiting) });
        wait.catch(() => {});
        await pending(wait);
        await clock.pass(2_000);
        await rejection(wait, 'ResourceDeletedError');
      }
    });
  },

  async forbidden_reads_reject_after_the_grace() {
    await withClock(async (clock) => {
      const source = new Source(async () => {
        throw failure({ code: 403, reason: 'Forbidden', message: 'not yet yours' });
      });
      const wait = go(source);
      wait.catch(() => {});
      await clock.pass(29_000);
      await pending(wait);
      await clock.pass(1_000);
      const error = await rejection(wait, 'WatchError');
      equal([error.code, error.reason, error.message], [403, 'Forbidden', 'not yet yours']);
    });
  },

  async the_last_read_before_a_timeout_can_resolve() {
    await withClock(async (clock) => {
      const source = new Source(async () =>
        Date.now() - start >= 1_000 ? zone({}, READY) : zone({}, waiting),
      );
      const start = Date.now();
      const wait = go(source, ready, { timeout: 1_000 });
      await clock.pass(999);
      await pending(wait);
      await clock.pass(1);
      await resolution(wait);
    });
  },

  async a_stream_error_leads_to_a_new_subscription() {
    await withClock(async (clock) => {
      const source = new Source(async () => zone({}, waiting));
      const start = Date.now();
      const wait = go(source);
      await clock.pass(20_000);
      source.emit('ERROR', { kind: 'Status', message: 'closed' });
      equal(source.live.size, 0, 'subscriptions');
      await clock.pass(999);
      equal(source.live.size, 0, 'subscriptions');
      await clock.pass(1);
      equal(source.live.size, 1, 'subscriptions');
      equal(since(source, start).slice(3), [20_000, 21_000]);
      source.emit('MODIFIED', zone({}, READY));
      await resolution(wait);
    });
  },

  async an_event_of_a_closed_subscription_is_ignored() {
    await withClock(async (clock) => {
      const source = new Source();
      const wait = go(source);
      const [{ onEvent: late }] = source.live;
      source.emit('ERROR', { kind: 'Status' });
      late({ type: 'ADDED', object: zone({}, READY) });
      await pending(wait);
      await clock.pass(1_000);
      late({ type: 'DELETED', object: zone() });
      source.emit('ADDED', zone({}, READY));
      await resolution(wait);
    });
  },

  async after_a_suspension_a_wait_reads_before_it_times_out() {
    await withClock(async (clock) => {
      const answers = [];
      const source = new Source(() => new Promise((resolve) => answers.push(resolve)));
      const wait = go(source, ready, { timeout: 60_000 });
      wait.catch(() => {});
      await settle();
      clock.sleep(100_000);
      await clock.pass(14_999);
      await pending(wait);
      answers.at(-1)(zone({}, READY));
      await resolution(wait);
    });
  },

  async a_list_is_offered_object_by_object() {
    for (const wrap of [(items) => items, (items) => ({ kind: 'ZoneList', metadata: {}, items })]) {
      const names = [];
      const source = new Source(async () =>
        wrap([zone({ name: 'a' }, waiting), zone({ name: 'b', uid: 'u2' }, READY), zone({ name: 'c' })]),
      );
      const wait = go(
        source,
        (event) => {
          names.push(event.object.metadata.name);
          return ready(event);
        },
        { name: undefined },
      );
      equal((await resolution(wait)).metadata.name, 'b');
      equal(names, ['a', 'b']);
    }
    const source = new Source(async () => [zone({ name: 'a' }, READY), zone({}, READY)]);
    equal((await resolution(go(source))).metadata.name, 'z');
  },

  async a_shown_page_reads_at_once_and_five_seconds_later() {
    await withClock(async (clock) => {
      const source = new Source(async () => zone({}, waiting));
      const start = Date.now();
      const wait = go(source);
      await clock.pass(11_000);
      let state = 'hidden';
      Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true });
      try {
        document.dispatchEvent(new Event('visibilitychange'));
        await clock.pass(300_000);
        equal(source.readTimes.length, 3, 'reads while hidden');
        state = 'visible';
        document.dispatchEvent(new Event('visibilitychange'));
        await clock.pass(5_000);
      } finally {
        delete document.visibilityState;
      }
      equal(since(source, start).slice(3), [311_000, 316_000]);
      wait.cancel();
    });
  },

  async a_timeout_beyond_the_longest_timer_holds() {
    await withClock(async (clock) => {
      const timeout = 2 ** 31 + 5_000;
      const wait = go(new Source(), ready, { timeout });
      wait.catch(() => {});
      await clock.pass(timeout - 1);
      await pending(wait);
      await clock.pass(1);
      await rejection(wait, 'TimeoutError');
    });
  },

  async a_clock_set_back_does_not_postpone_a_timeout() {
    await withClock(async (clock) => {
      const wait = go(new Source(), ready, { timeout: 1_000 });
      wait.catch(() => {});
      clock.wall -= 3_600_000;
      await clock.pass(1_000);
      await rejection(wait, 'TimeoutError');
    });
  },
});
