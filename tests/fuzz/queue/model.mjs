// What a queue is, as plainly as the contract says it: everything is found by looking at all tasks. It knows no
// package; the player (`play.mjs`) tells it what was asked of the queue and whom the queue called, and it says whether
// that was right.
import { entryOf, follow, makeTask, shownProgress } from './task.mjs';

const AFTER_SUSPENSION = 15_000;
export const hasEnded = (task) => ['completed', 'failed', 'cancelled'].includes(task.status);

export class Model {
  tasks = [];
  /** Callbacks that must come before the outermost call returns: aborts, questions, news of endings. */
  expected = [];
  starts = [];
  isDisposed = false;
  #counter = 0;

  /** `time` has `elapsed`, on which deadlines stand, and `wall`, which views show; `network` says whether it `isOnline`. */
  constructor(config, time, network) {
    Object.assign(this, { time, network, ...config });
  }

  // What is asked of the queue.

  /** The label of the new task, or of the one that has the `dedupeKey`. */
  enqueue(spec) {
    const isLike = (task) => task.spec.dedupeKey === spec.dedupeKey && task.isListed && !hasEnded(task);
    // Of several, which only retries make, the one that has waited or run the longest.
    const [known] =
      spec.dedupeKey === undefined
        ? []
        : this.tasks.filter(isLike).sort((one, other) => one.begunAs - other.begunAs);
    if (known !== undefined) return known.label;
    const task = makeTask(this.tasks.length, spec, this.time.wall);
    task.place = task.begunAs = this.#counter++;
    task.isListed = !this.isDisposed;
    this.tasks.push(task);
    if (this.isDisposed) this.#end(task, 'cancelled');
    return task.label;
  }

  cancel(task) {
    if (hasEnded(task) || task.cancelRequested) return;
    task.cancelRequested = true;
    this.#changed(task);
    if (task.status === 'pending') {
      this.#end(task, 'cancelled');
      return;
    }
    this.#abort(task);
    task.due = this.time.elapsed + this.cancelGrace;
    task.deadlineAt = undefined;
    const isOver = task.isItemwise && !task.items.some(({ inFlight }) => inFlight);
    if (this.cancelGrace <= 0 || isOver) this.#end(task, 'cancelled');
  }

  retry(task) {
    if (task.isDismissed || !['failed', 'cancelled'].includes(task.status)) return false;
    const place = this.#counter++;
    Object.assign(task, {
      status: 'pending',
      place,
      begunAs: place,
      cancelRequested: false,
      attempt: 0,
      retryCount: task.retryCount + 1,
      totalDue: Infinity,
      startedAt: undefined,
      completedAt: undefined,
      result: undefined,
      message: undefined,
      run: -1,
      isHeld: false,
    });
    this.#clear(task);
    this.#statusChanged(task);
    const isLeft = this.#takeLate(task);
    if (this.isDisposed) this.#end(task, 'cancelled');
    else if (!isLeft) this.#end(task, 'completed');
    if (task.isSignalAborted) this.cancel(task);
    return true;
  }

  dismiss(task) {
    if (task.isDismissed || !hasEnded(task)) return false;
    task.isDismissed = true;
    return true;
  }

  setPriority(task, priority) {
    if (task.status !== 'pending' || task.priority === priority) return;
    task.priority = priority;
    this.#statusChanged(task);
  }

  dispose() {
    if (this.isDisposed) return;
    this.isDisposed = true;
    for (const task of this.tasks) {
      if (hasEnded(task)) continue;
      if (task.status === 'running' && !task.cancelRequested) this.#abort(task);
      this.#end(task, 'cancelled');
    }
  }

  // What bodies do.

  settle(task, run, isSuccess, value) {
    if (!isPresent(task, run)) return;
    if (isSuccess && !task.hasResult && value !== undefined) task.result = value;
    if (!isSuccess && !task.cancelRequested) {
      task.failures.push({ entry: { message: value.message } });
      task.error = value;
    }
    this.#endRun(task);
  }

  settleItem(task, run, position, isSuccess, value) {
    if (!isPresent(task, run)) return;
    const item = task.items[position];
    item.inFlight = false;
    if (!item.spoke) {
      if (task.cancelRequested) item.state = 'untried';
      else follow(task, position, isSuccess, value?.message);
      this.#changed(task);
    }
    item.spoke = false;
  }

  report(task, run, id, isSuccess, message) {
    const position = id === undefined ? -1 : task.ids.indexOf(id);
    if (task.isDismissed) return;
    if (!isPresent(task, run)) {
      if (position >= 0) task.items[position].isLate ||= isSuccess;
      return;
    }
    if (position >= 0) {
      task.items[position].spoke ||= task.items[position].state === 'flying';
      follow(task, position, isSuccess, message);
    } else if (isSuccess) task.succeeded.push({ id });
    else task.failures.push({ entry: entryOf(id, message) });
    this.#changed(task);
  }

  set(task, run, field, value) {
    if (!isPresent(task, run)) return;
    task[field] = value;
    if (field === 'result') task.hasResult = true;
    this.#changed(task);
  }

  /** A timer has fired; `slept` if it is much too late. */
  fired(slept) {
    const now = this.time.elapsed;
    const more = now + AFTER_SUSPENSION;
    for (;;) {
      const due = this.tasks.filter((task) => task.due <= now && !hasEnded(task));
      if (due.length === 0) return;
      const task = due.reduce((one, other) =>
        other.due < one.due || (other.due === one.due && other.run < one.run) ? other : one,
      );
      const isAllOver = task.totalDue <= now;
      if (isAllOver && slept && !task.cancelRequested) task.totalDue = more;
      if (task.status === 'running' && task.cancelRequested) this.#end(task, 'cancelled');
      else if (task.status === 'running' && slept) {
        task.due = more;
        task.totalDue = Math.max(task.totalDue, more);
        task.deadlineAt = this.#shown(task) + AFTER_SUSPENSION;
        this.#changed(task);
      } else if (task.status === 'running') {
        this.#timedOut(task, isAllOver ? task.spec.totalTimeout : this.#timeoutOf(task));
        this.#abort(task);
        if (isAllOver) this.#end(task, 'failed');
        else this.#fail(task);
      } else if (isAllOver && !slept) {
        this.#timedOut(task, task.spec.totalTimeout);
        this.#end(task, 'failed');
      } else {
        if (task.pausingUntil <= now) {
          task.pausingUntil = undefined;
          task.place = this.#counter++;
        }
        task.due = Math.min(task.totalDue, task.pausingUntil ?? Infinity);
      }
    }
  }

  /** `retryIf` has answered. */
  decide(task, run, isAgain, retryAfter) {
    if (task.run !== run || task.status !== 'pending' || task.pausingUntil !== Infinity) return;
    if (!isAgain) {
      this.#end(task, 'failed');
      return;
    }
    const { minDelay, factor, maxDelay } = task.spec.retry;
    const pause = retryAfter ?? Math.min(minDelay * factor ** (task.attempt - 1), maxDelay);
    task.pausingUntil = this.time.elapsed + pause;
    task.nextAttemptAt = this.#shown(task) + pause;
    task.due = Math.min(task.pausingUntil, task.totalDue);
    this.#changed(task);
  }

  // What the queue does by itself.

  /** The task that starts next. */
  get next() {
    const running = this.tasks.filter(({ status }) => status === 'running');
    if (this.isPaused || running.length >= this.concurrency || this.#isAtItsRate) return undefined;
    return this.#line.find((task) => !this.#needsNetwork(task));
  }

  /** Whether nothing but the rate keeps the first in line from starting. The network is asked for when it may start. */
  get #isHeldUpByRate() {
    return !this.isPaused && this.count('running') < this.concurrency && this.#line.length > 0;
  }

  /** Without a network, attempts after the first that could start now leave the line. */
  hold() {
    while (!this.isPaused && !this.#isAtItsRate && this.count('running') < this.concurrency) {
      const [first] = this.#line;
      if (first === undefined || !this.#needsNetwork(first)) return;
      first.isHeld = true;
      first.heldAs = this.#counter++;
    }
  }

  networkBecomes(isOnline) {
    if (!isOnline) return;
    const held = this.tasks.filter(({ status, isHeld }) => status === 'pending' && isHeld);
    for (const task of held.sort((one, other) => one.heldAs - other.heldAs))
      Object.assign(task, { isHeld: false, place: this.#counter++ });
  }

  #needsNetwork(task) {
    return task.attempt > 0 && !this.network.isOnline;
  }

  /** Who could start, in turn. */
  get #line() {
    const running = this.tasks.filter(({ status }) => status === 'running');
    const isFree = ({ key }) => key === undefined || !running.some(({ spec }) => spec.key === key);
    const waiting = this.tasks.filter(
      (task) =>
        task.status === 'pending' && task.pausingUntil === undefined && !task.isHeld && isFree(task.spec),
    );
    return waiting.sort((one, other) => other.priority - one.priority || one.place - other.place);
  }

  /** Whether it is this task's turn; then it has been started. */
  start(task) {
    this.hold();
    if (this.next !== task || !this.#hasLeft(task)) return false;
    this.#prepare(task);
    const now = this.time.elapsed;
    Object.assign(task, {
      status: 'running',
      run: this.#counter++,
      attempt: task.attempt + 1,
      isHeard: !task.isItemwise,
    });
    Object.assign(task, { startedAt: this.#shown(task), nextAttemptAt: undefined, hasResult: false });
    if (task.totalDue === Infinity) task.totalDue = now + (task.spec.totalTimeout ?? Infinity);
    task.due = Math.min(now + this.#timeoutOf(task), task.totalDue);
    task.deadlineAt = task.due === Infinity ? undefined : this.#shown(task) + task.due - now;
    this.starts.push(now);
    this.#statusChanged(task);
    return true;
  }

  startItem(task, position) {
    if (task.status !== 'running' || this.#itemOf(task) !== position) return false;
    if (task.items.filter(({ inFlight }) => inFlight).length >= (task.spec.itemConcurrency ?? 1))
      return false;
    Object.assign(task.items[position], { state: 'flying', inFlight: true, spoke: false });
    task.isHeard = true;
    return true;
  }

  /** What happens at its time without anybody being called: `[task, do]`. */
  get quietly() {
    const found = [];
    for (const task of this.tasks) {
      if (this.#isDone(task)) found.push([task, () => this.#endRun(task)]);
    }
    const { next } = this;
    if (next !== undefined && !this.#hasLeft(next)) {
      found.push([
        next,
        () => {
          this.#prepare(next);
          this.#end(next, 'completed');
        },
      ]);
    } else if (next?.isItemwise) found.push([next, () => this.start(next)]);
    const oldest = this.oldestTooMany;
    if (oldest !== undefined) found.push([oldest, () => this.dismiss(oldest)]);
    return found;
  }

  /** Of what ended together by a dispose, any. */
  get oldestTooMany() {
    const kept = this.shown.filter(hasEnded);
    if (kept.length <= this.historyLimit) return undefined;
    return kept.reduce((one, other) => (other.endedAs < one.endedAs ? other : one));
  }

  /** What must have begun by now. */
  get overdue() {
    const items = this.tasks.filter(
      (task) =>
        task.status === 'running' &&
        this.#itemOf(task) >= 0 &&
        task.items.filter(({ inFlight }) => inFlight).length < (task.spec.itemConcurrency ?? 1),
    );
    return [...items, ...(this.next === undefined ? [] : [this.next])];
  }

  /** The moment at which something happens by itself. */
  get due() {
    const due = this.tasks.reduce(
      (least, task) => (hasEnded(task) ? least : Math.min(least, task.due)),
      Infinity,
    );
    const { limit, interval } = this.rateLimit ?? {};
    if (limit === undefined || !this.#isAtItsRate) return due;
    return this.#isHeldUpByRate ? Math.min(due, this.starts.at(-limit) + interval) : due;
  }

  get shown() {
    return this.tasks.filter((task) => task.isListed && !task.isDismissed);
  }

  count(status) {
    return this.tasks.filter((task) => task.status === status).length;
  }

  view(task) {
    const { spec, label, status, priority, cancelRequested, result, message, retryCount, attempt } = task;
    const { nextAttemptAt, createdAt, startedAt, completedAt, deadlineAt } = task;
    return {
      status,
      priority,
      cancelRequested,
      result,
      message,
      retryCount,
      attempt,
      nextAttemptAt,
      createdAt,
      startedAt,
      completedAt,
      deadlineAt,
      title: task.title,
      label,
      group: spec.group,
      key: spec.key,
      category: spec.category,
      items: spec.items === undefined ? undefined : task.ids,
      total: spec.items === undefined ? undefined : task.ids.length,
      completed: task.succeeded.length,
      failed: task.failures.length,
      progress: shownProgress(task),
      succeededItems: task.succeeded
        .map((what) => (typeof what === 'number' ? task.ids[what] : what.id))
        .filter((id) => id !== undefined),
      failedItems: task.failures.map(({ entry }) => entry),
    };
  }

  get #isAtItsRate() {
    const { limit, interval } = this.rateLimit ?? {};
    return (
      limit !== undefined &&
      this.starts.filter((start) => start + interval > this.time.elapsed).length >= limit
    );
  }

  #timeoutOf({ spec }) {
    const timeout = spec.timeout === undefined ? this.defaultTimeout : spec.timeout;
    return timeout > 0 ? timeout : Infinity;
  }

  /** The item that would start, if there were a place. */
  #itemOf(task) {
    const isStopped =
      task.cancelRequested || (task.spec.errorStrategy === 'stop' && task.failures.length > 0);
    return !task.isItemwise || isStopped ? -1 : task.items.findIndex(({ state }) => state === 'untried');
  }

  #isDone(task) {
    return (
      task.status === 'running' &&
      task.isItemwise &&
      this.#itemOf(task) < 0 &&
      !task.items.some(({ inFlight }) => inFlight)
    );
  }

  #endRun(task) {
    if (task.cancelRequested) this.#end(task, 'cancelled');
    else if (task.failures.length > 0) this.#fail(task);
    else this.#end(task, 'completed');
  }

  #fail(task) {
    const { retry } = task.spec;
    if (retry === undefined || task.attempt >= retry.attempts) {
      this.#end(task, 'failed');
      return;
    }
    abandon(task);
    Object.assign(task, { status: 'pending', pausingUntil: Infinity, due: Infinity, deadlineAt: undefined });
    this.expected.push({ kind: 'ask', task, run: task.run });
    this.#statusChanged(task);
  }

  #end(task, status) {
    abandon(task);
    // Nobody is asked any more whether it is to be tried again.
    this.expected = this.expected.filter(({ kind, task: other }) => kind !== 'ask' || other !== task);
    Object.assign(task, {
      status,
      due: Infinity,
      pausingUntil: undefined,
      nextAttemptAt: undefined,
      deadlineAt: undefined,
      completedAt: this.#shown(task),
      endedAs: this.#counter++,
    });
    this.#statusChanged(task);
    const { completed, failed, failedItems, result } = this.view(task);
    const outcome = { status, completed, failed, failedItems, result };
    task.outcomes[task.retryCount] = outcome;
    this.expected.push({ kind: 'tell', task, outcome });
  }

  #abort(task) {
    if (task.isHeard) this.expected.push({ kind: 'abort', task, run: task.run });
  }

  /** The time that is shown: never before an earlier one of the task. */
  #shown({ createdAt, startedAt = createdAt }) {
    return Math.max(this.time.wall, startedAt);
  }

  #timedOut(task, limit) {
    task.failures.push({ entry: { message: `timeout after ${limit} ms` } });
  }

  #hasLeft({ attempt, retryCount, items }) {
    if (items.length === 0 || (attempt === 0 && retryCount === 0)) return true;
    return items.some(({ state, isLate }) => state !== 'succeeded' && !isLate);
  }

  #prepare(task) {
    if (task.attempt > 0) {
      this.#clear(task);
      Object.assign(task, { result: undefined, message: undefined });
    }
    if (task.attempt > 0 || task.retryCount > 0) this.#takeLate(task);
  }

  #clear(task) {
    Object.assign(task, { failures: [], progress: undefined });
    if (task.items.length === 0) task.succeeded = [];
    for (const item of task.items)
      if (item.state !== 'succeeded') Object.assign(item, { state: 'untried', spoke: false });
  }

  /** Whether anything is left once what ended runs reported counts. */
  #takeLate(task) {
    task.items.forEach((item, position) => {
      if (item.isLate && item.state === 'untried') {
        item.state = 'succeeded';
        task.succeeded.push(position);
      }
      item.isLate = false;
    });
    return task.items.length === 0 || task.items.some(({ state }) => state === 'untried');
  }

  #changed(task) {
    task.changes += 1;
  }

  #statusChanged(task) {
    task.changes += 1;
    task.statusChanges += 1;
  }
}

export function isPresent(task, run) {
  return task.status === 'running' && task.run === run;
}

/** The run is over: what is in flight has not been tried. */
function abandon(task) {
  for (const item of task.items) {
    if (item.state === 'flying') item.state = 'untried';
    Object.assign(item, { inFlight: false, spoke: false });
  }
}
