// What `supportError` and the first use say where the wasm cannot run, and that an import needs nothing of the platform.
import './install.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { runModule } from './run-program.mjs';

/** Runs a program in a place that was changed before the import; `use` is the first use. */
const run = (place, program) =>
  runModule(`
    ${place}
    const say = (value) => console.log(JSON.stringify(value ?? null));
    const shown = (error) => error && [error.name, error.message, error.code ?? null, error.cause !== undefined];
    const taskwatch = await import('taskwatch');
    const use = () => { try { new taskwatch.TaskQueue().dispose(); } catch (error) { return shown(error); } };
    const enqueue = () => { try { new taskwatch.TaskQueue().enqueue({ title: 'a', processor() {} }); } catch (error) { return shown(error); } };
    ${program}`);

const ASK = 'say(shown(taskwatch.supportError())); say(enqueue() ?? use());';
const REFUSE = (message) => `
  const refuse = () => { throw new WebAssembly.CompileError(${JSON.stringify(message)}); };`;
const LIMIT = `
  const { Module, Instance } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      if (bytes.byteLength > 4096) throw new RangeError('WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 4KB.');
      super(bytes);
    }
  };`;

describe('where the wasm cannot run, supportError and the first use say', () => {
  const cases = {
    'that a policy of Chromium or Firefox blocks it': [
      `${REFUSE('violates the Content Security policy directive')}
       WebAssembly.Module = class { constructor() { refuse(); } };`,
      'WasmBlockedError',
      /Content-Security-Policy.*'wasm-unsafe-eval'/,
    ],
    'that a policy of WebKit blocks it, which lets modules compile and none start': [
      `${REFUSE("Refused to create a WebAssembly object because 'unsafe-eval' is not an allowed source of script")}
       WebAssembly.Instance = class { constructor() { refuse(); } };`,
      'WasmBlockedError',
      /Content-Security-Policy.*'wasm-unsafe-eval'/,
    ],
    'that WebAssembly is switched off': [
      'delete globalThis.WebAssembly;',
      'WasmBlockedError',
      /switched off/,
    ],
    'that a runtime compiles nothing from bytes, without a word about a policy': [
      `${REFUSE('WebAssembly.Module(): Wasm code generation disallowed by embedder')}
       WebAssembly.Module = class { constructor() { refuse(); } };`,
      'WasmBlockedError',
      /^(?!.*Policy).*from bytes.*taskwatch\/slim/,
    ],
    'that the engine is too old': [
      LIMIT,
      'Error',
      /Chrome and Edge 115, Firefox 115, Safari 16\.4, Node 20\.0.*taskwatch\/slim/,
    ],
  };
  for (const [name, [place, errorName, message]] of Object.entries(cases)) {
    it(name, () => {
      const [beforehand, atUse] = run(place, ASK);
      for (const error of [beforehand, atUse]) {
        assert.equal(error[0], errorName);
        assert.match(error[1], message);
        assert.equal(error[2], errorName === 'WasmBlockedError' ? 'WASM_BLOCKED' : null);
      }
    });
  }

  it('nothing where it can, before and after the first use', () => {
    assert.deepEqual(run('', `${ASK} say(taskwatch.supportError());`), [null, null, null]);
  });

  it('a policy that is lifted is not remembered', () => {
    const place =
      'const { Module } = WebAssembly; WebAssembly.Module = class { constructor() { throw new Error(); } };';
    const [before, ...after] = run(place, `${ASK} WebAssembly.Module = Module; ${ASK}`);
    assert.equal(before[0], 'WasmBlockedError');
    assert.deepEqual(after.slice(1), [null, null]);
  });
});

describe('an import', () => {
  const names = [
    'FinalizationRegistry',
    'WeakRef',
    'AbortController',
    'AbortSignal',
    'BroadcastChannel',
    'TextDecoder',
    'TextEncoder',
    'URL',
    'WebAssembly',
    'crypto',
    'performance',
    'navigator',
    'structuredClone',
  ];
  const others = `for (const entry of ['slim', 'react', 'testing']) await import('taskwatch/' + entry);`;

  it('constructs nothing of the platform', () => {
    run(
      `for (const name of ${JSON.stringify(names)}) {
         const refuse = () => { throw new Error(name + ' was used'); };
         Object.defineProperty(globalThis, name, { configurable: true, value: new Proxy(class {}, { construct: refuse, apply: refuse, get: refuse }) });
       }`,
      others,
    );
  });

  it('needs nothing of the platform', () => {
    run(`for (const name of ${JSON.stringify(names)}) delete globalThis[name];`, others);
  });
});

it('what judges kinds of resources is compiled by the first call that judges', () => {
  assert.deepEqual(
    run(
      `const { Module } = WebAssembly;
       globalThis.sizes = [];
       WebAssembly.Module = class extends Module { constructor(bytes) { super(bytes); sizes.push(bytes.byteLength); } };`,
      `const queue = new taskwatch.TaskQueue();
       await queue.enqueue({ title: 'a', processor: () => {} }).promise;
       const wait = { resourceType: 'api/v1/pods', name: 'a', onEvent: () => 'resolve', initial: {}, source: { subscribe: () => () => {} } };
       await taskwatch.waitForWatch(wait).catch(() => {});
       taskwatch.defineResource({ resourceType: 'a', scope: 'cluster', ready: ['Ready'], adapt: (raw) => raw });
       say(sizes.length);
       const judged = () => taskwatch.computeStatus({ kind: 'Pod', metadata: { name: 'a' } }).status;
       say([judged(), judged(), taskwatch.verdictOfProject({ metadata: { name: 'a' } }).state, sizes.length]);`,
    ),
    [1, ['InProgress', 'InProgress', 'pending', 2]],
  );
});

it('strings cross where the platform has no TextDecoder and no TextEncoder', () => {
  // Conditions cross into the wasm as text, and the reason comes out of it.
  const type = 'grüß 😀 \u{10ffff} €';
  const [status, other, lone] = run(
    'delete globalThis.TextDecoder; delete globalThis.TextEncoder;',
    `const stateOf = (type, required) => taskwatch.transformControlPlaneStatus(
       { conditions: [{ type, status: 'True' }] }, { requiredConditions: [required] }).status;
     say(stateOf(${JSON.stringify(type)}, ${JSON.stringify(type)}));
     say(stateOf(${JSON.stringify(type)}, ${JSON.stringify(`${type}!`)}));
     const wait = { resourceType: ${JSON.stringify(type)}, name: '\\ud800x', onEvent() {}, timeout: 1, source: { subscribe: () => () => {} } };
     say(await taskwatch.waitForWatch(wait).catch((error) => error.message));`,
  );
  assert.deepEqual([status, other], ['success', 'pending']);
  assert.match(lone, /grüß 😀 \u{10ffff} €\/(\ufffd|\\ud800|\ud800)x/u);
});
