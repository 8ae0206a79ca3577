// Puts arbitrary entries into stores, beside good ones, and has a queue read them, for a while:
//
//   node tests/fuzz/stores.mjs [--seconds 10] [--seed 1] [--inputs 10000]
//
// Whatever is there: nothing throws, the good entries are shown, the others stay as they are, and the queue works.
import '../package/install.mjs';
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { amountAsked } from './amount.mjs';
import { makeHostile } from './hostile-objects.mjs';
import { plainObject } from './plain-objects.mjs';
import { randomFrom } from './random.mjs';

const PREFIX = 'taskwatch:task:';
const STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'];
const WORDS = [
  '',
  'x',
  '__proto__',
  'id',
  'a-1',
  'taskwatch:task:',
  'completed',
  'paused',
  '\ud800',
  '5',
  '[]',
];

/** Runs until the time or the inputs are used up; rejects at the first finding. Gives counts. */
export async function fuzzStores({ TaskQueue }, { seconds = Infinity, inputs = Infinity, seed = 1 }) {
  const counts = { inputs: 0, entries: 0, shown: 0, aside: 0, events: 0 };
  const restore = takePlatform();
  const end = performance.now() + seconds * 1000;
  try {
    for (let input = 0; input < inputs && performance.now() < end; input += 1) {
      const entries = entriesOf(randomFrom(seed + input));
      try {
        await (input % 3 === 0 ? throughClient : input % 3 === 1 ? throughOwn : throughLocal)(
          TaskQueue,
          entries,
          randomFrom(seed + input),
          counts,
        );
      } catch (cause) {
        throw new Error(
          `stores with seed ${seed + input}: ${cause?.message}\n${inspect(entries, { depth: 6 })}`,
          { cause },
        );
      }
      counts.inputs += 1;
      counts.entries += entries.length;
    }
  } finally {
    restore();
  }
  return counts;
}

/** Entries with ids: good ones of tasks that have ended, and anything. */
function entriesOf(random) {
  return Array.from({ length: 1 + random.below(8) }, (_, at) => {
    const record = recordOf(`task-${at}`, random);
    if (random.chance(0.3)) return { id: record.id, record, isGood: true };
    for (let left = random.below(4); left >= 0; left--) change(record, random);
    return { id: `task-${at}`, record, isGood: false };
  });
}

function recordOf(id, random) {
  const items = random.chance(0.5)
    ? Array.from({ length: random.below(5) }, () => random.pick(['a', 'b', 0, '', null, { id: 'c' }]))
    : undefined;
  return {
    v: 1,
    id,
    title: random.pick(WORDS),
    status: random.pick(STATUSES.slice(2)),
    items,
    total: items?.length,
    succeededItems: ['a'],
    failedItems: [{ id: 'b', message: 'm' }, { message: 'n' }],
    createdAt: random.below(100),
    owner: 'gone',
  };
}

function change(record, random) {
  const field = random.pick([
    ...Object.keys(record),
    'itemIds',
    'progress',
    'result',
    'metadata',
    'completed',
    'toString',
    '__proto__',
    'deadlineAt',
  ]);
  const value = random.pick([
    () => random.pick(WORDS),
    () => random.pick(STATUSES),
    () => random.below(5),
    () => null,
    () => undefined,
    () => [],
    () => [null],
    () => ({}),
    () => plainObject(random),
    () => [plainObject(random)],
    () => -1,
    () => 1e308,
    () => [{ message: 5 }],
    () => Array(5).fill('a'),
    () => true,
    () => ['c'],
  ])();
  Object.defineProperty(record, field, { value, enumerable: true, writable: true, configurable: true });
}

/** The text for an entry, which for a bad one may be any. */
function textOf({ record, isGood }, random) {
  const text = JSON.stringify(record);
  if (isGood || random.chance(0.5)) return text;
  switch (random.below(5)) {
    case 0:
      return text.slice(0, random.below(text.length));
    case 1:
      return text.slice(random.below(text.length));
    case 2:
      return text.replace(/[{}[\],:"]/g, (sign) =>
        random.chance(0.05) ? random.pick(['{', ']', ',', '']) : sign,
      );
    case 3:
      return JSON.stringify(plainObject(random)) ?? '';
    default:
      return random.pick(WORDS);
  }
}

async function throughLocal(TaskQueue, entries, random, counts) {
  const { storage, tell } = platform;
  storage.clear();
  const texts = entries.map((entry) => textOf(entry, random));
  const isLate = entries.map(() => random.chance(0.3));
  entries.forEach(({ id }, at) => {
    if (!isLate[at]) storage.setItem(PREFIX + id, texts[at]);
  });
  storage.setItem(random.pick(WORDS), 'not a task');
  const queue = new TaskQueue({ storageType: 'local' });
  entries.forEach(({ id }, at) => {
    if (!isLate[at]) return;
    storage.setItem(PREFIX + id, texts[at]);
    tell({ key: PREFIX + id, newValue: texts[at], storageArea: storage });
    counts.events += 1;
  });
  await settle();
  const shown = await check(queue, entries, counts);
  for (const [at, { id }] of entries.entries()) {
    if (!shown.has(id)) assert.equal(storage.getItem(PREFIX + id), texts[at], 'what was not shown stays');
  }
  assert.equal(queue.persistence, 'ok');
  queue.dismissAll();
  for (const id of shown) assert.equal(storage.getItem(PREFIX + id), null);
  queue.dispose();
}

async function throughOwn(TaskQueue, entries, random, counts) {
  const removed = [];
  let change;
  const storage = {
    getAll: () =>
      entries.map(({ record, isGood }) =>
        isGood || random.chance(0.5) ? record : makeHostile(JSON.parse(JSON.stringify(record)), random),
      ),
    get() {},
    set() {},
    remove: (id) => removed.push(id),
    clear() {},
    onExternalChange: (callback) => {
      change = callback;
      return () => {};
    },
  };
  const queue = new TaskQueue({ storage });
  change();
  await settle();
  const shown = await check(queue, entries, counts);
  const { instance } = queue.inspect();
  queue.dismissAll();
  assert.deepEqual(
    removed.filter((id) => !shown.has(id) && !id.startsWith(instance)),
    [],
  );
  queue.dispose();
}

async function throughClient(TaskQueue, entries, random, counts) {
  const kept = new Map(entries.map((entry) => [PREFIX + entry.id, textOf(entry, random)]));
  const ids = entries.map(({ id }) => id);
  kept.set(
    'taskwatch:index',
    JSON.stringify({ v: 1, segments: ['s', random.pick(WORDS), plainObject(random)] }),
  );
  kept.set('taskwatch:index:s', JSON.stringify([...ids, ...ids, null, 5, random.pick(WORDS)]));
  const before = new Map(kept);
  const client = {
    get: (key) => kept.get(key),
    set: (key, text) => void kept.set(key, text),
    del: (key) => void kept.delete(key),
  };
  const queue = new TaskQueue({ storageType: 'auto', redisClient: client });
  await settle();
  const shown = await check(queue, entries, counts);
  queue.dismissAll();
  await settle();
  for (const { id } of entries) {
    if (!shown.has(id))
      assert.equal(kept.get(PREFIX + id), before.get(PREFIX + id), 'what was not shown stays');
  }
  queue.dispose();
  await settle();
}

/** What must hold of a queue that has read: the ids that it shows. */
async function check(queue, entries, counts) {
  const views = queue.getSnapshot();
  const shown = new Set(views.map(({ id }) => id));
  assert.equal(shown.size, views.length);
  for (const { id, isGood } of entries) assert.ok(!isGood || shown.has(id), `${id} is good and is not shown`);
  for (const view of views) {
    assert.ok(STATUSES.includes(view.status) && typeof view.title === 'string' && Object.isFrozen(view));
    assert.ok(
      Array.isArray(view.succeededItems) &&
        view.failedItems.every(({ message }) => typeof message === 'string'),
    );
    assert.ok(view.total === undefined || typeof view.total === 'number');
    for (const field of ['completed', 'failed', 'createdAt', 'retryCount'])
      assert.equal(typeof view[field], 'number', field);
    const { items, untried } = queue.completionInfo(view.id);
    assert.equal(items.length + untried.length, view.items?.length ?? 0);
    assert.equal(queue.getTask(view.id), view);
    assert.equal(queue.retry(view.id), undefined);
    queue.cancel(view.id);
  }
  assert.deepEqual([queue.size, queue.running, queue.waiting], [0, 0, 0]);
  const { status, result } = await queue.enqueue({ title: 'works', processor: () => 'r' }).promise;
  assert.deepEqual([status, result], ['completed', 'r']);
  counts.shown += shown.size;
  counts.aside += entries.length - shown.size;
  return shown;
}

const settle = async () => {
  for (let turn = 0; turn < 60; turn++) await null;
};

let platform;

/** Puts a localStorage and an ear for pages in place, and silences the console. Returns how to undo that. */
function takePlatform() {
  const kept = new Map();
  let listener;
  const storage = {
    get length() {
      return kept.size;
    },
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => void kept.set(key, String(text)),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
  platform = { storage, tell: (event) => listener?.(event) };
  const put = {
    localStorage: storage,
    addEventListener: (type, added) => {
      if (type === 'storage') listener = added;
    },
    removeEventListener: (type) => {
      if (type === 'storage') listener = undefined;
    },
  };
  const former = Object.keys(put).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  for (const [name, value] of Object.entries(put))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  const { error } = console;
  console.error = () => {};
  return () => {
    console.error = error;
    for (const [name, descriptor] of former) {
      delete globalThis[name];
      if (descriptor !== undefined) Object.defineProperty(globalThis, name, descriptor);
    }
  };
}

if (process.argv[1] === import.meta.filename) {
  const counts = await fuzzStores(await import('taskwatch'), amountAsked());
  console.log(
    `${counts.inputs} stores with ${counts.entries} entries, ${counts.events} of them announced by an event: ${counts.shown} shown, ${counts.aside} kept aside, nothing found`,
  );
}
