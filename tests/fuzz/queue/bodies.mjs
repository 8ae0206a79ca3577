// What a queue's user gives it: bodies, callbacks and handles. Each call of one is held against the model.
import assert from 'node:assert/strict';
import { isPresent } from './model.mjs';

export class Bodies {
  /** Bodies that have returned or settled, in order, of which the queue need not know yet. */
  settling = [];
  /** Bodies that settle when told to. */
  open = [];
  #contexts = [];
  #session;
  #last = 0;

  constructor(session) {
    this.#session = session;
  }

  enqueue(spec) {
    const { model, queue, prefix } = this.#session;
    let task;
    const add = () => {
      const { length } = model.tasks;
      task = model.tasks[model.enqueue(spec)];
      return model.tasks.length > length;
    };
    let isNew;
    const options = this.#optionsOf(spec, () => task);
    if (spec.isGetter) {
      Object.defineProperty(options, 'title', {
        get: () => {
          this.#session.called(() => {});
          isNew = add();
          return `${prefix}${task.label}`;
        },
      });
    } else {
      isNew = add();
      options.title = `${prefix}${task.label}`;
    }
    const handle = queue.enqueue(options);
    if (isNew) {
      task.controller = spec.hasSignal ? options.controller : undefined;
      this.#note(task, handle);
    } else if (this.handleOf(task) !== undefined)
      assert.equal(handle, this.handleOf(task), 'the handle of the task with the dedupeKey');
  }

  retry(task, id) {
    const { model, queue } = this.#session;
    const isExpected = model.retry(task);
    const ordinal = task.retryCount;
    const handle = queue.retry(id);
    assert.equal(handle !== undefined, isExpected, 'whether it can be retried');
    if (handle !== undefined) this.#note(task, handle, ordinal);
  }

  settle(pick, isSuccess) {
    if (this.open.length === 0) return;
    const [body] = this.open.splice(pick % this.open.length, 1);
    const value = isSuccess ? `r${++this.#last}` : this.#errorOf(body.task.spec);
    this.settling.push({ ...body, isSuccess, value });
    (isSuccess ? body.resolve : body.reject)(value);
  }

  hasSettled(settling) {
    const { model } = this.#session;
    this.settling.splice(this.settling.indexOf(settling), 1);
    const { task, run, position, isSuccess, value } = settling;
    if (position === undefined) model.settle(task, run, isSuccess, value);
    else model.settleItem(task, run, position, isSuccess, value);
  }

  /** A context speaks, of a present run or of an old one. */
  actLate(pick, act) {
    const { length } = this.#contexts;
    if (length > 0) this.#act(this.#contexts[length - 1 - (pick % Math.min(length, 6))], act);
  }

  /** The queue's own callback for an ending. */
  event(status, view) {
    this.#session.called(() => {
      const told = this.#take(
        'event',
        (one) =>
          one.outcome.status === status && view.title.startsWith(`${this.#session.prefix}${one.task.label}`),
      );
      assert.deepEqual(
        [view.status, view.completed, view.failed],
        [status, told.outcome.completed, told.outcome.failed],
        'the view of the end',
      );
    }, 'end');
  }

  handleOf(task) {
    const last = task.handles?.at(-1);
    return last !== undefined && last.ordinal === task.retryCount ? last.handle : undefined;
  }

  checkHandles() {
    for (const task of this.#session.model.tasks) {
      for (const { isRead, settled, ordinal } of task.handles) {
        const expected = task.outcomes[ordinal];
        if (!isRead) continue;
        assert.equal(
          settled.length,
          expected === undefined ? 0 : 1,
          `how often handle ${ordinal} of task ${task.label} has settled`,
        );
        if (expected !== undefined) sameOutcome(settled[0], expected);
      }
    }
  }

  /** Reads the promises that were not read in time. */
  readLate() {
    for (const task of this.#session.model.tasks)
      for (const entry of task.handles) if (!entry.isRead) read(entry);
  }

  #note(task, handle, ordinal = 0) {
    const entry = { handle, ordinal, isRead: false, settled: [] };
    if (!task.spec.isLateRead) read(entry);
    task.handles ??= [];
    task.handles.push(entry);
    task.handles.sort((one, other) => one.ordinal - other.ordinal);
  }

  #optionsOf(spec, taskOf) {
    const options = {};
    for (const field of [
      'items',
      'itemConcurrency',
      'errorStrategy',
      'timeout',
      'totalTimeout',
      'priority',
      'key',
      'group',
      'dedupeKey',
    ])
      if (spec[field] !== undefined) options[field] = spec[field];
    if (spec.items !== undefined && spec.isItemwise)
      options.processItem = (_, ctx) => this.#startItem(taskOf(), ctx);
    else options.processor = (ctx) => this.#start(taskOf(), ctx);
    if (spec.retry !== undefined) {
      spec.retry.minDelay ??= 100;
      spec.retry.maxDelay ??= 250;
      spec.retry.factor ??= 2;
      const { attempts, minDelay, maxDelay, factor } = spec.retry;
      options.retry = {
        attempts,
        minDelay,
        maxDelay,
        factor,
        jitter: 0,
        retryIf: (error) => this.#ask(taskOf(), error),
      };
    }
    if (spec.hasSignal) {
      const controller = new AbortController();
      options.signal = controller.signal;
      Object.defineProperty(options, 'controller', { value: controller });
    }
    options.onComplete = (outcome) => this.#tell(taskOf(), outcome);
    return options;
  }

  #start(task, ctx) {
    const entry = { task, ctx, run: undefined };
    this.#session.called(() => {
      this.#untilTrue(task, () => this.#session.model.start(task), 'starts');
      this.#session.sync();
      entry.run = task.run;
      assert.equal(ctx.attempt, task.attempt);
      ctx.onCancel(() => this.#aborted(entry));
      this.#contexts.push(entry);
      for (const act of task.spec.acts ?? []) this.#act(entry, act);
    });
    return this.#bodyOf(entry, undefined);
  }

  #startItem(task, ctx) {
    const position = ctx.index;
    const entry = { task, ctx, position, run: undefined };
    const { model } = this.#session;
    this.#session.called(() => {
      this.#untilTrue(
        task,
        () => (task.status === 'running' || model.start(task)) && model.startItem(task, position),
        `starts item ${position}`,
      );
      entry.run = task.run;
      if (task.heardRun !== task.run) {
        task.heardRun = task.run;
        ctx.signal.addEventListener('abort', () => this.#aborted(entry));
      }
      this.#contexts.push(entry);
      for (const act of task.spec.acts ?? []) this.#act(entry, act);
    });
    return this.#bodyOf(entry, position);
  }

  /** Reports settled bodies to the model until a state matches the queue's. */
  #untilTrue(task, isTrue, what) {
    this.#session.sync(task);
    for (;;) {
      if (isTrue()) return;
      assert.ok(this.settling.length > 0, `task ${task.label} ${what}, and it is not its turn`);
      this.hasSettled(this.settling.find((body) => body.task === task) ?? this.settling[0]);
    }
  }

  #bodyOf({ task, run }, position) {
    const settle = (isSuccess, value) => {
      if (run !== undefined) this.settling.push({ task, run, position, isSuccess, value });
      return value;
    };
    switch (task.spec.end) {
      case 'hang':
        return new Promise(() => {});
      case 'return':
        return settle(true, 'returned');
      case 'void':
        return settle(true, undefined);
      case 'throw':
        throw settle(false, this.#errorOf(task.spec));
      case 'resolved':
        return Promise.resolve(settle(true, 'resolved'));
      case 'rejected':
        return Promise.reject(settle(false, this.#errorOf(task.spec)));
      default:
        return new Promise((resolve, reject) => this.open.push({ task, run, position, resolve, reject }));
    }
  }

  #errorOf({ retry }) {
    const error = new Error(`e${++this.#last}`);
    if (retry?.retryAfter !== undefined) error.retryAfter = retry.retryAfter;
    return error;
  }

  #act({ task, run, ctx, position }, { act, id, value }) {
    if (run === undefined) return;
    const { model } = this.#session;
    const isOfItem = position !== undefined;
    if (act === 'succeed' || act === 'fail') {
      const own = isOfItem && (id === undefined || id === task.ids[position]);
      // An item that has settled reports nothing more while its run continues.
      if (!own || !isPresent(task, run) || task.items[position].inFlight) {
        model.report(task, run, own ? task.ids[position] : id, act === 'succeed', 'm');
      }
      if (act === 'succeed') ctx.succeed(id);
      else ctx.fail(id, 'm');
    } else if (!isOfItem) {
      const values = { message: `m${value}`, title: ` ${value}`, result: value, progress: value / 4 };
      model.set(task, run, act, values[act]);
      if (act === 'message') ctx.setMessage(values.message);
      else if (act === 'title') ctx.setTitle(`${this.#session.prefix}${task.label}${values.title}`);
      else if (act === 'result') ctx.setResult(value);
      else ctx.setProgress(values.progress);
    }
  }

  #aborted({ task, run, ctx }) {
    this.#session.called(() => {
      this.#take('abort', (one) => one.task === task && one.run === run, task);
      assert.ok(ctx.cancelled && ctx.signal.aborted, 'the signal is aborted');
      this.#session.sync();
    });
  }

  #ask(task, error) {
    let isAgain = task.spec.retry.says !== 'no';
    this.#session.called(() => {
      const { run } = this.#take('ask', (one) => one.task === task, task);
      const { attempt } = task;
      this.#session.sync();
      task.asked = { run, attempt };
    });
    const { asked } = task;
    if (asked === undefined) return isAgain;
    task.asked = undefined;
    if (task.spec.retry.says === 'throws' && asked.attempt > 1) isAgain = false;
    this.#session.model.decide(task, asked.run, isAgain, error?.retryAfter);
    if (task.spec.retry.says === 'throws' && !isAgain) throw new Error('no');
    return isAgain;
  }

  #tell(task, outcome) {
    this.#session.called(() => {
      const told = this.#take('tell', (one) => one.task === task, task);
      sameOutcome(outcome, told.outcome);
      this.#session.model.expected.unshift({ ...told, kind: 'event' });
      this.#session.sync();
      this.#session.saved.checkTold(task);
    }, 'end');
  }

  /** What the queue was to call, which it now has; before that more may have settled. */
  #take(kind, isIt, about) {
    const { model } = this.#session;
    for (;;) {
      const at = model.expected.findIndex((one) => one.kind === kind && isIt(one));
      if (at >= 0) return model.expected.splice(at, 1)[0];
      const [, quietly] = model.quietly.find(([task]) => task === about) ?? model.quietly[0] ?? [];
      const settling = this.settling.find(({ task }) => task === about) ?? this.settling[0];
      if (settling?.task !== about && quietly !== undefined) quietly();
      else {
        assert.ok(settling !== undefined, `nobody was to be called now: ${kind}`);
        this.hasSettled(settling);
      }
    }
  }
}

function read(entry) {
  entry.isRead = true;
  entry.handle.promise.then((outcome) => entry.settled.push(outcome));
}

function sameOutcome({ status, completed, failed, failedItems, result }, expected) {
  assert.deepEqual({ status, completed, failed, failedItems, result }, expected, 'the outcome');
}
