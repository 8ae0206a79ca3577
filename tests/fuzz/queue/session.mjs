// One queue with its store and its model: does each step to both, and compares them in every place where somebody
// could look.
import assert from 'node:assert/strict';
import { Bodies } from './bodies.mjs';
import { FaultyStore } from './store.mjs';
import { Model } from './model.mjs';
import { Saved } from './saved.mjs';
import { assertSame } from './compare.mjs';

export class Session {
  /** Steps that callbacks are to take. */
  inside = [];
  /** What was said on the console. */
  said = [];
  isOver = false;
  /** A store's method or somebody who was told of an end has called the queue: what changed then is written later. */
  isSavedBefore = false;
  isBetween = false;
  store;
  #failure;
  #heard;
  #calm = [];
  /** By label: the view that was the same as the model's, and after how many changes of that. */
  #same = new Map();
  #ids = new Map();

  constructor(number, TaskQueue, { config, store }, entries, time, network, counts) {
    const {
      concurrency = 3,
      cancelGrace = 5000,
      defaultTimeout = 300_000,
      isPaused = false,
      rateLimit,
      historyLimit = Infinity,
    } = config;
    const limit = entries.length === 0 ? historyLimit : Infinity;
    Object.assign(this, { number, time, network, counts, prefix: `s${number}t` });
    this.model = new Model(
      { concurrency, cancelGrace, defaultTimeout, isPaused, rateLimit, historyLimit: limit },
      time,
      network,
    );
    this.bodies = new Bodies(this);
    if (store !== undefined)
      this.store = new FaultyStore(store, entries, (view) =>
        this.called(() => view !== undefined && this.saved.checkWritten(view), 'store'),
      );
    const tell = (status) => (view) => this.bodies.event(status, view);
    this.queue = new TaskQueue({
      concurrency,
      cancelGrace,
      defaultTimeout,
      paused: isPaused,
      rateLimit,
      historyLimit: limit,
      storage: this.store?.storage,
      onTaskComplete: tell('completed'),
      onTaskFail: tell('failed'),
      onTaskCancel: tell('cancelled'),
    });
    this.saved = new Saved(this);
    this.queue.subscribe(() =>
      this.called(() => {
        this.#heard = this.queue.getSnapshot();
        this.sync();
      }),
    );
    this.#heard = this.queue.getSnapshot();
    this.checkReturned();
  }

  /** Whatever the queue calls goes through here: it would catch what goes wrong, and steps may be taken inside. `from`
   * is `'store'` or `'end'` for those who are called when statuses have been saved. */
  called(check, from) {
    if (this.isOver || this.queue === undefined || (this.isBetween && from === 'store')) return undefined;
    try {
      this.counts.callbacks += 1;
      const answer = check();
      while (this.inside.length > 0 && !this.isBetween) {
        if (this.inside[0].skip > 0) {
          this.inside[0].skip -= 1;
          break;
        }
        const [{ step }] = this.inside.splice(0, 1);
        this.counts.nested += 1;
        this.isSavedBefore ||= from !== undefined;
        this.sync();
        this.perform(step);
        this.sync();
      }
      return answer;
    } catch (error) {
      this.#failure ??= error;
      return undefined;
    }
  }

  taskAt(pick) {
    return this.model.tasks.length === 0 ? undefined : this.model.tasks[pick % this.model.tasks.length];
  }

  idOf(task) {
    if (!this.#ids.has(task)) this.#views();
    return this.#ids.get(task);
  }

  /** Does one step to the model, then to the queue. */
  perform(step) {
    const { model, queue } = this;
    this.counts.operations += 1;
    const task = step.pick === undefined ? undefined : this.taskAt(step.pick);
    const id = task === undefined ? undefined : this.idOf(task);
    switch (step.op) {
      case 'enqueue':
        return this.bodies.enqueue(step.spec);
      case 'settle':
        return this.bodies.settle(step.pick, step.ok);
      case 'act':
        return this.bodies.actLate(step.pick, step.act);
      case 'cancel':
        return id === undefined ? undefined : this.#cancel(task, id, step.way);
      case 'retry':
        return id === undefined ? undefined : this.bodies.retry(task, id);
      case 'dismiss':
        return id === undefined ? undefined : this.#agree(model.dismiss(task), queue.dismiss(id), 'dismiss');
      case 'cancelAll':
        for (const one of model.shown) {
          if ((step.status ?? one.status) === one.status && (step.group ?? one.spec.group) === one.spec.group)
            model.cancel(one);
        }
        return queue.cancelAll({ status: step.status, group: step.group });
      case 'dismissAll':
        for (const one of model.shown) model.dismiss(one);
        this.saved.dismissedAll();
        // One after the other, and the store is notified of each: the model describes no state in between.
        this.isBetween = true;
        queue.dismissAll();
        this.isBetween = false;
        return undefined;
      case 'setPriority':
        if (id === undefined) return undefined;
        if (!task.isDismissed) model.setPriority(task, step.priority);
        return queue.setPriority(id, step.priority);
      case 'pause': {
        model.isPaused = true;
        const drained = queue.pause(step.isDraining ? { drain: true } : undefined);
        return step.isDraining ? this.#await(drained, () => model.count('running') === 0) : undefined;
      }
      case 'resume':
        model.isPaused = false;
        return queue.resume();
      case 'setConcurrency':
        model.concurrency = step.concurrency;
        return queue.setConcurrency(step.concurrency);
      case 'network':
        model.networkBecomes(step.isOnline);
        return this.network.become(step.isOnline);
      case 'onIdle':
        return this.#await(queue.onIdle(), () => model.count('running') + model.count('pending') === 0);
      case 'onEmpty':
        return this.#await(queue.onEmpty(), () => model.count('pending') === 0);
      case 'dispose':
        model.dispose();
        return queue.dispose();
      case 'change':
        return this.store?.tellOfChange();
      case 'ready':
        return this.store?.tellReady();
      case 'answerLate':
        return this.store?.answerLate();
      case 'outside':
        return this.saved.outside(step);
      // Under a rate it would make another start possible in the middle of a call, which may come now or with the timer.
      case 'pass':
        return model.rateLimit === undefined ? this.time.pass(step.ms) : undefined;
      case 'setBack':
        // What nobody has looked at of the time is lost with the clock.
        queue.inspect();
        this.time.wall -= step.ms;
        this.store?.clockSetBack();
        return void queue.inspect();
      default:
        throw new Error(`no such step: ${step.op}`);
    }
  }

  fire({ due, callback }) {
    this.saved.begin();
    this.model.fired(this.time.elapsed - due > 30_000);
    callback();
  }

  /** Brings the model to where the queue is, by what may happen at any time within a call; else they differ. */
  sync(except) {
    while (!this.isBetween) {
      const found = this.#differences(except);
      if (found.length === 0) return;
      const step = found.map(({ task, view }) => this.#wayTo(task, view)).find((way) => way !== undefined);
      if (step !== undefined) {
        step();
        continue;
      }
      const [{ task, view }] = found;
      if (view === undefined) assert.fail(`task ${task.label} is not shown`);
      assertSame(view, this.model.view(task), this.prefix, `task ${task.label}`);
    }
  }

  #wayTo(task, view) {
    const { model, bodies } = this;
    // Of what ended together by a dispose, any may be the oldest.
    if (view === undefined && model.isDisposed && model.oldestTooMany !== undefined)
      return () => model.dismiss(task);
    const [, quietly] = model.quietly.find(([one]) => one === task) ?? [];
    const settling = bodies.settling.find((body) => body.task === task);
    return quietly ?? (settling && (() => bodies.hasSettled(settling)));
  }

  /** An outermost call has returned: everything that follows from it is done. */
  checkReturned(isOneCall = true) {
    this.#rethrow();
    this.#beQuiet();
    const { model, queue } = this;
    model.hold();
    const settling = this.bodies.settling;
    this.bodies.settling = [];
    this.sync();
    this.bodies.settling = settling;
    assert.deepEqual(
      model.expected.map(({ kind, task }) => `${kind} ${task.label}`),
      [],
      'who should have been called',
    );
    // Where time has passed inside a callback, the timer has yet to say that the rate allows another start.
    if (!this.#isRateToFire)
      assert.deepEqual(
        model.overdue.map(({ label }) => label),
        [],
        'who should have started',
      );
    const running = model.count('running'),
      waiting = model.count('pending');
    assert.deepEqual(
      [queue.running, queue.waiting, queue.size],
      [running, waiting, running + waiting],
      'counts',
    );
    assert.equal(queue.paused, model.isPaused);
    assert.equal(queue.getSnapshot(), queue.getSnapshot());
    this.saved.checkReturned(isOneCall);
  }

  /** All microtasks have run. */
  checkSettled() {
    this.#rethrow();
    while (this.bodies.settling.length > 0) {
      this.bodies.hasSettled(this.bodies.settling[0]);
      this.#beQuiet();
    }
    this.checkReturned(false);
    if (!this.model.isDisposed)
      assert.equal(this.#heard, this.queue.getSnapshot(), 'listeners are told before the next macrotask');
    this.bodies.checkHandles();
    this.#checkTimer();
    for (const { isCalm, isTold } of this.#calm)
      assert.ok(isTold() || !(isCalm() || this.model.isDisposed), 'who waits for calm is told');
    this.saved.checkSettled();
    this.isSavedBefore = false;
  }

  checkSaved() {
    this.saved.checkAll();
  }

  /** Nobody drives this queue any more. */
  leave() {
    this.isOver = true;
    if (this.store !== undefined) this.store.isOff = true;
    this.queue.dispose();
  }

  #cancel(task, id, way) {
    if (way === 'signal') {
      if (task.controller === undefined || task.isSignalAborted) return;
      task.isSignalAborted = true;
      this.model.cancel(task);
      task.controller.abort();
      return;
    }
    this.model.cancel(task);
    const handle = way === 'handle' ? this.bodies.handleOf(task) : undefined;
    if (handle === undefined) this.queue.cancel(id);
    else handle.cancel();
  }

  #agree(expected, given, what) {
    assert.equal(given, expected, what);
  }

  #await(promise, isCalm) {
    let isTold = false;
    promise.then(() => (isTold = true));
    this.#calm.push({ isCalm, isTold: () => isTold });
  }

  #beQuiet() {
    for (;;) {
      const [, quietly] = this.model.quietly[0] ?? [];
      if (quietly === undefined || this.#isRateToFire) return;
      if (this.model.isDisposed && this.model.oldestTooMany !== undefined) return;
      quietly();
    }
  }

  #rethrow() {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  get #isRateToFire() {
    return this.model.rateLimit !== undefined && this.time.timers.some(({ due }) => due <= this.time.elapsed);
  }

  #checkTimer() {
    const { timers } = this.time;
    const { model } = this;
    assert.ok(timers.length <= 1, `${timers.length} timers`);
    const isHolding = model.tasks.some(({ status, isHeld }) => status === 'pending' && isHeld);
    assert.equal(this.network.listeners, isHolding ? 1 : 0, 'who listens to the network');
    const isCalm = model.due === Infinity && model.count('running') === 0;
    if (isCalm && !this.#isRateToFire) assert.equal(timers.length, 0, 'a timer while nothing is to happen');
    if (model.due < Infinity)
      assert.ok(
        timers.length === 1 && timers[0].due <= Math.max(model.due, this.time.elapsed),
        'the timer comes too late',
      );
  }

  #views() {
    const views = new Map();
    for (const view of this.queue.getSnapshot()) {
      if (!view.title.startsWith(this.prefix)) continue;
      const task = this.model.tasks[parseInt(view.title.slice(this.prefix.length), 10)];
      views.set(task, view);
      this.#ids.set(task, view.id);
    }
    return views;
  }

  /** The tasks that the queue shows differently from the model. */
  #differences(except) {
    const found = [];
    const views = this.#views();
    for (const task of this.model.shown) {
      if (task === except) continue;
      const view = views.get(task);
      if (view === undefined) {
        found.push({ task, view });
        continue;
      }
      const same = this.#same.get(task);
      if (same?.view === view && same.changes === task.changes) continue;
      if (assertSame.isSame(view, this.model.view(task), this.prefix))
        this.#same.set(task, { view, changes: task.changes });
      else found.push({ task, view });
    }
    if (found.length > 0) return found;
    for (const task of views.keys())
      assert.ok(task?.isListed && !task.isDismissed, 'a task is shown that is none any more');
    assert.deepEqual(
      [...views.keys()].map(({ label }) => label),
      this.model.shown.map(({ label }) => label),
      'the order',
    );
    return found;
  }
}
