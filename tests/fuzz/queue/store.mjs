// A store of the caller's that does to a queue what stores do at their worst, by a plan. Without a plan it is as it
// should be.

/** For how long a store may owe an answer, in milliseconds. */
const PATIENCE = 2_000;

/** Faults that the queue sees at once, so that `persistence` has to show them. */
const TOLD = new Set(['throw', 'reject', 'odd thenable']);

export class FaultyStore {
  kept = new Map();
  /** How often each id was written since that was last asked. */
  writes = new Map();
  /** Answers to `getAll` that were given: `{ number, entries, removed }`. */
  answers = [];
  /** Anything has gone wrong; the queue could have known. */
  isFaulty = false;
  hasTold = false;
  /** It answered at a time when the queue may or may not have noticed that it hung. */
  isUnsure = false;
  /** From now on it neither keeps nor calls anything: its page is gone. */
  isOff = false;
  #plan;
  #isAsync;
  #onCall;
  #reads = 0;
  #openReads = new Set();
  #late = [];
  /** When it was asked what it owes an answer to, by the wall clock. */
  #owed = new Set();
  #changed = new Set();
  #ready = new Set();

  /** `onCall(view)` may call back into the queue; the view is what is written. */
  constructor({ plan = [], isAsync, isShared, hasReady, isReadOnly }, entries, onCall) {
    for (const entry of entries) this.kept.set(entry.id, entry);
    this.#plan = [...plan];
    this.#isAsync = isAsync;
    this.#onCall = onCall;
    this.isShared = isShared === true;
    this.storage = {
      getAll: () => this.#getAll(),
      get: (id) => this.kept.get(id),
      set: (id, view) => this.#set(id, view, isReadOnly),
      remove: (id) => this.#remove(id),
      clear: () => this.kept.clear(),
    };
    if (isShared)
      this.storage.onExternalChange = (callback) =>
        this.#listen(this.#changed, callback, () => this.#changed.delete(callback));
    if (hasReady) this.storage.onReady = (callback) => this.#listen(this.#ready, callback);
  }

  /** Something outside has changed it, or says so. */
  tellOfChange() {
    for (const callback of [...this.#changed]) callback();
  }

  tellReady() {
    for (const callback of [...this.#ready]) callback();
  }

  /** Those who wait are answered, the last one first. */
  answerLate() {
    if (this.#isHanging) this.isUnsure = !this.hasTold;
    for (const owed of this.#owed) if (!owed.isForever) this.#owed.delete(owed);
    for (const answer of this.#late.splice(0).reverse()) answer();
  }

  /** The clock is set back: for how long it has owed something is unknown. */
  clockSetBack() {
    this.isUnsure ||= this.#owed.size > 0;
  }

  /** Whether `persistence` has to be degraded now. */
  get isToBeTold() {
    this.hasTold ||= this.#isHanging;
    return this.hasTold;
  }

  get #isHanging() {
    return [...this.#owed].some(({ since }) => Date.now() - since >= PATIENCE);
  }

  #getAll() {
    const read = { number: ++this.#reads, entries: [...this.kept.values()], removed: new Set() };
    this.#openReads.add(read);
    const answer = () => {
      this.#openReads.delete(read);
      this.answers.push(read);
      return read.entries;
    };
    return this.#do({
      good: answer,
      later: () => Promise.resolve().then(answer),
      late: () => new Promise((resolve) => this.#late.push(() => resolve(answer()))),
      garbage: () => ({ not: 'a list' }),
      isGarbageTold: true,
    });
  }

  #set(id, view, isReadOnly) {
    if (this.isOff) return undefined;
    this.writes.set(id, (this.writes.get(id) ?? 0) + 1);
    if (isReadOnly) return this.#fault('throw', {});
    return this.#do(
      this.#change(() => this.kept.set(id, view)),
      view,
    );
  }

  #remove(id) {
    if (this.isOff) return undefined;
    for (const read of this.#openReads) read.removed.add(id);
    return this.#do(this.#change(() => this.kept.delete(id)));
  }

  #change(good) {
    return {
      good: () => void good(),
      later: () => {
        good();
        return Promise.resolve();
      },
      late: () =>
        new Promise((resolve) => {
          good();
          this.#late.push(resolve);
        }),
      garbage: () => {
        good();
        return { then: 5, id: null };
      },
    };
  }

  #do(ways, view) {
    const fault = this.#plan.shift();
    if (fault !== undefined && fault !== 'none' && !this.isOff) return this.#fault(fault, ways);
    const answer = this.#isAsync ? ways.later() : ways.good();
    this.#onCall(view);
    return answer;
  }

  #fault(fault, ways) {
    // One that only takes its time loses nothing.
    if (fault !== 'late') this.isFaulty = true;
    if (fault === 'late' || fault === 'late reject' || fault === 'hang')
      this.#owed.add({ since: Date.now(), isForever: fault === 'hang' });
    if (TOLD.has(fault) || (fault === 'garbage' && ways.isGarbageTold)) this.hasTold = true;
    switch (fault) {
      case 'throw':
        throw new Error('the store is blocked');
      case 'reject':
        return Promise.reject(new Error('the store is full'));
      case 'late reject':
        return new Promise((_, reject) =>
          this.#late.push(() => {
            this.hasTold = true;
            reject(new Error('too late'));
          }),
        );
      case 'odd thenable':
        return {
          get then() {
            throw new Error('not to be read');
          },
        };
      case 'late':
        return ways.late();
      case 'hang':
        return new Promise(() => {});
      case 'garbage':
        return ways.garbage();
      default:
        return this.#isAsync ? Promise.resolve() : undefined; // It loses it.
    }
  }

  #listen(callbacks, callback, off) {
    const fault = this.#plan.shift();
    if (fault === 'throw') this.#fault('throw', {});
    callbacks.add(callback);
    return fault === 'garbage' ? 'no function' : off;
  }
}
