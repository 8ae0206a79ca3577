// Starts real browsers of the three engines by WebDriver, for tests that have to hold in each: Chromium, Firefox, and WebKit
// (MiniBrowser of WebKitGTK under Xvfb). Downloads nothing: browsers and drivers are what `make browser engines` installed.
//
//   inEachEngine((engine) => {                       // of in-each-engine.mjs; or startEngine('firefox'), and close() in the end
//     test('shows its title', async () => {
//       await engine.driver.get(url);
//       assert.equal(await engine.driver.getTitle(), 'ready');
//     });
//   });
//
// `driver` is selenium-webdriver's: windows (tabs of one profile), scripts, elements, screenshots. WebDriver shows no console;
// a page that is to be free of errors collects them itself.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Builder, Capabilities } from 'selenium-webdriver';

import { ARGUMENTS } from '../e2e/browser.mjs';
import { chromiumPath, findCommand } from './commands.mjs';

const STARTS_WITHIN = 30_000;
const STOPS_WITHIN = 5000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** How each engine is found, started and asked for. */
const KNOWN = {
  chromium: {
    programs: {
      Chromium: chromiumPath,
      chromedriver: () => findCommand('chromedriver'),
    },
    driver: ({ chromedriver }, port) => [chromedriver, `--port=${port}`],
    capabilities: ({ Chromium }, { args = [], excludeSwitches = [] }) => ({
      browserName: 'chrome',
      'goog:chromeOptions': {
        binary: Chromium,
        args: [...ARGUMENTS, '--headless=new', ...args],
        excludeSwitches,
      },
    }),
  },
  firefox: {
    programs: {
      Firefox: () => process.env.FIREFOX_PATH || findCommand('firefox-esr', 'firefox'),
      geckodriver: () => findCommand('geckodriver'),
    },
    driver: ({ geckodriver }, port) => [geckodriver, '--log', 'fatal', '--port', `${port}`],
    capabilities: ({ Firefox }, { prefs = {} }) => ({
      browserName: 'firefox',
      'moz:firefoxOptions': { binary: Firefox, args: ['-headless'], prefs },
    }),
  },
  webkit: {
    programs: {
      // Knows where its MiniBrowser is, which comes with the library that it drives.
      WebKitWebDriver: () => findCommand('WebKitWebDriver'),
      Xvfb: () => findCommand('Xvfb'),
    },
    driver: ({ WebKitWebDriver }, port) => [WebKitWebDriver, `--port=${port}`],
    capabilities: () => ({ browserName: 'MiniBrowser' }),
    needsDisplay: true,
  },
};

export const ENGINES = Object.keys(KNOWN);

/** Why an engine cannot be started here; `undefined` if it can. */
export function missing(name) {
  const absent = Object.entries(find(name)).flatMap(([program, file]) =>
    file === undefined ? [program] : [],
  );
  return absent.length === 0 ? undefined : `${absent.join(' and ')} not found: run \`make browser engines\``;
}

/**
 * @typedef {object} Engine
 * @property {string} name One of `ENGINES`.
 * @property {string} version
 * @property {import('selenium-webdriver').WebDriver} driver
 * @property {number} pid The process that all of the browser's descend from.
 * @property {() => Promise<void>} close
 */

/**
 * Starts a browser with a profile of its own, and its driver.
 *
 * @param {string} name
 * @param {{ args?: string[], excludeSwitches?: string[], prefs?: object }} [settings] What is added to Chromium's command line
 *   and what its driver is not to add, and Firefox's preferences.
 * @returns {Promise<Engine>}
 */
export async function startEngine(name, settings = {}) {
  const { driver: commandOf, capabilities, needsDisplay } = KNOWN[name];
  const programs = find(name);
  const started = [];
  const stop = () => Promise.all(started.reverse().map(stopGroup));
  try {
    const environment = { ...process.env };
    if (needsDisplay) {
      const [xvfb, display] = await startDisplay(programs.Xvfb);
      started.push(xvfb);
      // Without a session bus and a graphics card, neither of which the tests need.
      Object.assign(environment, { DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1' });
    }
    const port = await freePort();
    const [command, ...rest] = commandOf(programs, port);
    const program = spawnGroup(command, rest, 'ignore', environment);
    started.push(program);
    const url = `http://127.0.0.1:${port}`;
    await untilItAnswers(`${url}/status`);
    const driver = await new Builder()
      .usingServer(url)
      .withCapabilities(new Capabilities(capabilities(programs, settings)))
      .build();
    const version = (await driver.getCapabilities()).getBrowserVersion();
    await driver.manage().setTimeouts({ script: 30_000, pageLoad: 30_000 });
    return {
      name,
      version,
      driver,
      pid: program.pid,
      async close() {
        await driver.quit().catch(() => {});
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function find(name) {
  return Object.fromEntries(
    Object.entries(KNOWN[name].programs).map(([program, where]) => [program, where()]),
  );
}

/** A display that nobody sees, and its name. */
async function startDisplay(command) {
  const child = spawnGroup(
    command,
    ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
    ['ignore', 'ignore', 'ignore', 'pipe'],
  );
  const [chosen] = await once(child.stdio[3], 'data', { signal: AbortSignal.timeout(STARTS_WITHIN) });
  return [child, `:${String(chosen).trim()}`];
}

/** The leaders of the groups that run; none is to outlast this process. */
const running = new Set();
const killAll = () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
};

/** Starts a process that leads a group of its own, which its browsers belong to. */
function spawnGroup(command, words, stdio, env = process.env) {
  if (running.size === 0) {
    process.once('exit', killAll);
    for (const signal of SIGNALS) process.once(signal, exit);
  }
  const child = spawn(command, words, { detached: true, stdio, env });
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    if (running.size > 0) return;
    process.off('exit', killAll);
    for (const signal of SIGNALS) process.off(signal, exit);
  });
  return child;
}

function exit() {
  process.exit(1);
}

/** Ends a process that leads a group, and the group; by force where it does not end in time. */
async function stopGroup(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  const force = setTimeout(() => signalGroup(child, 'SIGKILL'), STOPS_WITHIN);
  await ended;
  clearTimeout(force);
}

function signalGroup({ pid }, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has just ended by itself.
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function untilItAnswers(url) {
  const end = Date.now() + STARTS_WITHIN;
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (Date.now() > end) throw new Error(`${url} did not answer within ${STARTS_WITHIN} ms`);
    await sleep(50);
  }
}
