// Runs waits where a console would, in a process or a page of their own, and hears what becomes of them.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { openGatewayPage } from './gateway-page.mjs';

const FIXTURE = fileURLToPath(new URL('waits.fixture.mjs', import.meta.url));
const MODULES = ['run-waits.mjs', 'platform-timers.mjs'].map((file) => new URL(file, import.meta.url));
const EXITS_WITHIN = 5_000;

/**
 * In a process of its own, which is to end by itself.
 *
 * @param {{ url: string, waits: object[], scopes: string, speed: number }} run
 */
export function waitInProcess(run) {
  const child = spawn(process.execPath, [FIXTURE, JSON.stringify(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  const news = collectNews();
  const told = (async () => {
    let rest = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) news.tell(JSON.parse(line));
      if (news.held) setTimeout(() => child.kill('SIGKILL'), EXITS_WITHIN).unref();
    }
  })();
  return news.until(Promise.all([told, exited]).then(([, exit]) => exit));
}

/** In a page of its own; `exit` is how many errors nobody caught in it. */
export async function waitInPage(browser, { speed, ...run }) {
  const page = await openGatewayPage(browser, run.url, MODULES);
  let errors = 0;
  page.on('pageerror', () => errors++);
  const news = collectNews();
  await page.exposeFunction('tellNews', (item) => news.tell(item));
  await page.evaluate(
    async ([run, speed]) => {
      const { takeTimers } = await import('/modules/platform-timers.mjs');
      const timers = takeTimers(speed);
      const [taskwatch, { runWaits }] = await Promise.all([
        import('/modules/taskwatch.js'),
        import('/modules/run-waits.mjs'),
      ]);
      globalThis.start = () =>
        runWaits({ ...run, taskwatch, timers, tell: (item) => globalThis.tellNews(item) });
    },
    [run, speed],
  );
  // Nothing stands between the page and the gateway from here on.
  await page.unrouteAll();
  const ended = page
    .evaluate(() => globalThis.start())
    .then(async () => {
      await page.close();
      return errors;
    });
  return Object.assign(news.until(ended), { page });
}

function collectNews() {
  const verdicts = new Map();
  /** When each came, in epoch milliseconds. */
  const verdictAt = new Map();
  const seen = new Set();
  let isOver = false;
  let changed = () => {};
  const news = {
    held: undefined,
    tell({ id, verdict, held }) {
      if (id) seen.add(id);
      if (verdict) {
        verdicts.set(id, verdict);
        verdictAt.set(id, Date.now());
      }
      if (held) news.held = held;
      changed();
    },
    until(end) {
      const ended = end
        .then((exit) => ({ verdicts, verdictAt, held: news.held, exit }))
        .finally(() => {
          isOver = true;
          changed();
        });
      ended.catch(() => {});
      return {
        ended,
        /** Resolves when so many waits have seen their object, or are over all the same. */
        async hasSeen(count) {
          while (seen.size < count && !isOver) await new Promise((resolve) => (changed = resolve));
        },
      };
    },
  };
  return news;
}
