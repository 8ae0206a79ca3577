// Serves the built demo as its users would, on a free port.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const demo = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../www');
const STARTED_WITHIN = 20_000;

/**
 * @param {{ kubernetes?: string }} [options] `kubernetes`: the URL of the API behind the live mode
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startDemo({ kubernetes } = {}) {
  if (!existsSync(path.join(demo, 'dist/index.html')))
    throw new Error('www/dist is missing: `make demo-build` builds it');
  const port = await freePort();
  const { TASKWATCH_KUBERNETES_URL: _, TASKWATCH_KUBERNETES_TOKEN: __, ...env } = process.env;
  if (kubernetes) env.TASKWATCH_KUBERNETES_URL = kubernetes;
  const vite = path.join(demo, 'node_modules/vite/bin/vite.js');
  const child = spawn(
    process.execPath,
    [vite, 'preview', '--host', '127.0.0.1', '--port', `${port}`, '--strictPort'],
    {
      cwd: demo,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill();
    await ended;
  };
  for (const since = Date.now(); ; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`vite preview ended: ${errors}`);
    if (await answers(url)) return { url, stop };
    if (Date.now() - since > STARTED_WITHIN) {
      await stop();
      throw new Error(`vite preview does not answer: ${errors}`);
    }
  }
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
