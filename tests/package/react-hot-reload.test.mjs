// The recipe of docs/react.md for the module that makes a queue, run as Vite runs a module that was edited: once more, with
// the same `import.meta.hot.data`.
import { installed } from './install.mjs';
import './page.mjs';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { TaskQueueProvider, useTasks } from 'taskwatch/react';

const docs = readFileSync(new URL('../../docs/react.md', import.meta.url), 'utf8');
const recipes = [...docs.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);

/** Runs the module as often as `versions` says; what Vite puts in `import.meta.hot` stands in a global here. */
async function runEach(t, code, versions, hot) {
  const folder = mkdtempSync(join(dirname(installed), '.hot-reload-'));
  globalThis.hotOfTest = hot;
  t.after(() => {
    rmSync(folder, { recursive: true });
    delete globalThis.hotOfTest;
  });
  const queues = [];
  for (let version = 0; version < versions; version += 1) {
    const file = join(folder, `queue-${version}.mjs`);
    writeFileSync(file, code.replaceAll('import.meta.hot', 'globalThis.hotOfTest'));
    queues.push((await import(pathToFileURL(file).href)).queue);
  }
  return queues;
}

test('a queue survives the edit of the module that makes it, with its tasks in view', async (t) => {
  assert.equal(recipes.length, 1);
  assert.match(recipes[0], /import\.meta\.hot\.accept\(\)/);
  let accepted = 0;
  const hot = { data: {}, accept: () => (accepted += 1) };
  const [before, after] = await runEach(t, recipes[0], 2, hot);
  assert.equal(after, before);
  assert.equal(accepted, 2);

  const Titles = () => useTasks({ select: (tasks) => tasks.map(({ title }) => title) }).join();
  const container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  const show = (queue) =>
    act(async () => root.render(createElement(TaskQueueProvider, { queue }, createElement(Titles))));
  const { promise } = before.enqueue({ title: 'runs', processor: () => new Promise(() => {}) });
  await show(before);
  await show(after);
  assert.equal(container.textContent, 'runs');
  await act(async () => root.unmount());
  after.dispose();
  assert.equal((await promise).status, 'cancelled');
});

test('outside of Vite the module makes one queue', async (t) => {
  const [one, other] = await runEach(t, recipes[0], 2, undefined);
  assert.equal(typeof one.enqueue, 'function');
  assert.notEqual(one, other);
});
