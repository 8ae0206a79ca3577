// Copies of the package in one page, such as hot reloads leave behind: they share the instance, and what ends it ends the work of all.
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

import { runModule } from './run-program.mjs';

const entry = pathToFileURL(join(installed, 'dist/index.js')).href;
const PROGRAM = `
  const say = (value) => console.log(JSON.stringify(value));
  const { Instance } = WebAssembly;
  let isBroken = false;
  let instances = 0;
  WebAssembly.Instance = function (...given) {
    instances += 1;
    const number = instances;
    const exports = {};
    for (const [name, value] of Object.entries(new Instance(...given).exports))
      exports[name] = typeof value !== 'function' ? value : (...rest) => {
        if (isBroken && number === 1) {
          isBroken = false;
          throw new WebAssembly.RuntimeError('unreachable');
        }
        return value(...rest);
      };
    return { exports };
  };
  const copies = [await import('${entry}?copy=1'), await import('${entry}?copy=2')];
`;

describe('two copies of a version', () => {
  it('share an instance; one that traps settles the waits and tasks of both, and both go on', () => {
    const [endings, shared, later] = runModule(`${PROGRAM}
      const source = { subscribe: () => () => {} };
      const work = copies.flatMap(({ TaskQueue, waitForWatch }) => [
        new TaskQueue().enqueue({ title: 'a', processor: () => new Promise(() => {}) }).promise.then(({ status }) => status),
        waitForWatch({ resourceType: 'api/v1/pods', name: 'p', source, onEvent() {} }).catch(({ message }) => message),
      ]);
      const before = instances;
      isBroken = true;
      try { new copies[0].TaskQueue().enqueue({ title: 'b', processor() {} }); } catch {}
      say(await Promise.all(work));
      say(before);
      const outcomes = copies.map(({ TaskQueue }) => new TaskQueue().enqueue({ title: 'c', processor() {} }).promise);
      say((await Promise.all(outcomes)).map(({ status }) => status));`);
    const [firstTask, firstWait, secondTask, secondWait] = endings;
    assert.deepEqual([firstTask, secondTask], ['failed', 'failed']);
    for (const message of [firstWait, secondWait]) assert.match(message, /WebAssembly instance failed/);
    assert.equal(shared, 1);
    assert.deepEqual(later, ['completed', 'completed']);
  });

  it('show the waits and streams of the page, whichever copy has made them, in the order in which they began', () => {
    const [before, names, streams, after] = runModule(`${PROGRAM}
      const source = { subscribe: () => () => {} };
      const queues = copies.map(({ TaskQueue }) => new TaskQueue());
      const inspect = (show) => queues.map((queue) => show(queue.inspect()));
      const shown = ({ waits }) => waits.map(({ name }) => name);
      say(inspect(shown));
      const waits = [];
      for (const [copy, name] of [[1, 'a'], [0, 'b'], [1, 'c']]) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        waits.push(copies[copy].waitForWatch({ resourceType: 'api/v1/pods', name, source, onEvent() {} }));
      }
      say(inspect(shown));
      const watch = copies[1].createKubernetesWatch({ baseUrl: 'https://api.example', fetch: () => new Promise(() => {}) });
      const stop = watch.subscribe({ resourceType: 'api/v1/pods', projectId: 'p', name: 'd' }, () => {});
      say(inspect(({ streams }) => streams.length));
      stop();
      for (const wait of waits) wait.cancel();
      await Promise.allSettled(waits);
      say(inspect(shown));
      process.exit();`);
    assert.deepEqual(before, [[], []]);
    const begun = ['a', 'b', 'c'];
    assert.deepEqual(names, [begun, begun]);
    assert.deepEqual(streams, [1, 1]);
    assert.deepEqual(after, [[], []]);
  });

  it('have errors that are known by their name, whichever copy has made them', () => {
    const names = runModule(`${PROGRAM}
      const source = { subscribe: () => () => {} };
      for (const { waitForWatch } of copies) {
        const wait = waitForWatch({ resourceType: 'api/v1/pods', name: 'p', source, timeout: 1, onEvent() {} });
        say(await wait.catch(({ name, code }) => [name, code]));
      }`);
    assert.deepEqual(names, [
      ['TimeoutError', 'TIMEOUT'],
      ['TimeoutError', 'TIMEOUT'],
    ]);
  });
});
