// What a queue with taskwatch's promises cannot do without, in plain JavaScript and nothing else: a handle whose
// promise settles with an outcome, a context of its own for each call, a look at what came back, the clock where a
// task begins to wait and where it ends. No timeout, no cancel, no failure, no view, no wasm. It tells how near to bare
// promises a whole queue can come.

class Handle {
  #task;
  promise;
  resolve;

  constructor(task) {
    this.#task = task;
    this.promise = new Promise((resolve) => (this.resolve = resolve));
  }

  get id() {
    return this.#task.id;
  }
}

class Context {
  #task;
  #position;

  constructor(task, position) {
    this.#task = task;
    this.#position = position;
  }

  get index() {
    return this.#position;
  }
  get items() {
    return this.#task.options.items;
  }
}

class Queue {
  #concurrency;
  #waiting = [];
  #next = 0;
  #running = 0;

  constructor(concurrency) {
    this.#concurrency = concurrency;
  }

  enqueue(options) {
    const task = {
      id: this.#waiting.length,
      options,
      createdAt: Date.now(),
      completedAt: undefined,
      handle: undefined,
    };
    task.handle = new Handle(task);
    this.#waiting.push(task);
    if (this.#running < this.#concurrency) this.#lane();
    return task.handle;
  }

  async #lane() {
    this.#running += 1;
    while (this.#next < this.#waiting.length) {
      const task = this.#waiting[this.#next];
      this.#next += 1;
      const result = await awaitable(task.options.processor(new Context(task)));
      task.completedAt = Date.now();
      const outcome = {
        status: 'completed',
        completed: 0,
        failed: 0,
        failedItems: [],
        result,
        error: undefined,
      };
      task.handle.resolve(outcome);
    }
    this.#running -= 1;
  }
}

/** Tasks, each with its promise. */
export async function leastQueue(count, concurrency, processor) {
  const queue = new Queue(concurrency);
  const ends = new Array(count);
  for (let at = 0; at < count; at++) ends[at] = queue.enqueue({ title: 'task', processor }).promise;
  await Promise.all(ends);
}

/** Items, with a record of which have succeeded. */
export async function leastBatch(items, concurrency, processItem) {
  const task = { options: { items } };
  const succeeded = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const position = next;
      next += 1;
      await awaitable(processItem(items[position], new Context(task, position)));
      succeeded.push(position);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

/** Anything with a `then` of its own may call back when it likes. */
function awaitable(value) {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Promise && value.constructor === Promise && !Object.hasOwn(value, 'then'))
    return value;
  return new Promise((resolve) => resolve(value));
}
