// `taskwatch/slim` in Node: the wasm is a file of its own, and `init` loads it.
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

import { runCommonJs, runModule } from './run-program.mjs';

const WASM = join(installed, 'dist/taskwatch.wasm');
const SUPPORT = `
  const say = (value) => console.log(JSON.stringify(value));
  const errorOf = async (action) => {
    try { await action(); } catch (error) { return [error.constructor.name, error.name, error.message]; }
  };
  const completes = async ({ TaskQueue }) => {
    const queue = new TaskQueue();
    const { status } = await queue.enqueue({ title: 'a', processor: () => 1 }).promise;
    queue.dispose();
    return status;
  };
  const count = (owner, name) => {
    const counter = { calls: 0 };
    owner[name] = new Proxy(owner[name], {
      apply(target, self, given) { counter.calls += 1; return Reflect.apply(target, self, given); },
      construct(target, given) { counter.calls += 1; return Reflect.construct(target, given); },
    });
    return counter;
  };
`;
const run = (program) => runModule(`${SUPPORT} import init, * as slim from 'taskwatch/slim'; ${program}`);

describe('taskwatch/slim', () => {
  it('exports what taskwatch exports, and init by default', async () => {
    const { default: init, ...slim } = await import('taskwatch/slim');
    assert.equal(typeof init, 'function');
    assert.deepEqual(Object.keys(slim), Object.keys(await import('taskwatch')));
  });

  it('what needs the module before init throws or rejects with an Error that names it', () => {
    const [queue, wait, verdict] = run(`
      say(await errorOf(() => new slim.TaskQueue()));
      say(await errorOf(() => slim.waitForWatch({ resourceType: 'a', onEvent() {}, source: { subscribe: () => () => {} } })));
      say(await errorOf(() => slim.computeStatus({})));`);
    for (const [className, name, message] of [queue, wait, verdict]) {
      assert.deepEqual([className, name], ['Error', 'Error']);
      assert.match(message, /`init\(\)`/);
    }
  });

  it('defines kinds before init, as modules do while they load, and uses them after it', () => {
    const [wrong, early, verdict, name] = run(`
      const define = (more) => slim.defineResource({
        resourceType: 'a', scope: 'cluster', ready: slim.not(slim.condition('Busy')), adapt: (raw) => raw.metadata.name, ...more,
      });
      const defined = define();
      say(await errorOf(() => define({ failed: {} })));
      say(await errorOf(() => defined.waitForReady('a', { source: { subscribe: () => () => {} } })));
      await init();
      say(defined.verdict({ status: { conditions: [{ type: 'Busy', status: 'False' }] } }).state);
      say(defined.adapt({ metadata: { name: 'one' } }));`);
    assert.deepEqual(wrong.slice(0, 2), ['TypeError', 'TypeError']);
    assert.match(early[2], /`init\(\)`/);
    assert.deepEqual([verdict, name], ['ready', 'one']);
  });

  it('loads the file beside it from disk, compiles asynchronously, and once for concurrent calls', () => {
    assert.deepEqual(
      run(`
        const compiled = count(WebAssembly, 'compile');
        const synchronous = count(WebAssembly, 'Module');
        await Promise.all([init(), init(), init()]);
        await init();
        say([compiled.calls, synchronous.calls, await completes(slim)]);`),
      [[1, 0, 'completed']],
    );
  });

  for (const [what, options] of Object.entries({
    'a file: URL': `{ url: ${JSON.stringify(pathToFileURL(WASM).href)} }`,
    'a URL object': `{ url: new URL(${JSON.stringify(pathToFileURL(WASM).href)}) }`,
    bytes: `{ bytes: (await import('node:fs')).readFileSync(${JSON.stringify(WASM)}) }`,
    'a module': `{ module: new WebAssembly.Module((await import('node:fs')).readFileSync(${JSON.stringify(WASM)})) }`,
    'a URL of a server': `{ url: 'https://console.example/taskwatch.wasm' }`,
  })) {
    it(`takes ${what}`, () => {
      assert.deepEqual(
        run(`
          const { readFileSync } = await import('node:fs');
          globalThis.fetch = async (url) => new Response(readFileSync(${JSON.stringify(WASM)}), {
            headers: { 'content-type': String(url).startsWith('https:') ? 'application/wasm' : 'text/plain' },
          });
          await init(${options});
          say(await completes(slim));`),
        ['completed'],
      );
    });
  }

  it('a load that failed says why and can be tried again', () => {
    const [missing, status, notWasm, other, completed] = run(`
      globalThis.fetch = async () => new Response('', { status: 404 });
      say(await errorOf(() => init({ url: 'file:///there/is/none.wasm' })));
      say(await errorOf(() => init({ url: 'https://console.example/taskwatch.wasm' })));
      globalThis.fetch = async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
      say(await errorOf(() => init({ url: 'https://console.example/taskwatch.wasm' })));
      say(await errorOf(() => init({ bytes: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0) })));
      await init();
      say(await completes(slim));`);
    assert.match(missing[2], /ENOENT/);
    assert.match(status[2], /404/);
    assert.equal(notWasm[1], 'CompileError');
    assert.match(other[2], /not the WebAssembly module of taskwatch@/);
    assert.equal(completed, 'completed');
  });

  it('wrong options reject with a TypeError that names them', () => {
    const errors = run(`
      for (const options of [null, 5, { url: 5 }, { url: '' }, { bytes: 'AGFzbQ' }, { bytes: {} }, { module: 5 }])
        say(await errorOf(() => init(options)));`);
    assert.deepEqual(
      errors.map(([, name, message]) => `${name} ${/`(\w+)`/.exec(message)[1]}`),
      ['options', 'options', 'url', 'url', 'bytes', 'bytes', 'module'].map((field) => `TypeError ${field}`),
    );
  });

  it('shares the instance of the page with taskwatch, whichever comes first', () => {
    for (const first of ['await init()', "new (await import('taskwatch')).TaskQueue().dispose()"]) {
      assert.deepEqual(
        run(`
          ${first};
          const instances = count(WebAssembly, 'Instance');
          const later = count(WebAssembly, 'instantiate');
          await init();
          say([await completes(slim), await completes(await import('taskwatch'))]);
          say([instances.calls, later.calls]);`),
        [
          ['completed', 'completed'],
          [0, 0],
        ],
        first,
      );
    }
  });

  it('judges with the module that it has loaded where the page has an instance that only queues', () => {
    assert.deepEqual(
      run(`
        const taskwatch = await import('taskwatch');
        const verdictOf = ({ computeStatus }) => computeStatus({ kind: 'Pod', metadata: { name: 'a' } }).status;
        say(await completes(taskwatch));
        say((await errorOf(() => verdictOf(slim)))[2].includes('init()'));
        await init();
        say([verdictOf(slim), verdictOf(taskwatch), await completes(slim), await completes(taskwatch)]);`),
      ['completed', true, ['InProgress', 'InProgress', 'completed', 'completed']],
    );
  });

  it('taskwatch works while the slim entry of the page has not been loaded', () => {
    assert.deepEqual(
      run(`
        say((await errorOf(() => new slim.TaskQueue()))[0]);
        say(await completes(await import('taskwatch')));
        say(await completes(slim));`),
      ['Error', 'completed', 'completed'],
    );
  });

  it('a CSP that forbids WebAssembly rejects init with a WasmBlockedError', () => {
    const [[, name, message], supported] = run(`
      const refuse = () => { throw new WebAssembly.CompileError('violates the Content Security policy directive'); };
      for (const name of ['Module', 'Instance']) WebAssembly[name] = class { constructor() { refuse(); } };
      for (const name of ['compile', 'instantiate']) WebAssembly[name] = async () => refuse();
      say(await errorOf(() => init()));
      say(slim.supportError().name);`);
    assert.equal(name, 'WasmBlockedError');
    assert.match(message, /'wasm-unsafe-eval'/);
    assert.equal(supported, 'WasmBlockedError');
  });

  it('an engine that compiles and starts only small modules on the main thread will do, and init replaces a broken instance', () => {
    const [supported, completed, failed, again] = run(`
      const { Module, Instance, instantiate } = WebAssembly;
      const large = new WeakSet();
      const limit = (what) => { throw new RangeError('WebAssembly.' + what + ' is disallowed on the main thread, if the buffer size is larger than 4KB.'); };
      WebAssembly.Module = class extends Module {
        constructor(bytes) { if (bytes.byteLength > 4096) limit('Compile'); super(bytes); }
      };
      WebAssembly.Instance = class extends Instance {
        constructor(module, imports) { if (Module.exports(module).length > 0) limit('Instance'); super(module, imports); }
      };
      const { exportName } = await import('./package/export-names.mjs');
      let trap;
      WebAssembly.instantiate = async (module, imports) => {
        const { exports } = await instantiate(module, imports);
        const broken = Object.fromEntries(Object.entries(exports).map(([name, value]) => [name,
          exportName(name) === 'queuecore_add' ? (...given) => { if (trap) throw new WebAssembly.RuntimeError('unreachable'); return value(...given); } : value]));
        return { exports: broken };
      };
      say(slim.supportError() ?? null);
      await init();
      say(await completes(slim));
      trap = true;
      await errorOf(() => completes(slim));
      trap = false;
      say((await errorOf(() => completes(slim)))[2]);
      await init();
      say(await completes(slim));`);
    assert.equal(supported, null);
    assert.equal(completed, 'completed');
    assert.match(failed, /`init\(\)` again/);
    assert.equal(again, 'completed');
  });

  it('is there for require, too', () => {
    assert.deepEqual(
      runCommonJs(`
        ${SUPPORT}
        const slim = require('taskwatch/slim');
        slim.default().then(async () => say([require.resolve('taskwatch/slim').endsWith('slim.cjs'), await completes(slim)]));`),
      [[true, 'completed']],
    );
  });
});
