// Edits under Vite's development server with React's Fast Refresh: the tasks that run stay in view. A queue of the app's own
// needs the recipe of docs/react.md for that, which is the very code that runs here.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { launchBrowser } from '../e2e/browser.mjs';
import { install } from '../package/install.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const docs = await readFile(new URL('../../docs/react.md', import.meta.url), 'utf8');
const [, RECIPE] = /^```js\n(.*?import\.meta\.hot.*?)^```$/ms.exec(docs);
const WITHOUT = `import { TaskQueue } from 'taskwatch';
export const queue = new TaskQueue({ concurrency: 3 });
`;

const FILES = {
  'index.html': '<!doctype html><div id="root"></div><script type="module" src="/main.jsx"></script>',
  'main.jsx': `import { createRoot } from 'react-dom/client';
import { App } from './app.jsx';
createRoot(document.getElementById('root')).render(<App />);
`,
  'tasks.jsx': `import { useTaskQueue } from 'taskwatch/react';
export function Tasks() {
  const { tasks, enqueue, cancel, ready } = useTaskQueue();
  const start = () => enqueue({ title: 'runs', processor: () => new Promise(() => {}), timeout: 0 });
  return <>
    <h1>Tasks</h1>
    <button disabled={!ready} onClick={start}>Start</button>
    <ul>{tasks.map(({ id, title, status }) =>
      <li key={id}>{title} {status} <button onClick={() => cancel(id)}>Cancel</button></li>)}</ul>
  </>;
}
`,
};
const APP_WITH_QUEUE = `import { TaskQueueProvider } from 'taskwatch/react';
import { queue } from './queue.js';
import { Tasks } from './tasks.jsx';
export const App = () => <TaskQueueProvider queue={queue}><Tasks /></TaskQueueProvider>;
`;
const APP_WITH_CONFIG = `import { TaskQueueProvider } from 'taskwatch/react';
import { Tasks } from './tasks.jsx';
export const App = () => <TaskQueueProvider config={{ concurrency: 3 }}><Tasks /></TaskQueueProvider>;
`;

let temporary;
let browser;
before(async () => {
  install(folder);
  temporary = await mkdtemp(path.join(tmpdir(), 'taskwatch-hot-reload-'));
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await rm(temporary, { recursive: true, force: true });
});

/** Serves a copy of the app, with a page in which one task runs. */
async function develop(t, files) {
  const copy = await mkdtemp(path.join(temporary, 'app-'));
  await symlink(path.join(folder, 'node_modules'), path.join(copy, 'node_modules'));
  const write = (name, text) => writeFile(path.join(copy, name), text);
  for (const [name, text] of Object.entries({ ...FILES, ...files })) await write(name, text);

  const { createServer } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  const server = await createServer({
    root: copy,
    configFile: false,
    // One for all copies; in a folder of this name Fast Refresh leaves files as they are.
    cacheDir: path.join(temporary, 'node_modules/.vite'),
    logLevel: 'error',
    plugins: [react()],
    server: { host: '127.0.0.1', port: 0, fs: { strict: false } },
    // A dependency that is found late would reload the page.
    optimizeDeps: { include: ['react', 'react-dom/client', 'taskwatch', 'taskwatch/react'] },
  });
  t.after(() => server.close());
  await server.listen();

  const page = await browser.newPage();
  t.after(() => page.close());
  page.setDefaultTimeout(20_000);
  await page.goto(server.resolvedUrls.local[0]);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('runs running').waitFor();
  await page.evaluate(() => {
    globalThis.isSamePage = true;
  });
  return { page, write };
}

/** Edits a module, and waits until the page has run it again. */
async function edit({ page, write }, name, text) {
  const mark = Math.random();
  await write(name, `${text}\nglobalThis.edited = ${mark};\n`);
  await page.waitForFunction((mark) => globalThis.edited === mark, mark);
}

/** The task is still in view, and in the queue's hands, after the component that shows it was edited. */
async function taskOutlivesAnEdit(app) {
  await edit(app, 'tasks.jsx', FILES['tasks.jsx'].replace('>Tasks<', '>Edited<'));
  await app.page.getByRole('heading', { name: 'Edited' }).waitFor();
  await app.page.getByText('runs running').waitFor();
  assert.equal(await app.page.evaluate(() => globalThis.isSamePage), true);
  await app.page.getByRole('button', { name: 'Cancel' }).click();
  await app.page.getByText('runs cancelled').waitFor();
}

test('a queue kept by the recipe has its running task in view after its module was edited', async (t) => {
  const app = await develop(t, { 'app.jsx': APP_WITH_QUEUE, 'queue.js': RECIPE });
  const changed = RECIPE.replace('concurrency: 3', 'concurrency: 4');
  assert.notEqual(changed, RECIPE);
  await edit(app, 'queue.js', changed);
  // And what comes after it, a component that is given the queue.
  await taskOutlivesAnEdit(app);
});

test('without it the task is lost from view', async (t) => {
  const app = await develop(t, { 'app.jsx': APP_WITH_QUEUE, 'queue.js': WITHOUT });
  await edit(app, 'queue.js', WITHOUT);
  await app.page.getByRole('heading', { name: 'Tasks' }).waitFor();
  await app.page.locator('li').waitFor({ state: 'detached' });
});

test("a provider's own queue goes on while the components around and inside it are edited", async (t) => {
  const app = await develop(t, { 'app.jsx': APP_WITH_CONFIG });
  await edit(app, 'app.jsx', APP_WITH_CONFIG.replace('concurrency: 3', 'concurrency: 4'));
  await taskOutlivesAnEdit(app);
});
