// Proves the stand-in itself, so that a failing test elsewhere is not its fault.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { findBinaries, isRunning } from './binaries.mjs';
import { eventually } from './eventually.mjs';
import { LABEL, skip, startKubernetes } from './index.mjs';
import { parseControlPlane, parseResource } from './paths.mjs';
import { startReconciler } from './reconciler.mjs';

const PROJECTS = '/apis/resourcemanager.miloapis.com/v1alpha1/projects';
const ZONES = '/apis/dns.networking.miloapis.com/v1alpha1/namespaces/default/dnszones';

/** @type {Awaited<ReturnType<typeof startKubernetes>>} */
let kubernetes;

// A skipped suite is not among the skipped that the runner counts; a test is.
const suite = skip ? test : describe;

suite('a real Kubernetes for tests', { skip }, () => {
  before(async () => {
    kubernetes = await startKubernetes({ reconciler: { delay: [50, 150], seed: 7 } });
  });
  after(() => kubernetes?.stop());

  test('serves both custom resources in a control plane and nothing outside of one', async () => {
    for (const url of [organization('acme') + PROJECTS, project('p1') + ZONES]) {
      const { status, body } = await ask('GET', url);
      assert.equal(status, 200);
      assert.deepEqual(body.items, []);
    }
    const outside = await ask('GET', kubernetes.url + PROJECTS);
    assert.equal(outside.status, 404);
    assert.equal(outside.body.kind, 'Status');
  });

  test('makes a new project Ready step by step, each with the observed generation', async () => {
    const watch = await openWatch(organization('acme') + PROJECTS);
    const created = await ask('POST', organization('acme') + PROJECTS, aProject('steps'));
    assert.equal(created.status, 201);
    assert.equal(created.body.metadata.labels[LABEL], 'organization.acme');
    const seen = await watch.until(({ object }) => object.metadata.name === 'steps' && isReady(object));
    watch.close();
    const conditions = seen
      .filter(({ object }) => object.metadata.name === 'steps')
      .map(({ object }) => conditionOf(object, 'Ready'));
    assert.deepEqual(
      conditions.map((each) => each && `${each.status} ${each.reason} ${each.observedGeneration}`),
      [undefined, 'Unknown Pending 1', 'False Provisioning 1', 'True Ready 1'],
    );
    // The watch may be faster than the answer that the reconciler gets to its write.
    await eventually(() => kubernetes.reconciler.writes()['projects/steps']?.step === 'Ready');
    const write = (await ask('GET', `${kubernetes.url}/-/reconciler/writes`)).body['projects/steps'];
    assert.equal(write.step, 'Ready');
    assert.equal(write.resourceVersion, seen.at(-1).object.metadata.resourceVersion);
    assert.ok(write.sentAt <= write.writtenAt && Date.now() - write.writtenAt < 5000);
  });

  test('keeps the old condition of the old generation for a while after a change', async () => {
    const zone = aZone('changed');
    await ask('POST', project('p1') + ZONES, zone);
    const url = `${project('p1')}${ZONES}/changed`;
    await eventually(async () => isProgrammed((await ask('GET', url)).body));
    const changed = await ask(
      'PATCH',
      url,
      { spec: { dnsZoneClassName: 'other' } },
      'application/merge-patch+json',
    );
    assert.equal(changed.body.metadata.generation, 2);
    assert.equal(conditionOf(changed.body, 'Programmed').status, 'True');
    assert.equal(conditionOf(changed.body, 'Programmed').observedGeneration, 1);
    await eventually(async () => {
      const { body } = await ask('GET', url);
      return isProgrammed(body) && conditionOf(body, 'Programmed').observedGeneration === 2;
    });
  });

  test('fails an object on demand, and takes it up again when the demand is gone', async () => {
    const zone = aZone('failing', { 'taskwatch.dev/fail': 'QuotaExceeded' });
    await ask('POST', project('p1') + ZONES, zone);
    const url = `${project('p1')}${ZONES}/failing`;
    const failed = await eventually(async () => {
      const { body } = await ask('GET', url);
      return conditionOf(body, 'Programmed')?.reason === 'QuotaExceeded' && conditionOf(body, 'Programmed');
    });
    assert.equal(failed.status, 'False');
    assert.match(failed.message, /quota exceeded/);
    await ask(
      'PATCH',
      url,
      { metadata: { annotations: { 'taskwatch.dev/fail': null } } },
      'application/merge-patch+json',
    );
    await eventually(async () => isProgrammed((await ask('GET', url)).body));
  });

  test('makes an Event of each step, found by the uid of the object in its own control plane', async () => {
    const zone = aZone('eventful', { 'taskwatch.dev/fail': 'QuotaExceeded' });
    const { uid } = (await ask('POST', project('p1') + ZONES, zone)).body.metadata;
    const query = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${uid}`)}`;
    const eventsIn = async (id) =>
      (await ask('GET', `${project(id)}/api/v1/namespaces/default/events${query}`)).body.items;
    await eventually(async () => (await eventsIn('p1')).some(({ reason }) => reason === 'Failed'));
    const events = await eventsIn('p1');
    assert.deepEqual(
      new Set(events.map(({ reason }) => reason)),
      new Set(['Pending', 'Provisioning', 'Failed']),
    );
    const { involvedObject, message, type } = events.find(({ reason }) => reason === 'Failed');
    assert.deepEqual([involvedObject.name, involvedObject.kind, type], ['eventful', 'DNSZone', 'Warning']);
    assert.match(message, /quota exceeded/);
    assert.deepEqual(await eventsIn('p2'), []);
  });

  test('leaves an object at Provisioning on demand', async () => {
    await ask(
      'POST',
      organization('acme') + PROJECTS,
      aProject('stuck', { 'taskwatch.dev/never-ready': 'true', 'taskwatch.dev/delay': '0' }),
    );
    await eventually(() => kubernetes.reconciler.writes()['projects/stuck']?.step === 'Provisioning');
    await sleep(400);
    const { body } = await ask('GET', `${organization('acme')}${PROJECTS}/stuck`);
    assert.equal(conditionOf(body, 'Ready').reason, 'Provisioning');
  });

  test('refuses what the schema does not allow, in the words of the server', async () => {
    const { status, body } = await ask('POST', project('p1') + ZONES, { ...aZone('invalid'), spec: {} });
    assert.equal(status, 422);
    assert.match(body.message, /spec\.domainName: Required value/);
  });

  test('shows nothing of one organization to another', async () => {
    await ask('POST', organization('acme') + PROJECTS, aProject('private'));
    const theirs = organization('globex') + PROJECTS;
    const watch = await openWatch(theirs);
    assert.deepEqual((await ask('GET', theirs)).body.items, []);
    for (const [method, body, type] of [
      ['GET'],
      ['PUT', aProject('private')],
      ['PATCH', { spec: { stolen: true } }, 'application/merge-patch+json'],
      ['PATCH', [{ op: 'add', path: '/spec/stolen', value: true }], 'application/json-patch+json'],
      ['DELETE'],
    ]) {
      const answer = await ask(method, `${theirs}/private`, body, type);
      assert.equal(answer.status, 404, method);
      assert.equal(answer.body.message, 'projects.resourcemanager.miloapis.com "private" not found');
    }
    assert.equal((await ask('GET', theirs.replace(/projects$/, 'watch/projects'))).status, 404);
    assert.equal((await ask('DELETE', theirs)).status, 200);
    assert.equal((await ask('GET', `${organization('acme')}${PROJECTS}/private`)).status, 200);
    await ask(
      'PATCH',
      `${organization('acme')}${PROJECTS}/private`,
      { metadata: { annotations: { x: 'y' } } },
      'application/merge-patch+json',
    );
    await ask('POST', theirs, aProject('own'));
    const seen = await watch.until(({ object }) => object.metadata.name === 'own');
    watch.close();
    assert.ok(seen.every(({ object }) => object.metadata.name === 'own'));
  });

  test("keeps the label whatever a patch contains, and a client's own selector", async () => {
    const url = organization('acme') + PROJECTS;
    await ask('POST', url, {
      ...aProject('labelled'),
      metadata: { name: 'labelled', labels: { tier: 'gold' } },
    });
    const patched = await ask(
      'PATCH',
      `${url}/labelled`,
      { metadata: { labels: { [LABEL]: 'organization.globex' } } },
      'application/merge-patch+json',
    );
    assert.equal(patched.body.metadata.labels[LABEL], 'organization.acme');
    const applied = await ask(
      'PATCH',
      `${url}/applied?fieldManager=test`,
      aProject('applied'),
      'application/apply-patch+yaml',
    );
    assert.equal(applied.status, 201);
    const { body } = await ask('GET', `${url}?labelSelector=tier%3Dgold`);
    assert.deepEqual(
      body.items.map((item) => item.metadata.name),
      ['labelled'],
    );
  });

  test('answers the client of a watch that went away by ending the one to the server', async () => {
    const watch = await openWatch(`${organization('acme')}${PROJECTS}`);
    const mine = () =>
      kubernetes.gateway.requests.filter(({ url, open }) => open && url.includes('watch=true'));
    assert.equal(mine().length, 1);
    watch.close();
    await eventually(() => mine().length === 0);
  });

  describe('fails when told to:', () => {
    const url = () => project('faults') + ZONES;

    test('cut ends an open watch in the middle', async () => {
      const watch = await openWatch(url());
      const { body } = await ask('POST', `${kubernetes.url}/-/cut`, { path: 'projects/faults/.*watch=true' });
      assert.equal(body.cut, 1);
      await assert.rejects(watch.ended, /terminated|aborted|reset|hang up/);
    });

    test('a clean cut ends it as the server does', async () => {
      const watch = await openWatch(url());
      assert.equal(kubernetes.gateway.cut({ path: /projects\/faults\/.*watch=true/, clean: true }), 1);
      await watch.ended;
    });

    test('cutAfter ends an answer after that many bytes', async () => {
      kubernetes.gateway.faults.add({ path: /projects\/faults/, cutAfter: 10, count: 1 });
      const response = await fetch(url());
      let received = 0;
      await assert.rejects(async () => {
        for await (const chunk of response.body) received += chunk.length;
      });
      assert.equal(received, 10);
      assert.equal((await ask('GET', url())).status, 200);
    });

    test('delay keeps a request waiting', async () => {
      const { body } = await ask('POST', `${kubernetes.url}/-/faults`, {
        path: 'projects/faults',
        delay: 400,
      });
      let started = Date.now();
      await ask('GET', url());
      assert.ok(Date.now() - started >= 390);
      await ask('DELETE', `${kubernetes.url}/-/faults/${body.id}`);
      started = Date.now();
      await ask('GET', url());
      assert.ok(Date.now() - started < 390);
    });

    test('delayChunks makes the events of an open watch late', async () => {
      const watch = await openWatch(url());
      const id = kubernetes.gateway.faults.add({ path: /projects\/faults\/.*watch=true/, delayChunks: 300 });
      await ask('POST', url(), aZone('late'));
      const created = Date.now();
      await watch.until(({ object }) => object.metadata.name === 'late');
      assert.ok(Date.now() - created >= 250);
      kubernetes.gateway.faults.remove(id);
      watch.close();
    });

    test('split sends pieces of that many bytes, and loses nothing', async () => {
      const watch = await openWatch(url());
      const id = kubernetes.gateway.faults.add({ path: /projects\/faults\/.*watch=true/, split: 7 });
      await ask('POST', url(), aZone('split'));
      const seen = await watch.until(
        ({ object }) => object.metadata.name === 'split' && isProgrammed(object),
      );
      kubernetes.gateway.faults.remove(id);
      watch.close();
      assert.equal(seen[0].type, 'ADDED');
      assert.ok(watch.chunks.length > 50, `${watch.chunks.length} chunks`);
    });

    test('hold lets nothing through until it is over', async () => {
      const watch = await openWatch(url());
      const isHeld = ({ object }) => object.metadata.name === 'held';
      const id = kubernetes.gateway.faults.add({ path: /projects\/faults\/.*watch=true/, hold: true });
      await ask('POST', url(), aZone('held'));
      await sleep(300);
      assert.ok(!watch.events.some(isHeld));
      kubernetes.gateway.faults.remove(id);
      await watch.until(isHeld);
      watch.close();
    });

    test('refuse answers that many requests with a Status', async () => {
      kubernetes.gateway.faults.add({
        path: 'projects/faults',
        refuse: { code: 429, retryAfter: 2 },
        count: 2,
      });
      for (let i = 0; i < 2; i++) {
        const response = await fetch(url());
        assert.equal(response.status, 429);
        assert.equal(response.headers.get('retry-after'), '2');
        assert.equal((await response.json()).reason, 'TooManyRequests');
      }
      assert.equal((await ask('GET', url())).status, 200);
      kubernetes.gateway.faults.add({ path: 'projects/faults', refuse: { code: 503 }, forMs: 150 });
      assert.equal((await ask('GET', url())).status, 503);
      await eventually(async () => (await ask('GET', url())).status === 200);
    });

    test('a misspelt fault is refused', async () => {
      const { status, body } = await ask('POST', `${kubernetes.url}/-/faults`, {
        path: 'projects/faults',
        dealy: 400,
      });
      assert.equal(status, 400);
      assert.match(body.error, /dealy/);
    });
  });

  test('kubectl works with the configuration, and through the gateway', async () => {
    await ask('POST', organization('kubectl') + PROJECTS, aProject('by-kubectl'));
    assert.match(
      await kubernetes.kubectl('get', 'projects', '-l', `${LABEL}=organization.kubectl`, '-o', 'name'),
      /^project\S+\/by-kubectl\n$/,
    );
    await kubernetes.kubectl('wait', '--for=condition=Ready', 'project/by-kubectl', '--timeout=10s');
    const throughGateway = ['--server', organization('kubectl')];
    await kubernetes.kubectl(...throughGateway, 'apply', '--server-side', '-f', '-', {
      input: JSON.stringify(aProject('applied-by-kubectl')),
    });
    const table = await kubernetes.kubectl(...throughGateway, 'get', 'projects');
    assert.deepEqual(
      table
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/)[0]),
      ['NAME', 'applied-by-kubectl', 'by-kubectl'],
    );
    await assert.rejects(
      kubernetes.kubectl('get', 'nothing-of-this-name'),
      /the server doesn't have a resource type/,
    );
  });

  for (const signal of ['SIGTERM', 'SIGKILL']) {
    test(`the API server comes back on its port after ${signal}, with its objects, and old versions are expired`, async () => {
      const url = organization(`restart-${signal.toLowerCase()}`) + PROJECTS;
      await ask('POST', url, aProject(`before-${signal.toLowerCase()}`));
      const old = (await ask('GET', url)).body.metadata.resourceVersion;
      await eventually(async () => isReady((await ask('GET', url)).body.items[0]));
      const watch = await openWatch(url);
      const { port, pids } = kubernetes.controlPlane;
      const restarting = kubernetes.controlPlane.restart({ signal, down: 200 });
      await watch.ended.catch(() => {});
      await restarting;
      assert.equal(kubernetes.controlPlane.port, port);
      assert.notEqual(kubernetes.controlPlane.pids['kube-apiserver'], pids['kube-apiserver']);
      assert.ok(!isRunning(pids['kube-apiserver']));
      assert.equal((await ask('GET', url)).body.items.length, 1);
      const stale = await openWatch(url, `&resourceVersion=${old}`);
      const [event] = await stale.until(() => true);
      stale.close();
      assert.equal(event.type, 'ERROR');
      assert.equal(event.object.code, 410);
      // The reconciler has survived it, too.
      await ask('POST', url, aProject(`after-${signal.toLowerCase()}`));
      await eventually(async () => isReady((await ask('GET', `${url}/after-${signal.toLowerCase()}`)).body));
    });
  }

  test('after a compaction and a restart, requests for the earlier state get 410', async () => {
    const url = organization('compacted') + PROJECTS;
    for (const name of ['compacted-1', 'compacted-2']) await ask('POST', url, aProject(name));
    const { metadata } = (await ask('GET', `${url}?limit=1`)).body;
    const old = `resourceVersion=${metadata.resourceVersion}`;
    assert.equal((await ask('GET', `${url}?${old}&resourceVersionMatch=Exact`)).status, 200);
    await eventually(() => kubernetes.reconciler.writes()['projects/compacted-2']?.step === 'Ready');
    const revision = await kubernetes.controlPlane.compact();
    assert.ok(revision > Number(metadata.resourceVersion));
    await kubernetes.controlPlane.restart();
    // As the status of an answer, and as an event of a stream.
    for (const query of [
      `${old}&resourceVersionMatch=Exact`,
      `limit=1&continue=${encodeURIComponent(metadata.continue)}`,
    ]) {
      const { status, body } = await ask('GET', `${url}?${query}`);
      assert.deepEqual([status, body.reason], [410, 'Expired'], query);
    }
    const stale = await openWatch(url, `&${old}`);
    const [event] = await stale.until(() => true);
    stale.close();
    assert.deepEqual([event.type, event.object.code], ['ERROR', 410]);
  });

  test('the gateway answers 503 while the API server is away', async () => {
    const restarting = kubernetes.controlPlane.restart({ down: 500 });
    await sleep(250);
    const { status, body } = await ask('GET', organization('acme') + PROJECTS);
    assert.equal(status, 503);
    assert.equal(body.reason, 'ServiceUnavailable');
    await restarting;
  });

  test('takes over from a reconciler that was stopped, and leaves alone what is done', async () => {
    const written = [];
    const second = await startKubernetes({
      reconciler: { delay: [0, 0], onWrite: (key, { step }) => written.push(`${key} ${step}`) },
    });
    try {
      const url = second.controlPlaneUrl('project', 'p1') + ZONES;
      await ask('POST', url, aZone('first'));
      await eventually(() => second.reconciler.writes()['dnszones/default/first']?.step === 'Ready');
      await second.reconciler.stop();
      await ask('POST', url, aZone('second'));
      const next = startReconciler(second.controlPlane.client, { delay: [0, 0] });
      await eventually(() => next.writes()['dnszones/default/second']?.step === 'Ready');
      await next.stop();
      assert.deepEqual(Object.keys(next.writes()), ['dnszones/default/second']);
      assert.deepEqual(
        written,
        ['Pending', 'Provisioning', 'Ready'].map((step) => `dnszones/default/first ${step}`),
      );
    } finally {
      await second.stop();
    }
  });

  test('a supervisor that is killed takes nothing down with it but the servers', async () => {
    const second = await startKubernetes();
    const { folder, pids, supervisor } = second.controlPlane;
    process.kill(supervisor, 'SIGKILL');
    await eventually(() => !Object.values(pids).some(isRunning));
    await second.stop();
    assert.ok(!existsSync(folder));
  });

  test('stop leaves no process, no folder and no port behind', async () => {
    const second = await startKubernetes();
    const { folder, pids, supervisor } = second.controlPlane;
    assert.deepEqual(Object.keys(pids), ['etcd', 'kube-apiserver']);
    assert.ok([...Object.values(pids), supervisor].every(isRunning) && existsSync(folder));
    await second.stop();
    assert.ok(![...Object.values(pids), supervisor].some(isRunning));
    assert.ok(!existsSync(folder));
    await assert.rejects(fetch(`${second.url}/-/healthz`));
  });

  test('a parent that is killed leaves no process and no folder behind', async () => {
    const parent = fork(fileURLToPath(new URL('killed-parent.fixture.mjs', import.meta.url)), {
      execArgv: [],
    });
    const [{ folder, pids, supervisor }] = await once(parent, 'message');
    assert.ok([...Object.values(pids), supervisor].every(isRunning));
    parent.kill('SIGKILL');
    await eventually(() => ![...Object.values(pids), supervisor].some(isRunning) && !existsSync(folder));
  });
});

describe('without Kubernetes', () => {
  test('the message names Go, KUBEBUILDER_ASSETS and TASKWATCH_SKIP_KUBERNETES=1', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'taskwatch-no-go-'));
    try {
      await assert.rejects(findBinaries({ env: { PATH: folder }, folder }), ({ message }) =>
        ['Go >= 1.26', 'KUBEBUILDER_ASSETS', 'TASKWATCH_SKIP_KUBERNETES=1'].every((name) =>
          message.includes(name),
        ),
      );
      await assert.rejects(
        findBinaries({ env: { KUBEBUILDER_ASSETS: folder } }),
        /KUBEBUILDER_ASSETS is set, but .*etcd/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('paths are taken apart into control plane, resource and name', () => {
    assert.deepEqual(parseControlPlane('/apis/iam.miloapis.com/v1alpha1/users/42/control-plane/api/v1/x'), {
      label: 'user.42',
      path: '/api/v1/x',
    });
    assert.equal(parseControlPlane('/apis/iam.miloapis.com/v1alpha1/users/a%2Cb/control-plane/api'), null);
    assert.equal(parseControlPlane('/apis/iam.miloapis.com/v1alpha1/users/42'), null);
    const zone = parseResource(`${ZONES}/foo/status`);
    assert.deepEqual(zone, {
      group: 'dns.networking.miloapis.com',
      resource: 'dnszones',
      name: 'foo',
      subresource: 'status',
      path: `${ZONES}/foo`,
    });
    assert.equal(parseResource('/api/v1/namespaces/default/configmaps').resource, 'configmaps');
    assert.equal(parseResource('/api/v1/namespaces/default/configmaps').name, null);
    for (const path of [
      '/api',
      '/apis',
      '/version',
      '/apis/apps/v1',
      '/api/v1/namespaces',
      '/api/v1/namespaces/default',
    ]) {
      assert.equal(parseResource(path), null, path);
    }
  });
});

const organization = (id) => kubernetes.controlPlaneUrl('organization', id);
const project = (id) => kubernetes.controlPlaneUrl('project', id);

function aProject(name, annotations) {
  return {
    apiVersion: 'resourcemanager.miloapis.com/v1alpha1',
    kind: 'Project',
    metadata: { name, annotations },
    spec: { ownerRef: { kind: 'Organization', name: 'acme' } },
  };
}

function aZone(name, annotations) {
  return {
    apiVersion: 'dns.networking.miloapis.com/v1alpha1',
    kind: 'DNSZone',
    metadata: { name, annotations },
    spec: { domainName: `${name}.example`, dnsZoneClassName: 'default' },
  };
}

const conditionOf = (object, type) => object.status?.conditions?.find((each) => each.type === type);
const isReady = (object) => conditionOf(object, 'Ready')?.status === 'True';
const isProgrammed = (object) => conditionOf(object, 'Programmed')?.status === 'True';

async function ask(method, url, body, type = 'application/json') {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': type } }),
  });
  return { status: response.status, body: await response.json() };
}

/** A watch that is open when this resolves. */
async function openWatch(collection, query = '') {
  const request = http.get(`${collection}?watch=true${query}`, { agent: false });
  const [response] = await once(request, 'response');
  assert.equal(response.statusCode, 200);
  const chunks = [];
  const events = [];
  let rest = '';
  let changed = () => {};
  const ended = (async () => {
    for await (const chunk of response) {
      chunks.push(chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) events.push(JSON.parse(line));
      changed();
    }
  })();
  ended.catch(() => {});
  return {
    chunks,
    events,
    ended,
    close: () => request.destroy(),
    /** All events so far, once one of them fits. */
    async until(fits, within = 10_000) {
      const end = Date.now() + within;
      while (!events.some(fits)) {
        assert.ok(Date.now() < end, `no such event: ${JSON.stringify(events)}`);
        await Promise.race([new Promise((resolve) => (changed = resolve)), sleep(200)]);
      }
      return events;
    },
  };
}
