// `taskwatch` and `taskwatch/slim` in each engine, in a page and in a worker, served as they are in the package: what is loaded,
// how often, and what a Content-Security-Policy does.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { installed } from '../package/install.mjs';
import { inEachEngine } from './in-each-engine.mjs';

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const ALLOWED = "script-src 'self' 'wasm-unsafe-eval'";
const FORBIDDEN = "script-src 'self'";

/** What a case may use. */
const TOOLS = `
const complete = async ({ TaskQueue }) =>
  (await new TaskQueue().enqueue({ title: 'a', processor: () => 1 }).promise).status;
const nameOf = (promise) => promise.then(() => 'nothing', (error) => error.name);
`;
/** What did not settle as it should after a stack ran out: in a recursion without end, and with a little room left for a call. */
const STACK = `
  console.error = () => {};
  addEventListener('unhandledrejection', (event) => event.preventDefault());
  addEventListener('error', (event) => event.preventDefault());
  const { TaskQueue, computeStatus, verdictOfProject, waitForResource, waitForWatch } = await import('/index.js');
  const wrong = [];
  const hang = () => new Promise(() => {});
  const deaf = { subscribe: () => () => {} };
  const endless = (name, action) => {
    const object = {};
    Object.defineProperty(object, name, { get: () => action(object), enumerable: true });
    return object[name];
  };
  const attacks = {
    verdictOfProject: () => endless('status', verdictOfProject),
    computeStatus: () => endless('status', computeStatus),
    waitForResource: () => endless('resourceType', (object) => waitForResource(object).catch(() => {})),
    enqueue: (queue) => {
      const options = { title: 'endless', processor: () => {} };
      Object.defineProperty(options, 'group', { get: () => queue.enqueue(options) });
      queue.enqueue(options);
    },
  };
  const atTheEdge = (spare, action) => {
    let reached = 0;
    const descend = (left) => { reached += 1; return left > 0 ? descend(left - 1) + 1 : action(); };
    try { descend(Infinity); } catch {}
    const depth = reached;
    try { descend(depth - spare); } catch {}
  };
  const within = (promise, what) => Promise.race([
    promise.then(({ status }) => status === 'failed' || status === 'completed' || wrong.push(what + ': ' + status), () => {}),
    new Promise((resolve) => setTimeout(resolve, 2000, 'late')).then(() => wrong.push(what + ' hangs')),
  ]);
  for (const [name, attack] of Object.entries(attacks))
    for (const spare of [undefined, 40, 300, 2000]) {
      const queue = new TaskQueue({ concurrency: 1 });
      const pending = [
        queue.enqueue({ title: 'hangs', timeout: 30, processor: hang }).promise,
        queue.enqueue({ title: 'waits for a slot', processor: () => {} }).promise,
        waitForWatch({ resourceType: 'api/v1/pods', source: deaf, timeout: 30, onEvent: () => 'continue' }).promise,
      ];
      if (spare === undefined) { try { attack(queue); } catch {} }
      else atTheEdge(spare, () => attack(queue));
      const what = name + ' ' + spare;
      await Promise.all(pending.map((promise, index) => within(promise, what + ' ' + index)));
      const next = queue.enqueue({ title: 'next', processor: () => 'works' });
      await within(next.promise, what + ' next');
      if (queue.running + queue.waiting > 0) wrong.push(what + ' is not idle');
    }
  return wrong;`;
const HTML = '<!doctype html><title>pending</title><script type="module" src="/page.js"></script>';
/** Shows what the worker says. */
const WORKER_PAGE = `const worker = new Worker('/worker.js', { type: 'module' });
worker.onmessage = ({ data }) => { document.title = data; };
worker.onerror = ({ message }) => { document.title = JSON.stringify({ error: message }); };
`;

/** Serves the package and the script of the case that is being played. */
let server;
let played;

before(async () => {
  server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const send = (type, body) => {
      const policy = played.isForbidden ? FORBIDDEN : ALLOWED;
      const headers = {
        'content-type': type,
        'content-security-policy': policy,
        'cache-control': 'no-store',
      };
      response.writeHead(200, headers).end(body);
    };
    if (pathname === '/') return send('text/html', HTML);
    if (pathname in played.scripts) return send('text/javascript', played.scripts[pathname]);
    if (pathname.endsWith('.wasm')) {
      played.requests += 1;
      if (played.requests <= played.refused) return response.writeHead(503).end();
    }
    const file = path.join(installed, 'dist', path.basename(pathname));
    const body = await readFile(file).catch(() => undefined);
    if (body === undefined) return response.writeHead(404).end();
    const type = searchParams.has('plain') ? undefined : TYPES[path.extname(pathname)];
    send(type ?? 'application/octet-stream', body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

inEachEngine((engine) => {
  for (const place of ['a page', 'a worker'])
    describe(`in ${place}`, () => {
      const play = (body, options) => playIn(engine.driver, place, body, options);

      it('slim streams the file beside it, once for concurrent calls', async () => {
        const [before, ...rest] = await play(`
          let streamed = 0;
          const { compileStreaming } = WebAssembly;
          WebAssembly.compileStreaming = (...given) => { streamed += 1; return compileStreaming(...given); };
          const slim = await import('/slim.js');
          let before;
          try { new slim.TaskQueue(); } catch (error) { before = error.message; }
          await Promise.all([slim.default(), slim.default()]);
          await slim.default();
          return [before, streamed, await complete(slim)];`);
        assert.match(before, /init/);
        assert.deepEqual([...rest, played.requests], [1, 'completed', 1]);
      });

      it('a server that does not know the type of the file will do', async () => {
        const result = await play(`
          const slim = await import('/slim.js');
          await slim.default({ url: '/taskwatch.wasm?plain' });
          return complete(slim);`);
        assert.equal(result, 'completed');
      });

      it('a load that failed can be tried again', async () => {
        const result = await play(
          `const slim = await import('/slim.js');
           const failed = await nameOf(slim.default());
           await slim.default();
           return [failed, await complete(slim)];`,
          { refused: 1 },
        );
        assert.deepEqual([...result, played.requests], ['Error', 'completed', 2]);
      });

      it('slim and taskwatch share one instance', async () => {
        const result = await play(`
          const slim = await import('/slim.js');
          await slim.default();
          let compiled = 0;
          WebAssembly.Module = class { constructor() { compiled += 1; } };
          const taskwatch = await import('/index.js');
          return [await complete(taskwatch), compiled];`);
        assert.deepEqual(result, ['completed', 0]);
      });

      it('supportError returns undefined if nothing is wrong', async () => {
        const result = await play(`
          const [slim, taskwatch] = [await import('/slim.js'), await import('/index.js')];
          return [slim.supportError() ?? null, taskwatch.supportError() ?? null, await complete(taskwatch)];`);
        assert.deepEqual(result, [null, null, 'completed']);
      });

      it('a stack that runs out inside the package leaves nothing pending, at whatever depth', async () => {
        const result = await play(STACK);
        assert.deepEqual(result, []);
      });

      it("a policy without 'wasm-unsafe-eval' is named beforehand, by init and by each first use; imports work", async () => {
        const result = await play(
          `const [slim, taskwatch] = [await import('/slim.js'), await import('/index.js')];
           const { TaskQueue, waitForWatch, computeStatus, condition, supportError } = taskwatch;
           const told = async (promise) => {
               const error = await promise.then(() => ({ name: 'nothing' }), (error) => error);
               return error.name + (/Content-Security-Policy.*'wasm-unsafe-eval'/.test(error.message) ? ' named' : ' ' + error.message);
           };
           const source = { subscribe: () => () => {} };
           const uses = [
               Promise.reject(supportError()),
               Promise.reject(slim.supportError()),
               slim.default(),
               (async () => new TaskQueue().enqueue({ title: 'a', processor() {} }))(),
               waitForWatch({ resourceType: 'api/v1/pods', name: 'a', source, onEvent() {} }).promise,
               (async () => computeStatus({}))(),
           ];
           return [condition('Ready') !== undefined, ...await Promise.all(uses.map(told))];`,
          { isForbidden: true },
        );
        assert.deepEqual(result, [true, ...Array(6).fill('WasmBlockedError named')]);
      });
    });
});

/** What the body of an async function gives in a new page, or in a worker of one. */
async function playIn(driver, place, body, { isForbidden = false, refused = 0 } = {}) {
  const report = place === 'a page' ? 'document.title = ' : 'postMessage';
  // Scripts of the page itself: a policy forbids others, and those of WebDriver may run beside the page.
  const script = `${TOOLS}(async () => {${body}})()
    .then((value) => ({ value }), (error) => ({ error: String(error) }))
    .then((result) => { ${report}(JSON.stringify(result)); });`;
  const scripts =
    place === 'a page' ? { '/page.js': script } : { '/page.js': WORKER_PAGE, '/worker.js': script };
  played = { scripts, isForbidden, refused, requests: 0 };
  await driver.get(`http://127.0.0.1:${server.address().port}/`);
  const title = await driver.wait(async () => {
    const title = await driver.getTitle();
    return title !== 'pending' && title;
  }, 15_000);
  const { value, error } = JSON.parse(title);
  assert.equal(error, undefined);
  return value;
}
