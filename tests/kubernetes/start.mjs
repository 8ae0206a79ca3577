// What `make kubernetes` runs: all of it in the foreground, until Ctrl-C.
//
//   node tests/kubernetes/start.mjs [--port N] [--delay LEAST-MOST] [--seed N]

import { parseArgs } from 'node:util';

import { startKubernetes } from './index.mjs';

const log = (line) => process.stderr.write(`${line}\n`);

try {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, delay: { type: 'string' }, seed: { type: 'string' } },
  });
  const kubernetes = await startKubernetes({
    port: whole('port', values.port),
    reconciler: {
      ...(values.delay && { delay: values.delay.split('-').map((part) => whole('delay', part)) }),
      ...(values.seed && { seed: whole('seed', values.seed) }),
    },
    log,
  });
  let stopping;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A second signal changes nothing: the end takes less than a second.
    process.on(signal, () => (stopping ??= kubernetes.stop().then(() => process.exit(0))));
  }
  log(`kubernetes: kubectl --kubeconfig ${kubernetes.kubeconfig} sees all of it; Ctrl-C ends it`);
  // The only line on standard output, for scripts to read.
  process.stdout.write(`${kubernetes.url}\n`);
} catch (error) {
  log(`kubernetes: ${error.message}`);
  process.exitCode = 1;
}

function whole(name, text) {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} is to be a number, not ${text}`);
  return Number(text);
}
