// Ours and `kubectl wait`, on the same objects at the same time: what each of them ends with, and why they differ
// where they do.

import '../package/install.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { eventually } from './eventually.mjs';
import { skip, startKubernetes } from './index.mjs';
import { FAILED, PENDING, READY, ZONES, aZone, writer } from './objects.mjs';

const taskwatch = await import('taskwatch');

const TIMEOUT = 5_000;
/** How long after the write that decided it a verdict may come, on a machine that does other things too. */
const AT_ONCE = 3_000;
const AT_A_TIME = 5;
const ZONE = 'dnszones.dns.networking.miloapis.com';

const { allOf, anyOf, condition, deleted, every, exists, fieldEquals, not, some, within } = taskwatch;
const until = (condition) => (target) =>
  taskwatch.waitForResource({ resourceType: ZONES, namespace: 'default', until: condition, ...target });
const untilAll = (condition) => (target) =>
  taskwatch.waitForResources({ resourceType: ZONES, namespace: 'default', until: condition, ...target });
const ready = ({ projectId, name, ...options }) => taskwatch.waitForDnsZoneReady(projectId, name, options);
/** A stream that is open already may not have heard of the change yet, so a console says which generation it made. */
const readyAfterChange = (target, changed) =>
  ready({ ...target, minGeneration: changed.metadata.generation });
const PROGRAMMED = ['condition=Programmed'];
const BOTH = ['condition=Accepted', 'condition=Programmed'];
const isReady = allOf(condition('Accepted'), condition('Programmed'));
const parents = (...states) => ({ parents: states.map((state, at) => ({ name: 'ab'[at], state })) });
const available = (status) => ({ v1beta2: { conditions: [{ type: 'Available', status }] } });
/** Does something with each of several zones, at the same time. */
const all = (zones, action) => Promise.all(zones.map(action));

/**
 * `of`: what picks a collection out, `--all` or a selector; `before` and `meanwhile` are given three writers then.
 * `for`: the flags of kubectl. `ours`: the wait, which is given what `before` resolved with. `before` comes before both
 * of them, `meanwhile` once both wait. `ends`: the verdict of both, or of [ours, kubectl]; where they differ, `why`.
 */
const ROWS = [
  {
    name: 'ready before',
    for: BOTH,
    ours: ready,
    before: (zone) => zone.create(READY),
    ends: 'met',
  },
  {
    name: 'ready after',
    for: BOTH,
    ours: ready,
    before: (zone) => zone.create(PENDING),
    meanwhile: (zone) => zone.set(READY),
    ends: 'met',
  },
  {
    name: 'created without a status, ready after',
    for: BOTH,
    ours: ready,
    before: (zone) => zone.create(),
    meanwhile: (zone) => zone.set(READY),
    ends: 'met',
  },
  {
    name: 'never created',
    for: BOTH,
    ours: ready,
    ends: ['timed out', 'refused (NotFound)'],
    why: 'kubectl ends where the object is not there yet, unless --for=create is given too; a wait waits, and its timeout says "never appeared"',
  },
  {
    name: 'never created, with --for=create',
    for: ['create', ...BOTH],
    ours: ready,
    ends: 'timed out',
  },
  {
    name: 'created later, then ready',
    for: ['create', ...BOTH],
    ours: ready,
    meanwhile: async (zone) => {
      await zone.create();
      await sleep(300);
      await zone.set(READY);
    },
    ends: 'met',
  },
  {
    name: 'deleted meanwhile',
    for: PROGRAMMED,
    ours: ready,
    before: (zone) => zone.create(PENDING),
    meanwhile: (zone) => zone.delete(),
    ends: ['deleted', 'timed out'],
    why: 'kubectl hopes that the name comes back; what we were told to wait for is gone for good',
  },
  {
    name: 'deleted and created again, then ready',
    for: PROGRAMMED,
    ours: ready,
    before: (zone) => zone.create(PENDING),
    meanwhile: async (zone) => {
      await zone.delete();
      await zone.create(READY);
    },
    ends: ['deleted', 'met'],
    why: 'kubectl looks at names only: another object has the name, with another uid',
  },
  {
    name: 'ready of the generation before',
    for: BOTH,
    ours: readyAfterChange,
    before: async (zone) => {
      await zone.create(READY);
      return zone.change({ dnsZoneClassName: 'other' });
    },
    ends: 'timed out',
  },
  {
    name: 'ready of the generation before, observed after',
    for: BOTH,
    ours: readyAfterChange,
    before: async (zone) => {
      await zone.create(READY);
      return zone.change({ dnsZoneClassName: 'other' });
    },
    meanwhile: (zone) => zone.set(READY),
    ends: 'met',
  },
  {
    name: 'failed of the generation before, ready after',
    for: BOTH,
    ours: readyAfterChange,
    before: async (zone) => {
      await zone.create(FAILED);
      return zone.change({ dnsZoneClassName: 'other' });
    },
    meanwhile: (zone) => zone.set(READY),
    ends: 'met',
  },
  {
    name: 'hard failure before',
    for: BOTH,
    ours: ready,
    before: (zone) => zone.create(FAILED),
    ends: ['failed (QuotaExceeded)', 'timed out'],
    why: 'kubectl knows no failure: False is "not yet", whatever the reason',
  },
  {
    name: 'hard failure after',
    for: BOTH,
    ours: ready,
    before: (zone) => zone.create(PENDING),
    meanwhile: (zone) => zone.set(FAILED),
    ends: ['failed (QuotaExceeded)', 'timed out'],
    why: 'as above: kubectl says after its timeout what was known at once',
  },
  {
    name: 'failure that passes within failureGrace',
    for: BOTH,
    ours: (target) => ready({ ...target, failureGrace: 3_000 }),
    before: (zone) => zone.create(FAILED),
    meanwhile: async (zone) => {
      await sleep(500);
      await zone.set(READY);
    },
    ends: 'met',
  },
  {
    name: 'soft failure: False with Provisioning, then True',
    for: BOTH,
    ours: ready,
    before: (zone) => zone.create(PENDING),
    meanwhile: async (zone) => {
      await zone.set(['Programmed=False:Reconciling']);
      await sleep(300);
      await zone.set(READY);
    },
    ends: 'met',
  },
  {
    name: 'Unknown for ever',
    for: BOTH,
    ours: ready,
    before: (zone) => zone.create(['Accepted=True', 'Programmed=Unknown:NameServersSilent']),
    ends: 'timed out',
  },
  {
    name: 'one of two conditions',
    for: BOTH,
    ours: ready,
    before: (zone) => zone.create(['Accepted=True']),
    ends: 'timed out',
  },
  {
    name: 'two conditions, never True at once',
    for: BOTH,
    ours: ready,
    before: (zone) => zone.create(['Accepted=True', 'Programmed=Unknown:Pending']),
    meanwhile: async (zone) => {
      // kubectl is at its second condition by now.
      await sleep(500);
      await zone.set(['Accepted=Unknown:Pending', 'Programmed=True']);
    },
    ends: ['timed out', 'met'],
    why: 'kubectl waits for one condition after the other; we judge all of them on one version of the object',
  },
  {
    name: 'ready while it is being deleted',
    for: BOTH,
    ours: ready,
    before: async (zone) => {
      await zone.create(PENDING, { finalizers: ['taskwatch.dev/held'] });
      await zone.delete();
    },
    meanwhile: (zone) => zone.set(READY),
    ends: ['timed out', 'met'],
    why: 'nobody can use what is terminating, so it is never ready; kubectl does not look at deletionTimestamp',
  },
  {
    name: 'condition value False',
    for: ['condition=Programmed=False'],
    ours: until(condition('Programmed', 'False')),
    before: (zone) => zone.create(['Programmed=True']),
    meanwhile: (zone) => zone.set(['Programmed=False:Withdrawn']),
    ends: 'met',
  },
  {
    name: 'condition with a reason',
    for: ["jsonpath={.status.conditions[?(@.type=='Programmed')].reason}=Ready"],
    ours: until(condition('Programmed', 'True', 'Ready')),
    before: (zone) => zone.create(PENDING),
    meanwhile: (zone) => zone.set(READY),
    ends: 'met',
  },
  {
    name: 'condition not True',
    for: ['condition=Programmed=False'],
    ours: until(not(condition('Programmed'))),
    before: (zone) => zone.create(['Accepted=True', 'Programmed=Unknown:Pending']),
    ends: ['met', 'timed out'],
    why: 'kubectl has no "not": it can only wait for the value False, which Unknown is not',
  },
  {
    name: 'either of two conditions',
    for: PROGRAMMED,
    ours: until(anyOf(condition('Programmed'), condition('Accepted'))),
    before: (zone) => zone.create(['Accepted=True', 'Programmed=Unknown:Pending']),
    ends: ['met', 'timed out'],
    why: 'kubectl has no "or": several --for all have to come',
  },
  {
    name: 'delete: deleted after',
    for: ['delete'],
    ours: until(deleted()),
    before: (zone) => zone.create(READY),
    meanwhile: (zone) => zone.delete(),
    ends: 'met',
  },
  {
    name: 'delete: not there at all',
    for: ['delete'],
    ours: until(deleted()),
    ends: 'met',
  },
  {
    name: 'delete: held by a finalizer',
    for: ['delete'],
    ours: until(deleted()),
    before: (zone) => zone.create(READY, { finalizers: ['taskwatch.dev/held'] }),
    meanwhile: (zone) => zone.delete(),
    ends: 'timed out',
  },
  {
    name: 'delete: released by its finalizer',
    for: ['delete'],
    ours: until(deleted()),
    before: (zone) => zone.create(READY, { finalizers: ['taskwatch.dev/held'] }),
    meanwhile: async (zone) => {
      await zone.delete();
      await sleep(300);
      await zone.finalizers(null);
    },
    ends: 'met',
  },
  {
    name: 'delete: deleted and created again',
    for: ['delete'],
    ours: until(deleted()),
    before: (zone) => zone.create(READY),
    meanwhile: async (zone) => {
      await zone.delete();
      await zone.create(READY);
    },
    ends: 'met',
  },
  {
    name: 'jsonpath: a value that comes',
    for: ['jsonpath={.spec.dnsZoneClassName}=premium'],
    ours: until(fieldEquals('spec.dnsZoneClassName', 'premium')),
    before: (zone) => zone.create(READY),
    meanwhile: (zone) => zone.change({ dnsZoneClassName: 'premium' }),
    ends: 'met',
  },
  {
    name: 'jsonpath: a field that comes',
    for: ['jsonpath={.spec.note}'],
    ours: until(exists('spec.note')),
    before: (zone) => zone.create(READY),
    meanwhile: (zone) => zone.change({ note: 'here' }),
    ends: 'met',
  },
  {
    name: 'jsonpath and a condition',
    for: ['jsonpath={.spec.note}=here', 'condition=Programmed'],
    ours: until(allOf(fieldEquals('spec.note', 'here'), condition('Programmed'))),
    before: (zone) => zone.create(PENDING),
    meanwhile: async (zone) => {
      await zone.change({ note: 'here' });
      await zone.set(READY);
    },
    ends: 'met',
  },
  {
    name: 'type and status in another case',
    for: ['condition=programmed=tRUE'],
    ours: until(condition('programmed', 'tRUE')),
    before: (zone) => zone.create(PENDING),
    meanwhile: (zone) => zone.set(READY),
    ends: 'met',
  },
  {
    name: 'jsonpath: a value in another case',
    for: ['jsonpath={.spec.dnsZoneClassName}=Premium'],
    ours: until(fieldEquals('spec.dnsZoneClassName', 'Premium')),
    before: (zone) => zone.create(READY),
    meanwhile: (zone) => zone.change({ dnsZoneClassName: 'premium' }),
    ends: 'timed out',
  },
  {
    name: 'jsonpath: an element of a list',
    for: ['jsonpath={.status.parents[1].state}=Ready'],
    ours: until(
      allOf(fieldEquals('status.parents.1.state', 'Ready'), exists(['status', 'parents', 1, 'state'])),
    ),
    before: async (zone) => {
      await zone.create(READY);
      await zone.status(parents('Ready', 'Pending'));
    },
    meanwhile: (zone) => zone.status(parents('Pending', 'Ready')),
    ends: 'met',
  },
  {
    name: 'jsonpath: conditions further down',
    for: ["jsonpath={.status.v1beta2.conditions[?(@.type=='Available')].status}=True"],
    ours: until(within('status.v1beta2', condition('Available'))),
    before: async (zone) => {
      await zone.create(READY);
      await zone.status(available('False'));
    },
    meanwhile: (zone) => zone.status(available('True')),
    ends: 'met',
  },
  {
    name: 'jsonpath: some element',
    for: ["jsonpath={.status.parents[?(@.name=='b')].state}=Ready"],
    ours: until(some('status.parents', allOf(fieldEquals('name', 'b'), fieldEquals('state', 'Ready')))),
    before: async (zone) => {
      await zone.create(READY);
      await zone.status(parents('Ready', 'Pending'));
    },
    meanwhile: (zone) => zone.status(parents('Pending', 'Ready')),
    ends: 'met',
  },
  {
    name: 'jsonpath: every element',
    for: ['jsonpath={.status.parents[0].state}=Ready', 'jsonpath={.status.parents[1].state}=Ready'],
    ours: until(every('status.parents', fieldEquals('state', 'Ready'))),
    before: async (zone) => {
      await zone.create(READY);
      await zone.status(parents('Ready', 'Pending'));
    },
    meanwhile: (zone) => zone.status(parents('Ready', 'Ready')),
    ends: 'met',
  },
  {
    name: 'jsonpath: all elements at once',
    for: ['jsonpath={.status.parents[*].state}=Ready'],
    ours: until(every('status.parents', fieldEquals('state', 'Ready'))),
    before: async (zone) => {
      await zone.create(READY);
      await zone.status(parents('Ready', 'Ready'));
    },
    ends: ['met', 'refused (given jsonpath expression matches more than one value)'],
    why: 'kubectl compares one value only',
  },
  {
    name: 'jsonpath: every element of an empty list',
    for: ['jsonpath={.status.parents[0].state}=Ready'],
    ours: until(every('status.parents', fieldEquals('state', 'Ready'))),
    before: async (zone) => {
      await zone.create(READY);
      await zone.status({ parents: [] });
    },
    ends: ['timed out', 'refused (array index out of bounds: index 0, length 0)'],
    why: 'kubectl ends at an element that is not there yet; of an empty list nothing holds, and it may fill',
  },
  {
    name: 'all: ready before',
    of: '--all',
    for: BOTH,
    ours: untilAll(isReady),
    before: (zones) => all(zones, (zone) => zone.create(READY)),
    ends: 'met',
  },
  {
    name: 'all: the last one ready after',
    of: '--all',
    for: BOTH,
    ours: untilAll(isReady),
    before: (zones) => all(zones, (zone, at) => zone.create(at === 2 ? PENDING : READY)),
    meanwhile: ([, , last]) => last.set(READY),
    ends: 'met',
  },
  {
    name: 'all: one never',
    of: '--all',
    for: BOTH,
    ours: untilAll(isReady),
    before: (zones) => all(zones, (zone, at) => zone.create(at === 1 ? PENDING : READY)),
    ends: 'timed out',
  },
  {
    name: 'all: none there',
    of: '--all',
    for: BOTH,
    ours: untilAll(isReady),
    ends: ['timed out', 'refused (no matching resources found)'],
    why: 'kubectl ends where there is nothing yet; a wait waits for the first ones',
  },
  {
    name: 'all: another one comes meanwhile',
    of: '--all',
    for: BOTH,
    ours: untilAll(isReady),
    before: ([one, other]) => all([one, other], (zone, at) => zone.create(at === 1 ? PENDING : READY)),
    meanwhile: async ([, other, third]) => {
      await third.create(PENDING);
      await other.set(READY);
    },
    ends: ['timed out', 'met'],
    why: 'kubectl lists once, when it begins; all means all that are there',
  },
  {
    name: 'all: never ready at once',
    of: '--all',
    for: PROGRAMMED,
    ours: untilAll(condition('Programmed')),
    before: (zones) => all(zones, (zone, at) => zone.create(at === 2 ? PENDING : READY)),
    meanwhile: async ([one, , last]) => {
      await one.set(PENDING);
      await last.set(READY);
    },
    ends: ['timed out', 'met'],
    why: 'kubectl waits for one object after the other; we judge all of them at once',
  },
  {
    name: 'selector: those outside do not matter',
    of: 'set=chosen',
    for: BOTH,
    ours: untilAll(isReady),
    before: ([one, other, outside]) =>
      Promise.all([
        one.create(READY, { labels: { set: 'chosen' } }),
        other.create(PENDING, { labels: { set: 'chosen' } }),
        outside.create(PENDING, { labels: { set: 'other' } }),
      ]),
    meanwhile: ([, other]) => other.set(READY),
    ends: 'met',
  },
  {
    name: 'selector and jsonpath: every one',
    of: 'set=chosen',
    for: ['jsonpath={.spec.dnsZoneClassName}=premium'],
    ours: untilAll(fieldEquals('spec.dnsZoneClassName', 'premium')),
    before: (zones) => all(zones, (zone) => zone.create(READY, { labels: { set: 'chosen' } })),
    meanwhile: (zones) => all(zones, (zone) => zone.change({ dnsZoneClassName: 'premium' })),
    ends: 'met',
  },
  {
    name: 'all: deleted after',
    of: '--all',
    for: ['delete'],
    ours: untilAll(deleted()),
    before: (zones) => all(zones, (zone) => zone.create(READY)),
    meanwhile: (zones) => all(zones, (zone) => zone.delete()),
    ends: 'met',
  },
  {
    name: 'all: none there to be deleted',
    of: '--all',
    for: ['delete'],
    ours: untilAll(deleted()),
    ends: 'met',
  },
  {
    name: 'all: one held by a finalizer',
    of: '--all',
    for: ['delete'],
    ours: untilAll(deleted()),
    before: (zones) =>
      all(zones, (zone, at) => zone.create(READY, at === 1 ? { finalizers: ['taskwatch.dev/held'] } : {})),
    meanwhile: (zones) => all(zones, (zone) => zone.delete()),
    ends: 'timed out',
  },
  {
    name: 'create: there already',
    for: ['create'],
    ours: until(exists()),
    before: (zone) => zone.create(),
    ends: 'met',
  },
  {
    name: 'create: created later',
    for: ['create'],
    ours: until(exists()),
    meanwhile: (zone) => zone.create(),
    ends: 'met',
  },
  {
    name: 'create: never',
    for: ['create'],
    ours: until(exists()),
    ends: 'timed out',
  },
  {
    name: 'permission that comes a second late',
    for: BOTH,
    ours: ready,
    project: 'late-permission',
    fault: { refuse: { code: 403, message: 'dnszones is forbidden' }, forMs: 1_000 },
    before: (zone) => zone.create(READY),
    ends: ['met', 'refused (Forbidden)'],
    why: 'kubectl ends at the first refusal; permission follows creation late, so we ask again for 30 s',
  },
  {
    name: 'a timeout of 0',
    for: BOTH,
    ours: (target) => ready({ ...target, timeout: 0 }),
    timeout: 0,
    before: (zone) => zone.create(PENDING),
    meanwhile: async (zone) => {
      await zone.set(READY);
    },
    ends: ['met', 'timed out'],
    why: 'kubectl looks once; here 0 means no timeout, as everywhere in this package',
  },
];

describe('side by side with kubectl wait', { concurrency: AT_A_TIME }, () => {
  /** @type {Awaited<ReturnType<typeof startKubernetes>>} */
  let kubernetes;
  let source;
  const results = [];

  before(async () => {
    if (skip) return;
    kubernetes = await startKubernetes({ reconciler: false });
    source = taskwatch.createKubernetesWatch({ baseUrl: kubernetes.url });
    // What it discovers of a server it asks once; that is not what is compared.
    for (const project of new Set(ROWS.map(projectOf))) await kubectl(project, 'get', ZONE);
  });
  after(async () => {
    await kubernetes?.stop();
    print(results);
  });

  for (const row of ROWS) {
    test(row.name, { skip, timeout: 60_000 }, async (t) => {
      const { name, fault, why } = row;
      const project = projectOf(row);
      const [ours, kubectls] = [row.ends].flat().length === 2 ? row.ends : [row.ends, row.ends];
      assert.equal(ours !== kubectls, Boolean(why), 'a difference is explained, and nothing else is');
      const zoneOf = (name) => writer(kubernetes, 'project', project, aZone({ name }));
      const zone = row.of ? [1, 2, 3].map((at) => zoneOf(`${project}-${at}`)) : zoneOf(slug(name));
      const found = await row.before?.(zone);
      if (fault) kubernetes.gateway.faults.add({ path: `/projects/${project}/`, ...fault });
      const abort = new AbortController();
      t.after(() => abort.abort());
      const began = Date.now();
      const seconds = (row.timeout ?? TIMEOUT) / 1000;
      const both = Promise.all([
        timed(
          () =>
            row.ours(
              {
                projectId: project,
                ...(isSelector(row) ? { labelSelector: row.of } : {}),
                ...(row.of ? {} : { name: zone.name }),
                source,
                timeout: TIMEOUT,
                signal: abort.signal,
              },
              found,
            ),
          verdictOfOurs,
        ),
        timed(
          () =>
            kubectl(
              project,
              'wait',
              ...(row.of
                ? [ZONE, ...(isSelector(row) ? ['--selector', row.of] : [row.of])]
                : [`${ZONE}/${zone.name}`]),
              ...row.for.map((what) => `--for=${what}`),
              `--timeout=${seconds}s`,
            ),
          verdictOfKubectl,
        ),
      ]);
      both.catch(() => {});
      if (row.meanwhile) {
        await eventually(() => isWaiting(project, zone.name, row.timeout === 0));
        // A stream that is open has not told kubectl everything yet.
        await sleep(300);
        await row.meanwhile(zone);
      }
      const decided = Date.now();
      const [our, its] = await both;
      // What one write of `meanwhile` decided may be known before the next one is answered.
      for (const result of [our, its])
        result.after = Math.max(0, result.at - (result.verdict === 'timed out' ? began : decided));
      results[ROWS.indexOf(row)] = { name, our, its, why };
      assert.deepEqual([our.verdict, its.verdict], [ours, kubectls]);
      if (ours === 'timed out') assert.ok(our.after >= TIMEOUT - 50, `timed out after ${our.after} ms`);
      else assert.ok(our.after < (fault?.forMs ?? 0) + AT_ONCE, `${our.after} ms after it was decided`);
    });
  }

  /** Both hold a stream, or kubectl asks again and again for what is not there, or it looks only once. */
  function isWaiting(project, name, isOnce) {
    const asked = kubernetes.gateway.requests.filter(
      ({ url }) => url.includes(`/projects/${project}/`) && url.includes('/dnszones'),
    );
    const isStream = ({ url, status, open }) => open && status === 200 && url.includes('watch=true');
    if (name === undefined) return asked.some((record) => isKubectl(record) && isStream(record));
    const [its, our] = [asked.filter(isKubectl), asked.filter((record) => !isKubectl(record))];
    const isIts = (record) =>
      (record.url.includes(`metadata.name%3D${name}&`) && isStream(record)) ||
      (record.url.endsWith(`/${name}`) && (isOnce || record.status === 404));
    return our.some(isStream) && its.some(isIts);
  }

  const kubectl = (project, ...args) =>
    kubernetes.kubectl('--server', kubernetes.controlPlaneUrl('project', project), ...args);
});

const slug = (name) => name.toLowerCase().replace(/\W+/g, '-');
/** A collection has a control plane of its own. */
const projectOf = ({ name, of, project = 'p' }) => (of ? slug(name) : project);
const isSelector = ({ of }) => of?.includes('=');

const isKubectl = ({ agent }) => /^kubectl/.test(agent);

async function timed(start, verdictOf) {
  const verdict = await Promise.resolve()
    .then(start)
    .then(() => 'met', verdictOf);
  return { verdict, at: Date.now() };
}

function verdictOfOurs(error) {
  switch (error.name) {
    case 'TimeoutError':
      return 'timed out';
    case 'ResourceDeletedError':
      return 'deleted';
    case 'ResourceFailedError':
      return `failed (${error.reason})`;
    case 'WatchError':
      return `refused (${error.reason})`;
    default:
      throw error;
  }
}

function verdictOfKubectl({ message }) {
  if (/timed out waiting|condition not met/.test(message)) return 'timed out';
  const reason = /Error from server \((\w+)\)/.exec(message)?.[1];
  if (reason) return `refused (${reason})`;
  const said = /error: (.+)$/.exec(message)?.[1];
  return said ? `refused (${said})` : message;
}

function print(results) {
  const cells = results
    .flat()
    .map(({ name, our, its, why = '' }) => [
      name,
      our.verdict,
      `${our.after} ms`,
      its.verdict,
      `${its.after} ms`,
      why,
    ]);
  const rows = [['objects', 'taskwatch', 'after', 'kubectl wait', 'after', 'why they differ'], ...cells];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}
