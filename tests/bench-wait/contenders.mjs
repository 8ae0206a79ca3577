// The ways to wait that are compared. Each is opened for one project and then started for one zone after the other:
// `waiting` resolves when it waits, `settled` with the time at which it knew.

import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { launchBrowser } from '../e2e/browser.mjs';
import { openGatewayPage } from '../kubernetes/gateway-page.mjs';
import { now } from './now.mjs';

const FIXTURE = fileURLToPath(new URL('waiter.fixture.mjs', import.meta.url));
const ZONE = 'dnszones.dns.networking.miloapis.com';

export const CONTENDERS = [
  { name: 'taskwatch in Node', open: (run) => openProcess(run, 'ours') },
  { name: 'taskwatch in Chromium', open: openPage },
  { name: 'kubectl wait', open: openKubectl },
  { name: 'polling every 2 s, in Node', open: (run) => openProcess(run, 'polling') },
];

function openProcess({ kubernetes, project }, way) {
  const child = fork(FIXTURE, [kubernetes.url]);
  const open = new Map();
  child.on('message', ({ id, at }) => {
    const wait = open.get(id);
    if (at === undefined) return wait.waits();
    open.delete(id);
    wait.knows(at);
  });
  return {
    start(name) {
      const [waiting, waits] = promise();
      const [settled, knows] = promise();
      open.set(name, { waits, knows });
      child.send({ id: name, way, project, name });
      return { waiting, settled };
    },
    close: () => child.disconnect(),
  };
}

async function openPage({ kubernetes, project }) {
  const browser = await launchBrowser();
  const modules = ['waiter.mjs', 'now.mjs'].map((file) => new URL(file, import.meta.url));
  const page = await openGatewayPage(browser, kubernetes.url, modules);
  const waits = new Map();
  await page.exposeFunction('tellWaiting', (name) => waits.get(name)());
  await page.evaluate(async () => {
    const [taskwatch, { waiter }] = await Promise.all([
      import('/modules/taskwatch.js'),
      import('/modules/waiter.mjs'),
    ]);
    globalThis.ways = waiter(taskwatch, location.origin);
  });
  return {
    start(name) {
      const [waiting, resolve] = promise();
      waits.set(name, resolve);
      const settled = page.evaluate(
        ([project, name]) => globalThis.ways.ours(project, name, () => globalThis.tellWaiting(name)),
        [project, name],
      );
      return { waiting, settled };
    },
    close: () => browser.close(),
  };
}

async function openKubectl({ kubernetes: { gateway, kubectl, controlPlaneUrl }, project }) {
  const server = controlPlaneUrl('project', project);
  // What it discovers of a server it keeps; that is not what is measured.
  await kubectl('--server', server, 'get', ZONE);
  const isOpen = (name) =>
    gateway.requests.some(
      ({ url, open, status }) =>
        open && status === 200 && url.includes(`/${project}/`) && url.includes(`metadata.name%3D${name}&`),
    );
  return {
    start(name) {
      let at;
      // It says so of each condition; the last word counts.
      const onOutput = () => (at = now());
      const settled = kubectl(
        '--server',
        server,
        'wait',
        `${ZONE}/${name}`,
        '--for=condition=Accepted',
        '--for=condition=Programmed',
        '--timeout=60s',
        { onOutput },
      ).then(() => at);
      return { waiting: eventually(() => isOpen(name)), settled };
    },
  };
}

function promise() {
  let settle;
  return [new Promise((resolve) => (settle = resolve)), settle];
}

async function eventually(isSo) {
  while (!isSo()) await sleep(20);
}
