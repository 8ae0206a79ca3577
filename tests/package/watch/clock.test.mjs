// Waits under fake timers that are moved without a pause for promises, as test runners do, and clocks that jump.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import {
  added,
  afterTest,
  countTimers,
  deafSource,
  fakeTime,
  hasSettled,
  modified,
  patch,
  rejection,
  scriptedSource,
  soon,
  watch,
  zone,
} from './support.mjs';

/** The fake timers of Node's own test runner, which fire inside `tick`. */
function mockTimers() {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_700_000_000_000 });
  afterTest(() => mock.timers.reset());
  return (milliseconds) => mock.timers.tick(milliseconds);
}

test('sinceLastEvent is right however many events and ticks there are in one turn', async () => {
  const tick = mockTimers();
  const source = deafSource();
  const wait = watch(source, undefined, { timeout: 1_000 });
  const caught = rejection(wait);
  source.scripted.emit(added(zone()));
  tick(400);
  source.scripted.emit(modified(zone()));
  tick(600);
  const error = await soon(caught);
  assert.equal(error.sinceLastEvent, 600);
});

test('events and ticks in one turn do not bring a deadline nearer', async () => {
  const tick = mockTimers();
  const source = deafSource();
  const wait = watch(source, undefined, { timeout: 10_000 });
  const other = rejection(watch(deafSource(), undefined, { timeout: 5_000 }));
  source.scripted.emit(added(zone()));
  tick(5_000);
  source.scripted.emit(modified(zone()));
  const late = watch(deafSource(), undefined, { timeout: 4_000 });
  await soon(other);
  tick(3_999);
  assert.deepEqual([await hasSettled(wait), await hasSettled(late)], [false, false]);
  const caught = rejection(late);
  tick(1);
  assert.equal((await soon(caught)).name, 'TimeoutError');
});

test('a failure that lasts and a grace are measured over ticks of one turn too', async () => {
  const tick = mockTimers();
  const source = deafSource();
  const wait = watch(source, undefined, { forbiddenGrace: 3_000 });
  const caught = rejection(wait);
  source.scripted.fail(403);
  tick(1_000);
  source.scripted.emit(added(zone()));
  source.scripted.fail(403);
  tick(2_900);
  assert.equal(await hasSettled(wait), false);
  tick(100);
  assert.equal((await soon(caught)).code, 403);
});

test('a clock that is set back does not postpone a deadline', async () => {
  const time = fakeTime();
  const wait = watch(deafSource(), undefined, { timeout: 1_000 });
  await time.advance(500);
  time.wall -= 3_600_000;
  const caught = rejection(wait);
  await time.advance(500);
  assert.equal((await soon(caught)).name, 'TimeoutError');
});

test('sinceLastEvent is right where the clock was set back after the last event', async () => {
  const time = fakeTime();
  const source = deafSource();
  const caught = rejection(watch(source, undefined, { timeout: 1_000 }));
  await time.advance(400);
  source.scripted.emit(added(zone()));
  time.wall -= 3_600_000;
  await time.advance(600);
  const error = await soon(caught);
  assert.equal(error.sinceLastEvent, 600);
});

test('a timer that fires early proves nothing', async () => {
  const time = fakeTime();
  const wait = watch(deafSource(), undefined, { timeout: 1_000 });
  await time.fireEarly();
  assert.equal(await hasSettled(wait), false);
  assert.equal(time.live, 1);
  const caught = rejection(wait);
  await time.advance(1_000);
  await soon(caught);
});

test('a timeout above 2^31-1 ms still holds, and arms no timer that fires at once', async () => {
  const time = fakeTime();
  const wait = watch(deafSource(), undefined, { timeout: 2 ** 32 });
  assert.deepEqual(time.delays, [2 ** 31 - 1]);
  for (let day = 0; day < 49; day += 1) await time.advance(86_400_000);
  assert.equal(await hasSettled(wait), false);
  const caught = rejection(wait);
  await time.advance(86_400_000);
  assert.equal((await soon(caught)).name, 'TimeoutError');
});

test('a timeout of Number.MAX_VALUE or of a fraction of a millisecond is one', async () => {
  const far = watch(deafSource(), undefined, { timeout: Number.MAX_VALUE });
  assert.equal(
    (await rejection(soon(watch(deafSource(), undefined, { timeout: 0.5 })))).name,
    'TimeoutError',
  );
  assert.equal(await hasSettled(far), false);
});

test('setTimeout is looked up at each call, so that timers faked after the import work', async () => {
  const timers = countTimers();
  const calls = [];
  const { setTimeout } = globalThis;
  patch(globalThis, 'setTimeout', (...given) => {
    calls.push(given[1]);
    return setTimeout(...given);
  });
  const source = scriptedSource();
  const wait = watch(source, undefined, { timeout: 7_000 });
  assert.equal(calls.length > 0, true);
  wait.cancel();
  assert.equal(timers.live, 0);
});
