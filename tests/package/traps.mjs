// Has the wasm trap at each crossing, one after the other: a piece of work runs again and again, and each time the next call of an
// export traps. Whatever it was, everything settles, and what follows works in a new instance. A file that imports this must
// not have imported the package before, and is a process of its own.
import { exportName } from './export-names.mjs';
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** A wait for what never comes would be longer. */
const PATIENCE = 5_000;
const LOSS = /WebAssembly instance failed and was replaced/;
/** What durable tasks say where the trap came while the store was being asked. */
const KNOWN_NEWS = [LOSS, /the store failed; tasks go on in memory/];

/** What the bindings call for themselves, and what only connects the parts of the wasm. */
const OF_THE_BINDINGS = /^(__wbindgen_|__externref_|$)/;

const wasm = { calls: 0, trapAt: Number.POSITIVE_INFINITY, trapped: undefined };
const { Instance } = WebAssembly;
// biome-ignore lint/complexity/useArrowFunction: it is called by `new`
WebAssembly.Instance = function (...given) {
  const exports = {};
  for (const [name, value] of Object.entries(new Instance(...given).exports))
    exports[name] =
      typeof value === 'function' && !OF_THE_BINDINGS.test(exportName(name)) ? counted(name, value) : value;
  return { exports };
};

function counted(name, call) {
  return (...given) => {
    wasm.calls += 1;
    if (wasm.calls !== wasm.trapAt) return call(...given);
    wasm.trapped = exportName(name);
    throw new WebAssembly.RuntimeError('unreachable');
  };
}

/** The package. */
export const taskwatch = await import(pathToFileURL(join(installed, 'dist/index.js')).href);

/** What went wrong since it was last emptied. */
const problems = [];
process.on('unhandledRejection', (error) => problems.push(`unhandled: ${error?.stack}`));
process.on('uncaughtException', (error) => problems.push(`uncaught: ${error?.stack}`));
console.error = (...values) => {
  const text = values.map(String).join(' ');
  if (!KNOWN_NEWS.some((news) => news.test(text))) problems.push(`console: ${text}`);
};

/** Calls, and notes what is thrown that is not the loss of the instance. */
export function attempt(what, call) {
  try {
    return call();
  } catch (error) {
    if (!LOSS.test(error?.message)) problems.push(`${what} threw ${error?.stack}`);
    return undefined;
  }
}

export async function settles(what, promise) {
  const late = Symbol('late');
  const ended = await Promise.race([promise, pause(PATIENCE, late, { ref: false })]);
  if (ended === late) problems.push(`${what} never settles`);
}

/** Does the work once without a trap, and then with one at each crossing. These exports have to be among them. */
export async function trapAtEachCrossing(work, exports) {
  await work();
  assert.deepEqual(problems.splice(0), [], 'without a trap');
  const found = [];
  const crossings = new Set();
  for (let at = 1; ; at += 1) {
    Object.assign(wasm, { calls: 0, trapAt: at, trapped: undefined });
    await work();
    if (wasm.trapped === undefined) break;
    crossings.add(wasm.trapped);
    const { promise } = new taskwatch.TaskQueue().enqueue({ title: 'after', processor: () => 'works' });
    await settles(
      'the next task',
      promise.then(({ result }) => assert.equal(result, 'works')),
    );
    // Notifications take several microtask turns, which must not last into the next round.
    await pause(0);
    found.push(...problems.splice(0).map((problem) => `call ${at}, ${wasm.trapped}: ${problem}`));
  }
  assert.deepEqual(found, []);
  for (const name of exports)
    assert.ok(crossings.has(name), `${name} was not among ${[...crossings].join(' ')}`);
}
