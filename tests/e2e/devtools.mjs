// A page driven over the DevTools protocol alone: one that Playwright drives is taken for focused, and never freezes.
// https://chromedevtools.github.io/devtools-protocol/

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ARGUMENTS, findChromium } from './browser.mjs';

/** A browser with one page at `url`: `send(method, params)` to the page, `evaluate(function, argument)`, `close()`. */
export async function openByDevTools(url) {
  const profile = await mkdtemp(path.join(tmpdir(), 'taskwatch-'));
  const child = spawn(
    findChromium(),
    [...ARGUMENTS, '--headless=new', '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const [, , , to, from] = child.stdio;
  const waiting = new Map();
  let received = '';
  let last = 0;
  // Messages end with a null character.
  from.setEncoding('utf8').on('data', (text) => {
    const messages = (received + text).split('\0');
    received = messages.pop();
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message);
      const ends = waiting.get(id);
      if (ends === undefined) continue;
      waiting.delete(id);
      if (error) ends.reject(new Error(error.message));
      else ends.resolve(result);
    }
  });
  const call = (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      to.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
  const { targetId } = await call('Target.createTarget', { url });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const send = (method, params = {}) => call(method, params, sessionId);
  return {
    send,
    async evaluate(body, argument) {
      const expression = `(${body})(${JSON.stringify(argument)})`;
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    async close() {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await closed;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
