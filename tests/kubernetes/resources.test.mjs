// Each of the package's kinds as a custom resource on a real API server: its status is written by hand, step by step, as
// its controller would, and at each step the verdict on what the server answers is that of the table. Then its spec
// changes, which makes the status stale, and the next status fails it where something can.

import '../package/install.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { KINDS } from '../package/watch/kinds.mjs';
import { skip, startKubernetes } from './index.mjs';

const taskwatch = await import('taskwatch');

const STALE = 'Awaiting the latest change to be observed: the status is stale, of an older generation';
const rows = [];
let kubernetes, source;

// A skipped suite is not among the skipped that the runner counts; a test is.
const suite = skip ? test : describe;

suite('the resources of the console on a real API server', { skip }, () => {
  before(async () => {
    kubernetes = await startKubernetes({ reconciler: false });
    source = taskwatch.createKubernetesWatch({ baseUrl: kubernetes.url });
    await kubernetes.kubectl('create', 'namespace', 'organization-scope');
  });
  after(async () => {
    await kubernetes?.stop();
    for (const row of table(rows)) console.log(row);
  });

  for (const each of KINDS) {
    test(`${each.kind}: each step of its status has its verdict, and its waiters end with the last`, {
      timeout: 60_000,
    }, async () => {
      const { ready, failed } = each;
      const verdictOf = taskwatch[`verdictOf${each.kind}`];
      const waitFor = (options) =>
        taskwatch[`waitFor${each.kind}Ready`]('scope', 'it', { source, timeout: 20_000, ...options });
      const object = await create(each);
      const isStaleable = object.metadata.generation !== undefined;

      const told = [];
      const first = waitFor({ initial: object.raw, onStatus: (verdict) => told.push(verdict.state) });
      first.catch(() => {});
      for (const [status, ...expected] of ready) {
        const raw = status === undefined ? await object.read() : await object.setStatus(status);
        check(each, 'as it is made', verdictOf(raw), expected, status);
      }
      assert.equal((await first).uid, object.metadata.uid);
      assert.equal(told.at(-1), 'ready');
      note(each, 'waiter', 'resolved');

      if (!isStaleable) return;
      const changed = await object.change();
      assert.equal(changed.metadata.generation, 2);
      check(each, 'its spec changed', verdictOf(changed), ['pending', '', STALE], changed.status);
      const second = waitFor({ minGeneration: 2 });
      second.catch(() => {});
      const last = failed.at(-1) ?? ready.at(-1);
      const [status, state, ...texts] = last;
      check(
        each,
        'the change is observed',
        verdictOf(await object.setStatus(status, 2)),
        [state, ...texts],
        status,
      );
      if (state === 'ready') {
        assert.equal((await second).resourceVersion, (await object.read()).metadata.resourceVersion);
        note(each, 'waiter', 'resolved');
      } else {
        const error = await second.then(
          () => assert.fail('it resolved'),
          (reason) => reason,
        );
        assert.deepEqual([error.name, error.reason, error.message], ['ResourceFailedError', ...texts]);
        note(each, 'waiter', `rejected: ${error.name}`);
      }
    });
  }
});

function check({ kind }, step, verdict, [state, reason, message], status) {
  const said =
    status?.conditions?.map((each) => `${each.type}=${each.status}:${each.reason}`).join(' ') ??
    (status === undefined ? 'no status' : JSON.stringify(status));
  rows.push([kind, step, said, verdict.state, verdict.reason ?? '', verdict.message ?? '']);
  assert.deepEqual(
    [verdict.state, verdict.reason, verdict.message],
    [state, reason, message],
    `${kind}: ${said}`,
  );
}

const note = ({ kind }, step, what) => rows.push([kind, step, '', what, '', '']);

function table(rows) {
  const head = ['kind', 'step', 'status', 'verdict', 'reason', 'message'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** Makes the object through the gateway, as a console does; what writes its status goes the same way. */
async function create({ resourceType, where, object }) {
  const { orgId, projectId, namespace } = where;
  const base = kubernetes.controlPlaneUrl(orgId ? 'organization' : 'project', orgId ?? projectId);
  const collection = `${base}/${namespace ? resourceType.replace(/[^/]+$/, `namespaces/${namespace}/$&`) : resourceType}`;
  const { name, labels, annotations } = object.metadata;
  const { status, ...rest } = object;
  const raw = await ask('POST', collection, { ...rest, metadata: { name, labels, annotations } });
  const path = `${collection}/${name}`;
  const patch = (suffix, body) => ask('PATCH', path + suffix, body, 'application/merge-patch+json');
  return {
    raw,
    metadata: raw.metadata,
    read: () => ask('GET', path),
    /** Changes the spec in a way that no schema minds. */
    change: () => patch('', { spec: { note: 'changed' } }),
    setStatus(status, observedGeneration = 1) {
      const conditions = status.conditions?.map((each) => ({ ...each, observedGeneration }));
      return patch('/status', {
        status: { ...status, ...(conditions && { conditions }), observedGeneration },
      });
    },
  };
}

async function ask(method, url, body, type = 'application/json') {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': type },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  assert.ok(response.ok, `${method} ${url}: ${answer.message}`);
  return answer;
}
