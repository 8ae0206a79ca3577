// Which waits share a read and how many reads may begin, under a clock and timers of the test's own.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  added,
  afterTest,
  deafSource,
  deferred,
  fakeDocument,
  fakeTime,
  hang,
  hasSettled,
  macrotask,
  modified,
  rejection,
  scriptedSource,
  soon,
  TYPE,
  waitForWatch,
  watch,
  zone,
} from './support.mjs';

let time;
beforeEach(() => {
  time = fakeTime();
});

/** A source that records its reads and answers them by `answer`. */
function readSource(answer = async () => undefined) {
  const began = time.wall;
  const source = Object.assign(deafSource(), {
    names: [],
    moments: [],
    async read(options) {
      source.names.push(options.name);
      source.moments.push(time.wall - began);
      return answer(options);
    },
  });
  return source;
}

const many = (count, start) => Array.from({ length: count }, (_, index) => start(index));

test('10,000 waits for one target that begin together make as many reads as one', async () => {
  const source = readSource(async () => zone({ generation: source.moments.length > 3 ? 2 : 1 }));
  const waits = many(10_000, () =>
    watch(source, ({ object }) => (object.metadata.generation === 2 ? 'resolve' : undefined)),
  );
  await macrotask();
  assert.deepEqual(source.moments, [0]);
  await time.advance(2_000);
  assert.deepEqual(source.moments, [0, 2_000]);
  await time.advance(8_000);
  assert.deepEqual(source.moments, [0, 2_000, 10_000]);
  await time.advance(60_000);
  await soon(Promise.all(waits));
  assert.equal(source.moments.length, 4, source.moments.join());
});

test('what begins in a later turn reads for itself', async () => {
  const source = readSource();
  watch(source);
  await undefined;
  many(100, () => watch(source));
  await macrotask();
  assert.deepEqual(source.moments, [0, 0]);
});

test('a page that is shown has all waits of a target read once', async () => {
  const document = fakeDocument();
  const source = readSource();
  many(100, () => watch(source));
  await time.advance(15_000);
  await document.become('hidden');
  const before = source.moments.length;
  await document.become('visible');
  assert.equal(source.moments.length, before + 1);
});

test('other options, another source and another read function have reads of their own', async () => {
  const source = readSource();
  const differing = [
    {},
    { name: 'other' },
    { namespace: 'other' },
    { namespace: null },
    { projectId: 'q' },
    { orgId: 'o' },
    { labelSelector: 'a=b' },
    { fieldSelector: 'a=b' },
    { userScoped: true },
    { userScoped: false },
    { name: undefined },
  ];
  for (const options of differing) watch(source, undefined, options);
  const other = readSource();
  watch(other);
  assert.deepEqual([source.moments.length, other.moments.length], [differing.length, 1]);
  let reads = 0;
  many(5, () =>
    watch(deafSource(), undefined, {
      read: async () => {
        reads += 1;
      },
    }),
  );
  await macrotask();
  assert.equal(reads, 5);
});

test('a read function that several waits are given is shared where their options are equal', async () => {
  let reads = 0;
  const source = deafSource();
  const read = async () => {
    reads += 1;
    return zone();
  };
  const waits = many(100, () => watch(source, () => 'resolve', { read }));
  await soon(Promise.all(waits));
  assert.equal(reads, 1);
  watch(source, undefined, { read, labelSelector: 'a=b' });
  assert.equal(reads, 2);
});

test('an answer to a read that began before a wait is not taken for its own', async () => {
  const answers = [];
  const source = readSource(() => {
    const gate = deferred();
    answers.push(gate);
    return gate.promise;
  });
  const seen = { first: [], second: [] };
  watch(source, ({ object }) => {
    seen.first.push(object.metadata.generation);
  });
  await macrotask();
  watch(source, ({ object }) => {
    seen.second.push(object.metadata.generation);
  });
  await macrotask();
  answers[0].resolve(zone({ generation: 1 }));
  await macrotask();
  assert.deepEqual(seen, { first: [1], second: [] });
  answers[1].resolve(zone({ generation: 2 }));
  await macrotask();
  assert.deepEqual(seen, { first: [1, 2], second: [2] });
});

test('a wait that ends does not take the read with it that others share', async () => {
  const gates = [];
  const source = readSource(() => {
    const gate = deferred();
    gates.push(gate);
    return gate.promise;
  });
  const first = watch(source);
  await macrotask();
  const [second, third] = many(2, () => watch(source, () => 'resolve'));
  gates[0].resolve();
  await macrotask();
  second.cancel();
  first.cancel();
  gates[1].resolve(zone());
  assert.equal((await soon(third)).metadata.uid, 'u1');
});

test('a shared answer is dropped by the wait alone that has had an event since', async () => {
  const gates = [];
  const source = readSource(() => {
    const gate = deferred();
    gates.push(gate);
    return gate.promise;
  });
  const seen = [[], []];
  watch(source);
  const subscribed = [];
  const spread = {
    ...source,
    subscribe: (_options, onEvent) => {
      subscribed.push(onEvent);
      return () => {};
    },
  };
  spread.read = source.read;
  const opener = watch(spread);
  await macrotask();
  for (const list of seen)
    watch(spread, ({ type, object }) => {
      list.push(`${type} ${object.metadata.generation}`);
    });
  gates[1].resolve();
  await macrotask();
  opener.cancel();
  subscribed[1](modified(zone({ generation: 5 })));
  gates[2].resolve(zone({ generation: 4 }));
  await macrotask();
  assert.deepEqual(seen, [['MODIFIED 5'], ['ADDED 4']]);
});

test('of one source fifty reads begin at once and ten a second after', async () => {
  const [source, other] = [readSource(), readSource()];
  many(200, (index) => watch(source, undefined, { name: `zone-${index}` }));
  many(10, (index) => watch(other, undefined, { name: `zone-${index}` }));
  await macrotask();
  assert.deepEqual([source.moments.length, other.moments.length], [50, 10]);
  await time.advance(1_000);
  assert.equal(source.moments.length, 60);
  await time.advance(20_000);
  const inAnySecond = source.moments.map(
    (from) => source.moments.filter((at) => at >= from && at < from + 1_000).length,
  );
  assert.ok(Math.max(...inAnySecond.slice(50)) <= 11, inAnySecond.join());
  assert.equal(time.live, 1);
});

test('the cap holds over waits that come and go, and for their own reads', async () => {
  const source = deafSource();
  let reads = 0;
  for (let index = 0; index < 200; index += 1) {
    const wait = watch(source, undefined, {
      read: async () => {
        reads += 1;
      },
    });
    wait.cancel();
    await rejection(wait);
  }
  assert.equal(reads, 50);
  assert.equal(time.live, 0);
});

test('a read that waits for its turn does not count as one that hangs', async () => {
  const source = readSource(async ({ name }) => zone({ name, generation: 2 }));
  const waits = many(300, (index) => watch(source, () => 'resolve', { name: `zone-${index}` }));
  await time.advance(25_000);
  assert.equal(new Set(source.names).size, source.names.length, 'nobody was read twice');
  await soon(Promise.all(waits));
});

test('a last read before a timeout goes before 10,000 others, and ends the wait either way', async () => {
  const source = readSource(async ({ name }) => (name === 'late' ? zone({ name }) : undefined));
  many(10_000, (index) => watch(source, undefined, { name: `zone-${index}` }));
  const late = watch(source, () => 'resolve', { name: 'late', timeout: 3_000 });
  await time.advance(3_200);
  assert.equal((await soon(late)).metadata.name, 'late');
  const hopeless = rejection(watch(source, undefined, { name: 'hopeless', timeout: 50, read: hang }));
  await time.advance(5_050);
  assert.equal((await soon(hopeless)).name, 'TimeoutError');
});

test('a read that hangs holds nobody else up', async () => {
  let reads = 0;
  const source = readSource(() => (++reads === 1 ? hang() : zone()));
  watch(source);
  await macrotask();
  const second = watch(source, () => 'resolve');
  await time.advance(1_000);
  assert.equal((await soon(second)).metadata.uid, 'u1');
});

test('a read that takes longer than the last one may counts if it was in flight before', async () => {
  let generation = 1;
  const source = readSource(async () => {
    const object = zone({ generation });
    await new Promise((resolve) => setTimeout(resolve, 7_000));
    return object;
  });
  const wait = watch(source, ({ object }) => (object.metadata.generation === 2 ? 'resolve' : undefined), {
    timeout: 12_000,
  });
  generation = 2;
  await time.advance(7_000);
  assert.equal(await hasSettled(wait), false);
  await time.advance(7_000);
  await soon(wait);
});

for (const [kind, pause] of [
  ['error.retryAfter in milliseconds', { retryAfter: 30_000 }],
  ['details.retryAfterSeconds', { details: { retryAfterSeconds: 30 } }],
]) {
  test(`after a read that was refused with 429 the next comes no sooner than ${kind} says`, async () => {
    let refused = false;
    const source = readSource(async () => {
      if (refused) return zone();
      refused = true;
      throw Object.assign(new Error('slow down'), { code: 429, ...pause });
    });
    const wait = watch(source, () => 'resolve');
    await time.advance(29_999);
    assert.deepEqual(source.moments, [0]);
    await time.advance(1);
    await soon(wait);
    assert.deepEqual(source.moments, [0, 30_000]);
  });
}

test('after an ERROR with retryAfterSeconds there is no read and no subscription before', async () => {
  const source = scriptedSource();
  source.set(zone());
  let subscriptions = 0;
  const counted = {
    subscribe: (...given) => {
      subscriptions += 1;
      return source.subscribe(...given);
    },
    read: (options) => source.read(options),
  };
  const wait = watch(counted, ({ object }) => (object.metadata.generation === 2 ? 'resolve' : undefined));
  await time.advance(15_000);
  const { reads } = source;
  source.fail({ code: 429, details: { retryAfterSeconds: 20 } });
  source.set(zone({ generation: 2 }));
  await time.advance(19_999);
  assert.deepEqual([source.reads, subscriptions], [reads, 1]);
  await time.advance(1);
  await soon(wait);
  assert.equal(subscriptions, 2);
});

test('a Retry-After that is none, or less than the pause that there is anyway, changes nothing', async () => {
  for (const retryAfter of [0, -1, NaN, Infinity, '5', null, {}, 10]) {
    let reads = 0;
    const read = async () => {
      reads += 1;
      throw Object.assign(new Error('no'), { code: 429, retryAfter });
    };
    const wait = watch(deafSource(), undefined, { read });
    await time.advance(999);
    assert.equal(reads, 1);
    await time.advance(1);
    assert.equal(reads, 2);
    wait.cancel();
  }
});

test('numbers of targets are used again, and mix nobody up', async () => {
  const source = readSource(async ({ name }) => zone({ name }));
  afterTest(() => {});
  for (let round = 0; round < 5; round += 1) {
    const waits = many(8, (index) =>
      waitForWatch({
        resourceType: TYPE,
        name: `${round}-${index}`,
        source,
        onEvent: ({ object }) => ({ resolve: object.metadata.name }),
      }),
    );
    waits[3].cancel();
    await rejection(waits[3]);
    const names = await soon(Promise.all(waits.filter((_, index) => index !== 3)));
    assert.deepEqual(
      names,
      [0, 1, 2, 4, 5, 6, 7].map((index) => `${round}-${index}`),
    );
    await time.advance(1_000);
  }
  source.scripted.emit(added(zone()));
});

test('twenty waits for one object read as often as one', async () => {
  const counts = [];
  for (const count of [1, 20]) {
    const source = readSource(async () => zone());
    const waits = many(count, () => watch(source));
    await time.advance(60_000);
    const before = source.moments.length;
    await time.advance(600_000);
    counts.push(source.moments.length - before);
    for (const wait of waits) wait.cancel();
    await Promise.allSettled(waits);
  }
  const [one, twenty] = counts;
  assert.ok(one >= 10 && Math.abs(twenty - one) <= 6, `${one} of one, ${twenty} of twenty`);
});

test('a cache that lags is not taken for a deletion where many waits read at once', async () => {
  let isThere = false;
  const source = readSource(async () => (isThere ? zone() : undefined));
  const start = () =>
    watch(source, ({ object }) => (isThere && object.status === undefined ? 'resolve' : undefined), {
      initial: zone({ status: {} }),
    });
  const waits = many(10, start);
  await macrotask();
  waits.push(...many(10, start));
  await time.advance(1_900);
  assert.ok(source.moments.length >= 2);
  isThere = true;
  await time.advance(200);
  await soon(Promise.all(waits));
});
