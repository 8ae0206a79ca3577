// Runs the small program in every host of `hosts.mjs` with the packed package, and prints a table.
//
//   node tests/matrix/run.mjs [--quick] [name …]
//
// Each host has a folder of its own under target/matrix, with what it needs installed from the registry. A host whose browser
// is missing is skipped. Ends with the number of hosts that passed and failed.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { missing, startEngine } from '../engines/engine.mjs';
import { HOSTS } from './hosts.mjs';
import { EXPECTED } from './program.mjs';

const run = promisify(execFile);
const target = fileURLToPath(new URL('../../target', import.meta.url));
const tarball = path.join(target, 'taskwatch.tgz');
const ENTRIES = ['taskwatch', 'taskwatch/slim'];
const WITHIN = 180_000;
const SHOWN_WITHIN = 20_000;
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const chosen = HOSTS.filter(
  ({ name, isQuick }) =>
    (!values.quick || isQuick === true) &&
    (positionals.length === 0 || positionals.some((part) => name.includes(part))),
);

const engines = new Map();
const results = [];
try {
  for (const host of chosen) {
    const reason = isPage(host) ? missing(engineOf(host)) : undefined;
    if (reason !== undefined) {
      console.log(`﹣ ${host.name} # ${reason}`);
      results.push(...ENTRIES.map((entry) => ({ host: host.name, entry, isSkipped: true })));
      continue;
    }
    const folder = path.join(
      target,
      'matrix',
      (host.folder ?? host.name).replaceAll(/[^\w.]+/g, '-').toLowerCase(),
    );
    const installation = await attempt(() => install(host, folder));
    for (const entry of ENTRIES) {
      const began = Date.now();
      const line = installation.error ?? (await attempt(() => play(host, folder, entry))).line;
      results.push({ host: host.name, entry, line, seconds: (Date.now() - began) / 1000 });
      console.log(`${line === EXPECTED ? 'ok    ' : 'FAILED'} ${host.name}, ${entry}`);
      if (line !== EXPECTED) console.log(`       ${line}`);
    }
  }
} finally {
  for (const engine of engines.values()) await (await engine).close();
}
print(results);

async function attempt(work) {
  try {
    return { line: await work() };
  } catch (error) {
    const text = [error.message, error.stdout, error.stderr].filter(Boolean).join('\n').trim();
    return { error: text, line: text };
  }
}

async function install({ dependencies }, folder) {
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies }, undefined, 2);
  const manifest = path.join(folder, 'package.json');
  const known = await readFile(manifest, 'utf8').catch(() => undefined);
  if (known !== wanted) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(manifest, wanted);
    if (Object.keys(dependencies).length > 0)
      await run(
        'npm',
        ['install', '--no-audit', '--no-fund', '--silent', '--no-package-lock', '--ignore-scripts'],
        {
          cwd: folder,
          timeout: WITHIN,
        },
      );
  }
  const installed = path.join(folder, 'node_modules/taskwatch');
  await rm(installed, { recursive: true, force: true });
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
}

async function play(host, folder, entry) {
  await rm(path.join(folder, 'dist'), { recursive: true, force: true });
  const isSlim = entry !== 'taskwatch';
  const isToCopy = isSlim && host.copiesWasm === true;
  const options = isToCopy ? '{ url: "taskwatch.wasm" }' : '';
  const ready = isSlim ? `taskwatch.default(${options})` : 'undefined';
  for (const [name, text] of Object.entries(host.files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text.replaceAll('{entry}', entry).replaceAll('{ready}', ready));
  }
  const program = fileURLToPath(new URL('program.mjs', import.meta.url));
  await cp(program, path.join(folder, 'program.mjs'));
  const text = await readFile(program, 'utf8');
  await writeFile(path.join(folder, 'program.cjs'), asCommonJs(text));
  for (const [command, ...rest] of host.steps ?? [])
    await run(command, rest, { cwd: folder, timeout: WITHIN });
  if (isToCopy)
    await cp(
      path.join(folder, 'node_modules/taskwatch/dist/taskwatch.wasm'),
      path.join(folder, 'dist/taskwatch.wasm'),
    );
  if (host.print !== undefined) {
    const [command, ...rest] = host.print;
    const { stdout, stderr } = await run(command, rest, { cwd: folder, timeout: WITHIN });
    return stdout.includes(EXPECTED) ? EXPECTED : `printed ${stdout} ${stderr}`.trim();
  }
  const show = async (url) => {
    if (host.answers) return textOf(url);
    if (host.rendered !== undefined) assert.match(await textOf(url), host.rendered);
    return titleOf(url, engineOf(host));
  };
  return host.server === undefined
    ? withFolder(path.join(folder, host.serve), show)
    : withServer(host.server, folder, show);
}

function asCommonJs(text) {
  return `${text.replaceAll(/^export /gm, '')}\nmodule.exports = { program, EXPECTED };\n`;
}

async function withFolder(folder, use) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = path.join(folder, pathname === '/' ? 'index.html' : pathname);
    const body = await readFile(file).catch(() => undefined);
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function withServer([command, ...rest], folder, use) {
  const port = await freePort();
  const child = spawn(
    command,
    rest.map((word) => word.replace('{port}', port)),
    { cwd: folder, stdio: 'ignore', detached: true },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const url = `http://127.0.0.1:${port}/`;
    await until(() => fetch(url).then((answer) => answer.ok));
    return await use(url);
  } finally {
    process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
}

function isPage({ serve, server, answers }) {
  return (serve ?? server) !== undefined && answers !== true;
}

function engineOf({ engine }) {
  return engine ?? 'chromium';
}

async function textOf(url) {
  return (await fetch(url)).text();
}

async function titleOf(url, name) {
  if (!engines.has(name)) engines.set(name, startEngine(name));
  const { driver } = await engines.get(name);
  await driver.get(url);
  await driver.wait(async () => (await driver.getTitle()) !== 'pending', SHOWN_WITHIN);
  return driver.getTitle();
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function until(holds, within = 30_000) {
  const end = Date.now() + within;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) throw new Error('the server did not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function print(all) {
  const hosts = [...new Set(all.map(({ host }) => host))];
  const width = Math.max(...hosts.map((host) => host.length));
  console.log(`\n${''.padEnd(width)}  ${ENTRIES.map((entry) => entry.padEnd(16)).join('')}`);
  for (const host of hosts) {
    const cells = ENTRIES.map((entry) =>
      cellOf(all.find((result) => result.host === host && result.entry === entry)).padEnd(16),
    );
    console.log(`${host.padEnd(width)}  ${cells.join('')}`);
  }
  const skipped = all.filter(({ isSkipped }) => isSkipped).length;
  const passed = all.filter(({ line }) => line === EXPECTED).length;
  const failed = all.length - skipped - passed;
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 && all.length > 0 ? 0 : 1;
}

function cellOf({ isSkipped, line, seconds }) {
  if (isSkipped) return 'skipped';
  return `${line === EXPECTED ? 'ok' : 'FAILED'} ${seconds.toFixed(1)} s`;
}
