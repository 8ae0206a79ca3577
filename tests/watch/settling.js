// How a wait ends, and that it releases everything.

import {
  READY,
  Source,
  equal,
  makeWait,
  ok,
  pending,
  ready,
  rejectAll,
  rejection,
  resolution,
  runOf,
  setWatchSource,
  settle,
  sleep,
  target,
  waitForWatch,
  waiting,
  withClock,
  zone,
} from './support.js';

const go = (source, onEvent, more = {}) => waitForWatch({ ...target, source, onEvent, ...more });
const on = () => 'continue';

export const run = runOf({
  async it_is_a_promise_that_carries_itself_and_cancel() {
    const source = new Source();
    const wait = go(source, ready);
    ok(wait instanceof Promise && wait.promise === wait, 'a real promise');
    const { promise, cancel } = wait;
    cancel('enough');
    equal((await rejection(promise, 'AbortError')).message, 'enough');
  },

  async on_event_sees_its_target_and_resolves_with_the_object() {
    const source = new Source();
    const seen = [];
    const wait = go(source, (event) => {
      seen.push(event.type);
      return ready(event);
    });
    equal([...source.live][0].options, target, 'options of subscribe');
    source.emit('ADDED', zone({}, waiting));
    const last = zone({}, READY);
    source.emit('MODIFIED', last);
    ok((await resolution(wait)) === last, 'the object itself');
    equal(seen, ['ADDED', 'MODIFIED']);
    equal(source.live.size, 0, 'subscriptions');
  },

  async each_answer_of_on_event_settles_as_the_contract_says() {
    const source = new Source();
    const value = { any: 'thing' };
    const error = { not: 'an Error' };
    const answers = [
      [undefined, 'pending'],
      ['continue', 'pending'],
      [Promise.resolve('continue'), 'pending'],
      [{ resolve: value }, 'resolved'],
      [{ resolve: undefined }, 'resolved'],
      [Promise.resolve({ resolve: 0 }), 'resolved'],
      [{ reject: error }, 'rejected'],
      [Promise.reject(error), 'rejected'],
      [{ then: (yes) => yes('resolve') }, 'resolved'],
    ];
    for (const [answer, state] of answers) {
      const wait = go(source, () => answer);
      source.emit('ADDED', zone());
      if (state === 'pending') {
        await pending(wait);
        wait.cancel();
        await rejection(wait, 'AbortError');
      } else if (state === 'resolved') {
        const got = await resolution(wait);
        ok(answer.resolve === undefined || got === answer.resolve, 'the value itself');
      } else {
        ok((await rejection(wait)) === error, 'the error itself');
      }
      equal(source.live.size, 0, 'subscriptions');
    }
  },

  async a_rejecting_answer_is_a_watch_error_with_code_rejected() {
    const source = new Source();
    const wait = go(source, () => 'reject');
    source.emit('ADDED', zone());
    equal((await rejection(wait, 'WatchError')).code, 'rejected');
  },

  async an_answer_that_is_none_is_a_type_error() {
    const source = new Source();
    for (const answer of [
      'done',
      null,
      1,
      true,
      {},
      [],
      Symbol('s'),
      Promise.resolve('ready'),
      () => 'resolve',
    ]) {
      const wait = go(source, () => answer);
      source.emit('ADDED', zone());
      ok((await rejection(wait, 'TypeError')).message.includes('onEvent'), 'names onEvent');
    }
  },

  async what_on_event_throws_rejects_that_wait_alone() {
    const source = new Source();
    const thrown = new RangeError('mine');
    const one = go(source, () => {
      throw thrown;
    });
    const two = go(source, ready);
    source.emit('ADDED', zone({}, waiting));
    ok((await rejection(one)) === thrown, 'the error itself');
    source.emit('MODIFIED', zone({}, READY));
    await resolution(two);
  },

  async answers_that_are_promises_are_handled_in_order() {
    const source = new Source();
    const order = [];
    const gates = [];
    const wait = go(source, (event) => {
      order.push(event.object.n);
      return new Promise((resolve) => gates.push(resolve));
    });
    for (let n = 1; n <= 3; n++) source.emit('MODIFIED', { ...zone(), n });
    equal(order, [1], 'only the first is asked');
    gates[0]('continue');
    await settle();
    equal(order, [1, 2]);
    source.emit('MODIFIED', { ...zone(), n: 4 });
    gates[1]('continue');
    await settle();
    gates[2]('continue');
    await settle();
    equal(order, [1, 2, 3, 4]);
    gates[3]('resolve');
    equal((await resolution(wait)).n, 4);
  },

  async a_promise_answered_after_cancel_changes_nothing() {
    const source = new Source();
    let answer;
    const wait = go(
      source,
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    source.emit('ADDED', zone());
    wait.cancel();
    answer('resolve');
    await rejection(wait, 'AbortError');
  },

  async cancel_rejects_with_an_abort_error() {
    const source = new Source();
    const cause = { mine: true };
    for (const [reason, check] of [
      [undefined, (error) => !('cause' in error)],
      ['\ud800 lone', (error) => error.message === '\ud800 lone' && !('cause' in error)],
      [cause, (error) => error.cause === cause],
    ]) {
      const wait = go(source, on);
      wait.cancel(reason);
      wait.cancel('again');
      ok(check(await rejection(wait, 'AbortError')), String(reason));
      equal(source.live.size, 0, 'subscriptions');
    }
  },

  async cancelling_raises_no_unhandled_rejection(_held, unhandled) {
    const source = new Source();
    go(source, on).cancel();
    const controller = new AbortController();
    go(source, on, { signal: controller.signal });
    controller.abort();
    go(source, on, { signal: AbortSignal.abort() });
    await sleep(20);
    equal(unhandled.errors.length, 0, String(unhandled.errors));
  },

  async a_failure_that_nobody_awaits_is_reported(_held, unhandled) {
    const source = new Source();
    go(source, () => 'reject');
    source.emit('ADDED', zone());
    await sleep(20);
    equal(
      unhandled.errors.splice(0).map((it) => it.name),
      ['WatchError'],
    );
  },

  async an_aborted_signal_rejects_with_its_own_reason() {
    const source = new Source();
    const controller = new AbortController();
    const reason = { why: 'closed' };
    const wait = go(source, on, { signal: controller.signal });
    controller.abort(reason);
    ok((await rejection(wait)) === reason, 'the reason itself');
  },

  async a_signal_aborted_before_subscribes_to_nothing() {
    const source = new Source();
    const reason = new Error('before');
    ok(
      (await rejection(go(source, on, { signal: AbortSignal.abort(reason) }))) === reason,
      'the reason itself',
    );
    equal(source.opened, 0, 'subscriptions made');
  },

  async a_timeout_says_conditions_time_and_appearance() {
    await withClock(async (clock) => {
      const source = new Source();
      const never = go(source, on, { timeout: 1_000, name: 'other' });
      const wait = go(source, on, { timeout: 1_000 });
      await clock.pass(400);
      source.emit('ADDED', zone({}, waiting));
      await clock.pass(599);
      await pending(wait);
      await clock.pass(1);
      const error = await rejection(wait, 'TimeoutError');
      equal([error.conditions, error.sinceLastEvent, error.appeared], [waiting, 600, true]);
      for (const part of ['1000 ms', 'Ready=False', 'waiting for servers', '600 ms ago']) {
        ok(error.message.includes(part), `${part} in ${error.message}`);
      }
      const unseen = await rejection(never, 'TimeoutError');
      equal([unseen.conditions, 'sinceLastEvent' in unseen, unseen.appeared], [[], false, false]);
      ok(unseen.message.includes('never appeared'), unseen.message);
    });
  },

  async wrong_options_reject_with_a_type_error_that_names_them() {
    const source = new Source();
    const right = { ...target, source, onEvent: on };
    for (const [field, value] of Object.entries({
      resourceType: 7,
      orgId: 1,
      projectId: {},
      namespace: 3,
      name: null,
      labelSelector: [],
      fieldSelector: false,
      userScoped: 'yes',
      onEvent: 'resolve',
      read: {},
      initial: 'z',
      task: 1,
      signal: {},
      source: {},
      timeout: '5',
      onDeleted: 'ignore',
      forbiddenGrace: -1,
    })) {
      const error = await rejection(waitForWatch({ ...right, [field]: value }), 'TypeError');
      ok(error.message.includes(`\`${field}\``), error.message);
    }
    for (const value of [undefined, NaN]) {
      await rejection(waitForWatch({ ...right, resourceType: undefined }), 'TypeError');
      await rejection(waitForWatch({ ...right, timeout: NaN }), 'TypeError');
      await rejection(waitForWatch(value), 'TypeError');
    }
    equal(source.opened, 0, 'subscriptions made');
    for (const timeout of [0, -1, null, Infinity, undefined]) {
      const wait = waitForWatch({ ...right, timeout });
      await pending(wait);
      wait.cancel();
    }
  },

  async options_whose_getters_throw_reject() {
    const source = new Source();
    const thrown = new Error('getter');
    for (const field of ['name', 'onEvent', 'signal', 'source', 'task', 'timeout', 'initial']) {
      const options = Object.defineProperty({ ...target, source, onEvent: on }, field, {
        get() {
          throw thrown;
        },
      });
      ok((await rejection(waitForWatch(options))) === thrown, field);
    }
    const traits = {
      subscribe() {},
      get consistent() {
        throw thrown;
      },
    };
    ok((await rejection(go(traits, on))) === thrown, 'source.consistent');
    const bad = {
      get metadata() {
        throw thrown;
      },
    };
    ok((await rejection(go(source, on, { initial: bad }))) === thrown, 'initial.metadata');
    equal(source.live.size, 0, 'subscriptions');
  },

  async without_a_source_the_rejection_names_set_watch_source() {
    const error = await rejection(waitForWatch({ ...target, onEvent: on }));
    ok(error.message.includes('setWatchSource'), error.message);
  },

  async set_watch_source_refuses_what_has_no_subscribe() {
    for (const source of [{}, 1, 'x', { subscribe: 1 }]) {
      let error;
      try {
        setWatchSource(source);
      } catch (thrown) {
        error = thrown;
      }
      equal(error?.name, 'TypeError', String(source));
    }
    const source = new Source();
    setWatchSource(source);
    const wait = waitForWatch({ ...target, onEvent: ready });
    setWatchSource(null);
    await rejection(waitForWatch({ ...target, onEvent: on }));
    source.emit('ADDED', zone({}, READY));
    await resolution(wait);
  },

  async the_source_of_a_wait_wins_over_the_pages() {
    const [page, own] = [new Source(), new Source()];
    setWatchSource(page);
    const wait = go(own, ready);
    equal([page.live.size, own.live.size], [0, 1]);
    own.emit('ADDED', zone({}, READY));
    await resolution(wait);
  },

  async initial_is_judged_first_and_pins_its_uid() {
    const source = new Source();
    const made = zone({}, READY);
    ok((await resolution(go(source, ready, { initial: made }))) === made, 'resolves with initial');
    equal(source.opened, 0, 'subscriptions made');
    const wait = go(source, ready, { initial: zone({}, waiting) });
    source.emit('ADDED', zone({ uid: 'u2' }, waiting));
    await rejection(wait, 'ResourceDeletedError');
  },

  async deletion_rejects_and_can_be_waited_out() {
    const source = new Source();
    const strict = go(source, ready);
    const patient = go(source, ready, { onDeleted: 'continue' });
    source.emit('ADDED', zone({}, waiting));
    source.emit('DELETED', zone({}, waiting));
    equal((await rejection(strict, 'ResourceDeletedError')).message.includes('z'), true);
    source.emit('ADDED', zone({ uid: 'u2' }, READY));
    await resolution(patient);
  },

  async other_names_and_namespaces_are_ignored() {
    const source = new Source();
    let asked = 0;
    const wait = go(source, (event) => {
      asked += 1;
      return ready(event);
    });
    source.emit('ADDED', zone({ name: 'other' }, READY));
    source.emit('DELETED', zone({ namespace: 'kube-system' }, READY));
    equal(asked, 0);
    await pending(wait);
    source.emit('ADDED', zone({}, READY));
    await resolution(wait);
  },

  async bookmarks_and_errors_never_reach_on_event() {
    await withClock(async () => {
      const source = new Source();
      let asked = 0;
      const wait = go(source, () => {
        asked += 1;
        return 'resolve';
      });
      source.emit('BOOKMARK', zone({}, READY));
      source.emit('ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
      source.emit('SOMETHING', zone({}, READY));
      equal(asked, 0);
      wait.cancel();
    });
  },

  async a_client_error_rejects_with_the_status() {
    const source = new Source();
    const wait = go(source, on);
    source.emit('ERROR', { kind: 'Status', code: 422, reason: 'Invalid', message: 'no such field' });
    const error = await rejection(wait, 'WatchError');
    equal([error.code, error.reason, error.message], [422, 'Invalid', 'no such field']);
    equal(source.live.size, 0, 'subscriptions');
  },

  async a_task_gives_its_signal_and_gets_the_message() {
    const source = new Source();
    const controller = new AbortController();
    const lines = [];
    const task = {
      signal: controller.signal,
      setMessage(line) {
        lines.push([this === task, line]);
      },
    };
    const wait = go(source, ready, { task });
    source.emit('ADDED', zone({}, waiting));
    source.emit('MODIFIED', zone({}, waiting));
    equal(lines, [[true, 'waiting for servers']], 'set once per change');
    const reason = new Error('cancelled');
    controller.abort(reason);
    ok((await rejection(wait)) === reason, 'the reason itself');
  },

  async a_start_that_throws_rejects_the_wait() {
    const blocked = new Error('blocked by CSP');
    const wait = makeWait(() => {
      throw blocked;
    });
    ok(wait.promise === wait, 'still a wait');
    wait.cancel();
    ok((await rejection(wait)) === blocked, 'the error itself');
  },

  async reject_all_ends_what_is_in_flight_and_unsubscribes() {
    // With a host of the test's own: after a trap the instance is thrown away, and this one lives on.
    let closed = 0;
    const wait = makeWait((deferred) => {
      deferred.host = {
        close() {
          closed += 1;
        },
        cancel() {},
      };
    });
    const trap = new Error('the wasm trapped');
    rejectAll(trap);
    ok((await rejection(wait)) === trap, 'the error itself');
    rejectAll(trap);
    equal(closed, 1);
  },

  async every_ending_releases_everything() {
    await withClock(async (clock) => {
      const read = () => new Promise(() => {});
      let controller;
      const endings = {
        resolve: (source) => source.emit('ADDED', zone({}, READY)),
        cancel: (_source, wait) => wait.cancel(),
        abort: () => controller.abort(),
        deleted: (source) => {
          source.emit('ADDED', zone());
          source.emit('DELETED', zone());
        },
        refused: (source) => source.emit('ERROR', { code: 400 }),
        timeout: () => clock.pass(40_000),
      };
      for (const [name, end] of Object.entries(endings)) {
        const source = new Source(read);
        controller = new AbortController();
        const wait = go(source, ready, { signal: controller.signal, timeout: 30_000 });
        wait.catch(() => {});
        ok(clock.held() === 1 && source.live.size === 1, `${name}: one timer, one subscription`);
        await end(source, wait);
        await settle();
        equal([clock.held(), source.live.size], [0, 0], name);
      }
    });
  },

  async ten_thousand_waits_leave_nothing() {
    const source = new Source();
    const waits = [];
    for (let i = 0; i < 10_000; i++) waits.push(go(source, ready, { name: `z${i}`, timeout: 100_000 }));
    equal(source.live.size, 10_000);
    let i = 0;
    for (const { onEvent } of [...source.live])
      onEvent({ type: 'ADDED', object: zone({ name: `z${i++}` }, READY) });
    await Promise.all(waits);
    equal(source.live.size, 0, 'subscriptions');
  },
});
