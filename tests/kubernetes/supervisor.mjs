// A process of its own that is the parent of etcd and kube-apiserver. When the
// process that started it goes away, in whatever way (SIGKILL included), the
// channel between them closes, and the supervisor ends its children and removes
// the temporary folder. It is no module to import: processes.mjs forks it.

import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';

/** The temporary folder, which dies with the supervisor. */
const folder = process.argv[2];

/** @type {Map<string, import('node:child_process').ChildProcess>} */
const children = new Map();
let ending = false;

process.on('message', ({ start, kill, signal, end }) => {
  if (start) startChild(start);
  if (kill) children.get(kill)?.kill(signal);
  if (end) finish();
});
process.on('disconnect', finish);
// Ctrl-C in a terminal goes to the parent, whose end is waited for here. Being
// asked to end directly is another matter.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('SIGTERM', finish);

function startChild({ name, command, args, log }) {
  if (ending) return;
  const output = openSync(log, 'a');
  // Detached: a Ctrl-C must not reach the child before whoever stops it in order.
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  children.set(name, child);
  child.once('spawn', () => tell({ name, pid: child.pid }));
  child.once('error', (error) => gone(error.message));
  child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));

  function gone(exit) {
    if (children.get(name) !== child) return;
    children.delete(name);
    tell({ name, exit });
    if (ending && children.size === 0) leave();
  }
}

function finish() {
  if (ending) return;
  ending = true;
  if (children.size === 0) leave();
  // The data are thrown away, so nothing is gained by a slower end.
  for (const child of children.values()) child.kill('SIGKILL');
}

function leave() {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

/** The parent may be gone already, which is no failure. */
function tell(message) {
  if (process.connected) process.send(message, () => {});
}
