// The hosts of the matrix that render or answer on a server: React, Next and workerd. See hosts.mjs for what a host is.

import { ESBUILD, REACT } from './versions.mjs';

/** A provider on the client, with server rendering, and the program beside it. */
const NEXT = {
  name: 'Next, build and start',
  dependencies: { next: '16.4.6', ...REACT },
  files: {
    'app/layout.js': `export const metadata = { title: 'pending' };
export default ({ children }) => <html lang="en"><body>{children}</body></html>;
`,
    'app/page.js': `import { Tasks } from './tasks';
import { Providers } from './providers';
export default () => <Providers><Tasks /></Providers>;
`,
    'app/providers.js': `'use client';
import { TaskQueueProvider } from 'taskwatch/react';
const load = () => import('{entry}');
export const Providers = ({ children }) => <TaskQueueProvider config={{}} load={load}>{children}</TaskQueueProvider>;
`,
    'app/tasks.js': `'use client';
import { useEffect } from 'react';
import { useTaskQueue } from 'taskwatch/react';
import * as taskwatch from '{entry}';
import { program } from '../program.mjs';
export function Tasks() {
  const { tasks, ready, enqueue } = useTaskQueue();
  useEffect(() => {
    if (!ready) return;
    enqueue({ title: 'of the provider', processor: () => 'ran' }).result()
      .then(async (result) => {
        if (result !== 'ran') throw new Error(result);
        await {ready};
        document.title = await program(taskwatch);
      })
      .catch((error) => { document.title = 'failed: ' + error; });
  }, [ready, enqueue]);
  return <p>{tasks.length} tasks</p>;
}
`,
  },
  steps: [['node_modules/.bin/next', 'build']],
  server: ['node_modules/.bin/next', 'start', '--port', '{port}', '--hostname', '127.0.0.1'],
  rendered: /<p>0(<!-- -->)? tasks<\/p>/,
};

/**
 * A runtime that compiles nothing from bytes and says so, and runs `taskwatch/slim` with a module that it was deployed with. Of the
 * older date it knows no `WeakRef`, which a queue needs and an import does not.
 */
const workerd = (date, useOfSlim) => ({
  name: `workerd of ${date}`,
  dependencies: { '@cloudflare/workerd-linux-64': '1.20261117.1', esbuild: ESBUILD },
  files: {
    'main.js': `import * as taskwatch from '{entry}';
import module from './taskwatch.wasm';
import { EXPECTED, program } from './program.mjs';
const isRefused = ({ name, message }) =>
  name === 'WasmBlockedError' && /from bytes.*taskwatch.slim/.test(message) && !/Policy/.test(message);
const uses = {
  async taskwatch() {
    const error = await program(taskwatch).catch((error) => error);
    const beforehand = taskwatch.supportError();
    return isRefused(beforehand) && isRefused(error) ? EXPECTED : 'wrong: ' + beforehand + ', ' + error;
  },
  async 'taskwatch/slim'() {
    ${useOfSlim}
  },
};
export default { fetch: () => uses['{entry}']().catch(String).then((text) => new Response(text)) };
`,
    'config.capnp': `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [
      (name = "main.js", esModule = embed "dist/main.js"),
      (name = "taskwatch.wasm", wasm = embed "node_modules/taskwatch/dist/taskwatch.wasm"),
    ],
    compatibilityDate = "${date}",
  ))],
  sockets = [(name = "http", http = (), service = "main")],
);
`,
  },
  steps: [
    [
      'node_modules/.bin/esbuild',
      'main.js',
      '--bundle',
      '--format=esm',
      '--external:*.wasm',
      '--outdir=dist',
    ],
  ],
  server: [
    'node_modules/@cloudflare/workerd-linux-64/bin/workerd',
    'serve',
    'config.capnp',
    '--socket-addr=http=127.0.0.1:{port}',
  ],
  answers: true,
  folder: 'workerd',
});

/** @type {import('./hosts.mjs').Host[]} */
export const SERVERS = [
  {
    name: 'React on a server',
    dependencies: REACT,
    files: {
      'main.mjs': `import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { TaskQueueProvider, useTaskQueue } from 'taskwatch/react';
import * as taskwatch from '{entry}';
import { program } from './program.mjs';
const Count = () => createElement('p', null, String(useTaskQueue().tasks.length));
const html = renderToString(createElement(TaskQueueProvider, { config: {} }, createElement(Count)));
if (html !== '<p>0</p>') throw new Error(html);
await {ready};
console.log(await program(taskwatch));
`,
    },
    print: [process.execPath, 'main.mjs'],
    isQuick: true,
  },
  NEXT,
  workerd(
    '2021-11-03',
    'return program(taskwatch).then(() => "it ran", (error) => (/init/.test(error.message) ? EXPECTED : String(error)));',
  ),
  workerd('2025-05-05', 'await taskwatch.default({ module }); return program(taskwatch);'),
];
