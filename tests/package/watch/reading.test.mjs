// When a wait reads its object, under a clock and timers of the test's own.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  added,
  deafSource,
  fakeDocument,
  fakePage,
  fakeTime,
  hasSettled,
  macrotask,
  modified,
  rejection,
  scriptedSource,
  soon,
  watch,
  zone,
} from './support.mjs';

let time;
beforeEach(() => {
  time = fakeTime();
});

/** When `source` is read, in milliseconds from now. */
function noteReads(source) {
  const began = time.wall;
  const moments = [];
  const { read } = source;
  source.read = (...given) => {
    moments.push(time.wall - began);
    return read.apply(source, given);
  };
  return moments;
}

test('the object is read after subscribing, 2 s and 10 s later, then every 30 to 60 s', async () => {
  const source = scriptedSource();
  source.set(zone());
  const moments = noteReads(source);
  watch(source);
  await macrotask();
  await time.advance(10_000);
  assert.deepEqual(moments, [0, 2_000, 10_000]);
  await time.advance(290_000);
  const periods = moments
    .slice(2)
    .map((at, index) => moments[index + 3] - at)
    .slice(0, -1);
  assert.ok(periods.length >= 4 && periods.every((it) => it >= 30_000 && it <= 60_000), periods.join());
  assert.ok(new Set(periods).size > 1, 'without jitter');
});

test('what a read gives is offered as an ADDED event', async () => {
  const source = scriptedSource();
  const object = zone();
  source.set(object);
  const events = [];
  const wait = watch(source, (event) => {
    events.push(event);
    return 'resolve';
  });
  assert.equal(await soon(wait), object);
  assert.deepEqual(events, [{ type: 'ADDED', object }]);
});

test('the own read of a wait goes before that of the source', async () => {
  const source = scriptedSource();
  let reads = 0;
  watch(source, undefined, {
    read: async () => {
      reads += 1;
      return zone();
    },
  });
  await macrotask();
  assert.deepEqual([reads, source.reads], [1, 0]);
});

test('the source is called as a method, with the options of the watch and nothing else', async () => {
  const calls = [];
  const source = {
    subscribe(options) {
      calls.push([this, options]);
      return () => {};
    },
    async read(options) {
      calls.push([this, options]);
    },
  };
  const options = { orgId: undefined, labelSelector: 'a=b', fieldSelector: 'c=d', userScoped: false };
  watch(source, undefined, options);
  await macrotask();
  const given = {
    resourceType: 'apis/dns.networking.miloapis.com/v1alpha1/dnszones',
    projectId: 'p',
    namespace: 'default',
    name: 'zone',
    labelSelector: 'a=b',
    fieldSelector: 'c=d',
    userScoped: false,
  };
  assert.deepEqual(calls, [
    [source, given],
    [source, given],
  ]);
});

test('a hidden tab is not read now and then, and one that is shown or restored is at once and 5 s later', async () => {
  const document = fakeDocument();
  const page = fakePage();
  const source = scriptedSource();
  source.set(zone());
  const moments = noteReads(source);
  watch(source);
  await macrotask();
  await time.advance(10_000);
  await document.become('hidden');
  await time.advance(190_000);
  assert.deepEqual(moments, [0, 2_000, 10_000]);
  await document.become('visible');
  await time.advance(20_000);
  assert.deepEqual(moments.slice(3), [200_000, 205_000]);
  await document.become('hidden');
  const restored = Object.assign(new Event('pageshow'), { persisted: true });
  await page.tell(restored);
  await time.advance(10_000);
  assert.deepEqual(moments.slice(5), [220_000, 225_000]);
});

test('before a timeout the object is read once more, and may still be ready', async () => {
  const source = scriptedSource();
  const wait = watch(source, ({ object }) => (object.metadata.generation === 2 ? 'resolve' : undefined), {
    timeout: 5_000,
  });
  source.set(zone());
  await time.advance(4_000);
  source.set(zone({ generation: 2 }));
  const { reads } = source;
  await time.advance(1_000);
  assert.equal(source.reads, reads + 1);
  assert.equal((await soon(wait)).metadata.generation, 2);
});

test('a last read that hangs has 5 s, then the wait ends', async () => {
  const source = { ...deafSource(), read: () => new Promise(() => {}) };
  const wait = watch(source, undefined, { timeout: 50 });
  await time.advance(5_049);
  assert.equal(await hasSettled(wait), false);
  const caught = rejection(wait);
  await time.advance(1);
  const error = await soon(caught);
  assert.equal(error.name, 'TimeoutError');
  assert.match(error.message, /50 ms/);
  assert.equal(time.live, 0);
});

test('a last read that fails or shows nothing new ends the wait at once', async () => {
  for (const read of [
    async () => zone(),
    async () => undefined,
    async () => {
      throw new Error('x');
    },
    () => {
      throw 1;
    },
  ]) {
    const wait = watch({ ...deafSource(), read }, undefined, { timeout: 50 });
    const caught = rejection(wait);
    await time.advance(50);
    assert.equal((await soon(caught)).name, 'TimeoutError');
  }
});

test('a read that hangs is given up after 10 s, and another one tried', async () => {
  const moments = [];
  const began = time.wall;
  watch({
    ...deafSource(),
    read: () => {
      moments.push(time.wall - began);
      return new Promise(() => {});
    },
  });
  await time.advance(10_999);
  assert.deepEqual(moments, [0, 10_000].slice(0, moments.length));
  await time.advance(3_000);
  assert.ok(moments.length >= 2, moments.join());
  const late = time.live;
  assert.equal(late, 1);
});

test('reads that fail are tried again with backoff and never end the wait', async () => {
  const source = scriptedSource();
  const moments = noteReads(source);
  source.failReads(500);
  const wait = watch(source, () => 'resolve');
  await time.advance(60_000);
  assert.equal(await hasSettled(wait), false);
  assert.ok(moments.length >= 5 && moments.length < 20, moments.join());
  source.set(zone());
  await time.advance(60_000);
  await soon(wait);
});

test('a consistent source is read only before a timeout, by the own read too', async () => {
  for (const own of [false, true]) {
    const source = Object.assign(scriptedSource(), { consistent: true });
    let reads = 0;
    const read = async () => {
      reads += 1;
    };
    if (!own) source.read = read;
    const wait = watch(source, undefined, { timeout: 300_000, ...(own ? { read } : {}) });
    await time.advance(100_000);
    source.fail({});
    await time.advance(199_999);
    assert.equal(reads, 0);
    const caught = rejection(wait);
    await time.advance(1);
    assert.equal((await soon(caught)).name, 'TimeoutError');
    assert.equal(reads, 1);
  }
});

test('a consistent source is not read for an object that it no longer mentions', async () => {
  const source = Object.assign(scriptedSource(), { consistent: true });
  const seen = watch(source);
  source.emit(added(zone()));
  const made = watch(source, undefined, { initial: zone() });
  source.fail();
  await time.advance(120_000);
  assert.equal(source.subscriptions.length, 2);
  assert.equal(source.reads, 0);
  assert.equal(await hasSettled(seen), false);
  assert.equal(await hasSettled(made), false);
});

test('an answer that was overtaken by an event of the object is dropped and the read repeated', async () => {
  const source = deafSource();
  const answers = [];
  const seen = [];
  watch(
    source,
    ({ type, object }) => {
      seen.push(`${type} ${object.metadata.generation}`);
    },
    {
      read: () => new Promise((resolve) => answers.push(resolve)),
    },
  );
  source.scripted.emit(modified(zone({ generation: 2 })));
  answers[0](zone());
  await macrotask();
  assert.deepEqual(seen, ['MODIFIED 2']);
  assert.equal(answers.length, 2);
  answers[1](zone({ generation: 2 }));
  await macrotask();
  assert.deepEqual(seen, ['MODIFIED 2', 'ADDED 2']);
});

test('a read gives one object, a list, a List or nothing; null is absent', async () => {
  for (const answer of [
    zone(),
    [zone()],
    { kind: 'DNSZoneList', metadata: {}, items: [zone()] },
    { items: [null, zone()] },
  ]) {
    const wait = watch({ ...deafSource(), read: async () => answer }, () => 'resolve');
    assert.equal((await soon(wait)).metadata.uid, 'u1');
    wait.cancel();
  }
  for (const answer of [undefined, null, [], { items: [] }]) {
    const wait = watch({ ...deafSource(), read: async () => answer }, () => 'resolve');
    await time.advance(5_000);
    assert.equal(await hasSettled(wait), false);
  }
});

test('of a list a named wait is offered its own object alone, a wait without name all of them', async () => {
  const list = [zone({ name: 'other', uid: 'u2' }), zone({ namespace: 'elsewhere', uid: 'u3' }), zone()];
  for (const [name, expected] of [
    ['zone', ['u1']],
    [undefined, ['u2', 'u3', 'u1']],
  ]) {
    const seen = [];
    watch(
      { ...deafSource(), read: async () => list },
      ({ object }) => {
        seen.push(object.metadata.uid);
      },
      { name },
    );
    await macrotask();
    assert.deepEqual(seen, expected);
  }
});

test('an absence after initial counts only the second time in a row, one after an event at once', async () => {
  const lagging = scriptedSource();
  const wait = watch(lagging, undefined, { initial: zone() });
  await time.advance(1_999);
  assert.equal(await hasSettled(wait), false);
  const caught = rejection(wait);
  await time.advance(1);
  assert.equal((await soon(caught)).name, 'ResourceDeletedError');

  const source = scriptedSource();
  source.set(zone());
  const other = rejection(watch(source));
  await time.advance(0);
  source.failReads(404);
  await time.advance(2_000);
  assert.equal((await soon(other)).name, 'ResourceDeletedError');
});

test('after a suspension the objects are read first, and a deadline that passed has 15 s more', async () => {
  const source = { ...deafSource(), read: () => new Promise(() => {}) };
  const wait = watch(source, undefined, { timeout: 20_000 });
  await time.advance(1_000);
  await time.suspend(100_000);
  await time.advance(14_000);
  assert.equal(await hasSettled(wait), false);
  const caught = rejection(wait);
  await time.advance(1_500);
  assert.equal((await soon(caught)).name, 'TimeoutError');
});
