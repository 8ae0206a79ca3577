// The processes of the control plane, as the process that wants them sees them:
// it has them started by supervisor.mjs, which outlives it for a moment.

import { fork } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SUPERVISOR = fileURLToPath(new URL('supervisor.mjs', import.meta.url));

/** @param {string} folder where the logs go; it is removed at the end */
export function supervise(folder) {
  // Detached: what ends this process's group must not end its supervisor first.
  const supervisor = fork(SUPERVISOR, [folder], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  /** @type {Map<string, { pid?: number, exit?: string, asked?: boolean }>} */
  const states = new Map();
  const listeners = new Set();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  supervisor.on('message', ({ name, ...news }) => {
    Object.assign(states.get(name), news);
    changed();
  });
  const left = new Promise((resolve) => supervisor.once('exit', resolve));
  left.then(() => {
    for (const state of states.values()) {
      if (state.exit) continue;
      // Only if the supervisor itself was killed: its children are still there.
      try {
        process.kill(state.pid, 'SIGKILL');
      } catch {}
      state.exit = 'the end of its supervisor';
    }
    changed();
  });
  const when = (condition) =>
    new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        listeners.delete(check);
        resolve();
      };
      listeners.add(check);
      check();
    });

  return {
    supervisor: supervisor.pid,
    pids: () =>
      Object.fromEntries(
        [...states].filter(([, state]) => state.pid && !state.exit).map(([name, { pid }]) => [name, pid]),
      ),
    async start(name, command, args) {
      const state = {};
      states.set(name, state);
      supervisor.send({ start: { name, command, args, log: path.join(folder, `${name}.log`) } });
      await when(() => state.pid || state.exit);
      await this.check();
    },
    /** Ends one process and waits until it is gone, and its port with it. */
    async stop(name, signal) {
      const state = states.get(name);
      state.asked = true;
      if (!state.exit) supervisor.send({ kill: name, signal });
      await when(() => state.exit);
    },
    async end() {
      for (const state of states.values()) state.asked = true;
      if (supervisor.connected) supervisor.send({ end: true });
      await left;
      await rm(folder, { recursive: true, force: true });
    },
    /** Throws when a process ended that nobody asked to end. */
    async check() {
      for (const [name, { exit, asked }] of states) {
        if (!exit || asked) continue;
        const log = await readFile(path.join(folder, `${name}.log`), 'utf8').catch(() => '');
        throw new Error(`${name} ended (${exit}). Its last lines:\n${log.split('\n').slice(-15).join('\n')}`);
      }
    },
  };
}
