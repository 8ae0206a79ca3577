// The testing entry, out of the packed package: what a test or a demo relies on.
import './install.mjs';
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';

const { TaskQueue, waitForDnsZoneReady, waitForProjectReady, waitForWatch } = await import('taskwatch');
const { fakeControlPlane, scriptedSource, settle } = await import('taskwatch/testing');

const PROJECTS = 'apis/resourcemanager.miloapis.com/v1alpha1/projects';
const ZONES = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';

const project = (name) => ({ kind: 'Project', metadata: { name } });
const zone = (name) => ({ kind: 'DNSZone', metadata: { name } });

/** Notes the events of a watch as `TYPE name reason,reason`. */
function watch(source, options) {
  const seen = [];
  const stop = source.subscribe(options, ({ type, object }) => {
    const reasons = object.status?.conditions?.map?.(({ reason }) => reason).join();
    seen.push([type, object.metadata?.name, reasons].filter(Boolean).join(' '));
  });
  return { seen, stop };
}

describe('settle', () => {
  it('resolves after a long chain of microtasks', async () => {
    let turns = 0;
    const chain = async () => {
      for (; turns < 5000; turns += 1) await undefined;
    };
    chain();
    await settle();
    assert.equal(turns, 5000);
  });

  it('resolves while every timer is a fake one', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] });
    try {
      await settle();
    } finally {
      mock.timers.reset();
    }
  });

  it('does without MessageChannel', async () => {
    const { MessageChannel } = globalThis;
    delete globalThis.MessageChannel;
    try {
      let turns = 0;
      (async () => {
        for (; turns < 500; turns += 1) await undefined;
      })();
      await settle();
      assert.equal(turns, 500);
    } finally {
      globalThis.MessageChannel = MessageChannel;
    }
  });
});

describe('scriptedSource', () => {
  it('delivers an event to the subscriptions that match, before emit returns', () => {
    const source = scriptedSource();
    const acme = watch(source, { resourceType: PROJECTS, orgId: 'acme', name: 'p' });
    const other = watch(source, { resourceType: PROJECTS, orgId: 'other', name: 'p' });
    source.emit({ type: 'ADDED', object: project('p') }, { orgId: 'acme' });
    source.emit({ type: 'MODIFIED', object: project('p') });
    assert.deepEqual(acme.seen, ['ADDED p', 'MODIFIED p']);
    assert.deepEqual(other.seen, ['MODIFIED p']);
  });

  it('lists the options of live subscriptions only', () => {
    const source = scriptedSource();
    const { stop } = watch(source, { resourceType: PROJECTS });
    watch(source, { resourceType: ZONES });
    stop();
    stop();
    assert.deepEqual(source.subscriptions, [{ resourceType: ZONES }]);
  });

  it('gives reads what was set, counts them and emits nothing', async () => {
    const source = scriptedSource();
    const { seen } = watch(source, { resourceType: PROJECTS });
    const object = project('p');
    assert.equal(await source.read({ resourceType: PROJECTS }), undefined);
    source.set(object);
    assert.equal(await source.read({ resourceType: PROJECTS }), object);
    assert.equal(source.reads, 2);
    assert.deepEqual(seen, []);
  });

  it('reports a refusal with the reason of its code, and a closed stream without a code', () => {
    const source = scriptedSource();
    const errors = [];
    source.subscribe({ resourceType: PROJECTS }, (event) => errors.push(event));
    source.fail(410);
    source.fail({ code: 403, reason: 'NotYet', message: 'wait' });
    source.fail();
    assert.deepEqual(
      errors.map(({ type, object }) => [type, object.kind, object.code, object.reason]),
      [
        ['ERROR', 'Status', 410, 'Expired'],
        ['ERROR', 'Status', 403, 'NotYet'],
        ['ERROR', 'Status', undefined, undefined],
      ],
    );
  });

  it('refuses reads until the next set', async () => {
    const source = scriptedSource();
    source.failReads(403);
    await assert.rejects(source.read({}), { code: 403, reason: 'Forbidden' });
    source.set(undefined);
    assert.equal(await source.read({}), undefined);
  });

  it('goes on when a subscriber throws or unsubscribes another one', () => {
    const source = scriptedSource();
    const noise = mock.method(console, 'error', () => {});
    let stopLast = () => {};
    source.subscribe({ resourceType: PROJECTS }, () => {
      stopLast();
      throw new Error('mine');
    });
    const middle = watch(source, { resourceType: PROJECTS });
    const last = watch(source, { resourceType: PROJECTS });
    stopLast = last.stop;
    source.emit({ type: 'ADDED', object: project('p') });
    noise.mock.restore();
    assert.deepEqual(middle.seen, ['ADDED p']);
    assert.deepEqual(last.seen, []);
    assert.equal(noise.mock.callCount(), 1);
  });
});

describe('fakeControlPlane', () => {
  /** Runs with fake timers. */
  const timed = (title, body) =>
    it(title, async () => {
      mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_700_000_000_000 });
      try {
        await body((milliseconds) => mock.timers.tick(milliseconds));
      } finally {
        mock.timers.reset();
      }
    });

  timed('answers a create at once with a full object and no status', () => {
    const plane = fakeControlPlane();
    const created = plane.create({ ...zone('z'), spec: { domainName: 'a.example' }, status: { mine: true } });
    assert.match(
      created.metadata.uid,
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.deepEqual(
      { ...created, metadata: { ...created.metadata, uid: '' } },
      {
        apiVersion: 'dns.networking.miloapis.com/v1alpha1',
        kind: 'DNSZone',
        metadata: {
          name: 'z',
          namespace: 'default',
          uid: '',
          resourceVersion: '1',
          generation: 1,
          creationTimestamp: '2023-11-14T22:13:20Z',
        },
        spec: { domainName: 'a.example' },
      },
    );
  });

  timed(
    'finds a kind however it is written, and shows one of an unknown kind in every namespace',
    async (tick) => {
      const plane = fakeControlPlane({ delay: 1000 });
      plane.create({ kind: 'DnsZone', metadata: { name: 'a' } });
      plane.create({ kind: 'Widget', metadata: { name: 'b' } });
      tick(1000);
      const [shop, widget] = plane.list();
      assert.equal(shop.metadata.namespace, 'default');
      assert.deepEqual(
        shop.status.conditions.map(({ type }) => type),
        ['Accepted', 'Programmed'],
      );
      const widgets = { resourceType: 'apis/example.com/v1/widgets', namespace: 'shop', name: 'b' };
      assert.deepEqual(await plane.read(widgets), widget);
      assert.equal(await plane.read({ ...widgets, name: 'a' }), undefined);
    },
  );

  timed('moves a zone through Pending and Provisioning to Accepted and Programmed', (tick) => {
    const plane = fakeControlPlane({ delay: 1000 });
    plane.create(zone('z'));
    tick(999);
    const { status } = plane.list()[0];
    assert.deepEqual(
      status.conditions.map((condition) => condition.status),
      ['True', 'False'],
    );
    tick(1);
    const [{ metadata, status: final }] = plane.list();
    assert.deepEqual(
      final.conditions.map((condition) => condition.status),
      ['True', 'True'],
    );
    assert.ok(final.conditions.every(({ observedGeneration }) => observedGeneration === metadata.generation));
  });

  timed('streams each step in order, with a new resource version', async (tick) => {
    const plane = fakeControlPlane({ delay: 300 });
    const { seen } = watch(plane, { resourceType: PROJECTS });
    await settle();
    const { metadata } = plane.create(project('p'));
    tick(300);
    assert.deepEqual(seen, ['ADDED p', 'MODIFIED p Pending', 'MODIFIED p Provisioning', 'MODIFIED p Ready']);
    assert.equal(Number(plane.list()[0].metadata.resourceVersion), Number(metadata.resourceVersion) + 3);
  });

  timed('gives a late subscriber the present state first, unless told not to', async (tick) => {
    for (const replay of [true, false]) {
      const plane = fakeControlPlane({ delay: 300, replay });
      plane.create(project('p'));
      tick(100);
      const { seen } = watch(plane, { resourceType: PROJECTS });
      await settle();
      tick(100);
      assert.deepEqual(seen, [...(replay ? ['ADDED p Pending'] : []), 'MODIFIED p Provisioning']);
      plane.stop();
    }
  });

  timed('keeps organizations, projects and resource types apart', async () => {
    const plane = fakeControlPlane({ delay: 300 });
    const acme = watch(plane, { resourceType: PROJECTS, orgId: 'acme' });
    const other = watch(plane, { resourceType: PROJECTS, orgId: 'other' });
    const within = watch(plane, { resourceType: PROJECTS, projectId: 'acme' });
    const zones = watch(plane, { resourceType: ZONES, orgId: 'acme' });
    await settle();
    plane.create(project('p'), { orgId: 'acme' });
    plane.create(project('p'), { orgId: 'other' });
    assert.deepEqual(
      [acme, other, within, zones].map(({ seen }) => seen.length),
      [1, 1, 0, 0],
    );
    assert.equal((await plane.read({ resourceType: PROJECTS, orgId: 'acme' })).items.length, 1);
    assert.equal(await plane.read({ resourceType: PROJECTS, orgId: 'third', name: 'p' }), undefined);
    assert.equal(plane.list().length, 2);
    plane.stop();
  });

  timed('shows an object of no place and no kind to every watch of its name', async () => {
    const plane = fakeControlPlane({ neverReady: true });
    plane.create({ metadata: { name: 'x' } });
    const seen = await plane.read({ resourceType: PROJECTS, orgId: 'acme', name: 'x' });
    assert.equal(seen.metadata.name, 'x');
    plane.stop();
  });

  timed('finds objects by name and by selectors', async () => {
    const plane = fakeControlPlane();
    plane.create({ metadata: { name: 'a', labels: { tier: 'one' } } });
    plane.create({ metadata: { name: 'b', labels: { tier: 'two' } } });
    plane.create({ metadata: { name: 'c' } });
    const names = (options) =>
      plane
        .list(options)
        .map(({ metadata }) => metadata.name)
        .join('');
    assert.equal(names({ name: 'b' }), 'b');
    assert.equal(names({ labelSelector: 'tier=one' }), 'a');
    assert.equal(names({ labelSelector: 'tier, tier!=one' }), 'b');
    assert.equal(names({ labelSelector: '!tier' }), 'c');
    assert.equal(names({ fieldSelector: 'metadata.name=c' }), 'c');
    assert.throws(
      () => names({ labelSelector: 'tier in (one)' }),
      /labelSelector: expected terms such as a=b/,
    );
    plane.stop();
  });

  timed('fails an object for the reason given, for it alone or for all', (tick) => {
    const plane = fakeControlPlane({ delay: 100, failure: { reason: 'QuotaExceeded', message: 'no room' } });
    plane.create(project('all'));
    plane.create(project('one'), { failure: 'Denied' });
    plane.create(project('none'), { failure: null });
    tick(100);
    const last = plane.list().map(({ status }) => status.conditions.at(-1));
    assert.deepEqual(
      last.map(({ status, reason }) => `${status} ${reason}`),
      ['False QuotaExceeded', 'False Denied', 'True Ready'],
    );
    assert.equal(last[0].message, 'no room');
  });

  timed('leaves an object at Provisioning for ever, without a timer', (tick) => {
    const plane = fakeControlPlane({ delay: 300 });
    plane.configure({ neverReady: true });
    plane.create(project('p'));
    tick(1_000_000);
    assert.equal(plane.list()[0].status.conditions[0].reason, 'Provisioning');
    plane.stop();
  });

  timed('does not tell streams of the last step where it is to be lost', async (tick) => {
    const plane = fakeControlPlane({ delay: 300, loseReady: true });
    const { seen } = watch(plane, { resourceType: PROJECTS });
    await settle();
    plane.create(project('p'));
    tick(300);
    assert.equal(seen.at(-1), 'MODIFIED p Provisioning');
    assert.equal((await plane.read({ name: 'p' })).status.conditions[0].status, 'True');
  });

  timed('loses as many of the next events as it is told to', async (tick) => {
    const plane = fakeControlPlane({ delay: 300 });
    const { seen } = watch(plane, { resourceType: PROJECTS });
    await settle();
    plane.loseEvents(2);
    plane.create(project('p'));
    tick(300);
    assert.deepEqual(seen, ['MODIFIED p Provisioning', 'MODIFIED p Ready']);
  });

  timed('cuts streams with an ERROR without a code, or without a word', async () => {
    const plane = fakeControlPlane({ neverReady: true });
    const errors = [];
    plane.subscribe({ resourceType: PROJECTS }, ({ type, object }) => errors.push([type, object.code]));
    const zones = watch(plane, { resourceType: ZONES });
    await settle();
    assert.equal(plane.cutStreams({ resourceType: PROJECTS }), 1);
    assert.equal(plane.cutStreams({ silent: true }), 1);
    plane.create(project('p'));
    plane.create(zone('z'));
    assert.deepEqual(errors, [['ERROR', undefined]]);
    assert.deepEqual(zones.seen, []);
    assert.deepEqual(plane.subscriptions, []);
    plane.stop();
  });

  timed('sends nothing to a stream that was cut or ended a moment before', async () => {
    const plane = fakeControlPlane({ neverReady: true, replay: false });
    plane.subscribe(
      { resourceType: PROJECTS },
      ({ type }) => type === 'ADDED' && plane.cutStreams({ silent: true }),
    );
    const cut = watch(plane, { resourceType: PROJECTS });
    plane.create(project('p'));
    assert.deepEqual(cut.seen, []);
    let stopLast = () => {};
    plane.subscribe({ resourceType: PROJECTS }, () => stopLast());
    const last = watch(plane, { resourceType: PROJECTS });
    stopLast = last.stop;
    assert.equal(plane.cutStreams(), 2);
    assert.deepEqual(last.seen, []);
    plane.stop();
  });

  timed('removes an object at once, or after it was terminating', async (tick) => {
    const plane = fakeControlPlane({ delay: 0 });
    const { seen } = watch(plane, { resourceType: PROJECTS });
    await settle();
    plane.create(project('p'), { delay: 1000 });
    plane.create(project('q'), { delay: 1000 });
    assert.equal(plane.remove('p'), true);
    assert.equal(plane.remove('p'), false);
    assert.equal(plane.remove('q', { delay: 50 }), true);
    assert.ok(plane.list()[0].metadata.deletionTimestamp);
    tick(50);
    assert.deepEqual(seen, ['ADDED p', 'ADDED q', 'DELETED p', 'MODIFIED q', 'DELETED q']);
    tick(1000);
    assert.equal(seen.length, 5);
  });

  timed('lets a subscriber remove what it has just been told of', async (tick) => {
    const plane = fakeControlPlane({ delay: 10 });
    const { seen } = watch(plane, { resourceType: PROJECTS });
    plane.subscribe({ resourceType: PROJECTS }, ({ type }) => type === 'ADDED' && plane.remove('p'));
    await settle();
    assert.equal(plane.create(project('p')).metadata.deletionTimestamp, undefined);
    tick(10);
    assert.deepEqual(seen, ['ADDED p', 'DELETED p']);
  });

  timed('refuses a taken name with 409 and an object without one with a TypeError', () => {
    const plane = fakeControlPlane();
    plane.create(project('p'), { orgId: 'acme' });
    assert.throws(() => plane.create(project('p'), { orgId: 'acme' }), {
      code: 409,
      reason: 'AlreadyExists',
    });
    assert.throws(() => plane.create({ kind: 'Project' }), { name: 'TypeError', message: /metadata\.name/ });
    assert.match(plane.create({ metadata: { generateName: 'p-' } }).metadata.name, /^p-[a-z0-9]{5}$/);
    plane.stop();
  });

  timed('draws the same delays and uids from the same seed, within the bounds', (tick) => {
    const run = (seed) => {
      const plane = fakeControlPlane({ seed, delay: [100, 200] });
      const started = Date.now();
      const ready = [];
      const uids = ['a', 'b', 'c'].map((name) => plane.create(project(name)).metadata.uid);
      for (let passed = 0; passed < 200; passed += 1) {
        tick(1);
        for (const { metadata, status } of plane.list()) {
          if (status?.conditions[0].status === 'True') ready.push(`${metadata.name} ${Date.now() - started}`);
        }
      }
      plane.stop();
      return {
        uids,
        firsts: ['a', 'b', 'c'].map((name) => Number(ready.find((at) => at[0] === name).slice(2))),
      };
    };
    const one = run(5);
    assert.deepEqual(run(5), one);
    assert.notDeepEqual(run(6), one);
    assert.ok(
      one.firsts.every((at) => at >= 100 && at <= 200),
      String(one.firsts),
    );
  });

  timed('knows further resources by option', (tick) => {
    const plane = fakeControlPlane({
      delay: 10,
      resources: {
        'apis/example.com/v1/widgets': { kind: 'Widget', conditions: ['Warm', 'Ready'], namespace: 'ns' },
      },
    });
    plane.create({ kind: 'Widget', metadata: { name: 'w' } });
    tick(10);
    const [{ apiVersion, metadata, status }] = plane.list({ resourceType: 'apis/example.com/v1/widgets' });
    assert.deepEqual(
      [apiVersion, metadata.namespace, status.conditions.map(({ type }) => type)],
      ['example.com/v1', 'ns', ['Warm', 'Ready']],
    );
  });

  timed('shows an object wherever it is to a watch of no namespace', async () => {
    const plane = fakeControlPlane({ delay: 10, resources: { 'apis/x.io/v1/widgets': { kind: 'Widget' } } });
    plane.create({ kind: 'Widget', metadata: { name: 'w' } }, { projectId: 'p', namespace: '' });
    plane.create({ kind: 'Widget', metadata: { name: 'v', namespace: 'n' } }, { projectId: 'p' });
    const watched = { resourceType: 'apis/x.io/v1/widgets', projectId: 'p', namespace: '' };
    const { items } = await plane.read(watched);
    assert.deepEqual(
      items.map(({ metadata }) => [metadata.name, metadata.namespace]),
      [
        ['w', undefined],
        ['v', 'n'],
      ],
    );
    assert.equal((await plane.read({ ...watched, namespace: 'n' })).items.length, 1);
  });

  timed('hands out copies', async () => {
    const plane = fakeControlPlane();
    const mine = project('p');
    plane.create(mine).metadata.name = 'changed';
    mine.metadata.name = 'changed';
    plane.list()[0].metadata.name = 'changed';
    assert.equal(plane.list()[0].metadata.name, 'p');
    plane.stop();
  });

  it('leaves no timer when objects have arrived, and none once it is stopped', async () => {
    const live = new Set();
    const { setTimeout, clearTimeout } = globalThis;
    globalThis.setTimeout = (callback, ...rest) => {
      const timer = setTimeout(
        () => {
          live.delete(timer);
          callback();
        },
        ...rest,
      );
      live.add(timer);
      return timer;
    };
    globalThis.clearTimeout = (timer) => {
      live.delete(timer);
      clearTimeout(timer);
    };
    try {
      const plane = fakeControlPlane({ delay: 5 });
      plane.create(project('p'));
      assert.ok(live.size > 0);
      await new Promise((resolve) => setTimeout(resolve, 60));
      assert.equal(live.size, 0);
      plane.create(project('q'));
      plane.stop();
      assert.equal(live.size, 0);
      plane.create(project('r'));
      assert.equal(live.size, 0);
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout });
    }
  });

  it('throws a TypeError for a delay or a failure that is none', () => {
    assert.throws(
      () => fakeControlPlane({ delay: '5s' }),
      /delay: expected milliseconds or \[min, max\], got "5s"/,
    );
    assert.throws(() => fakeControlPlane({ delay: [5, 1] }), TypeError);
    assert.throws(
      () => fakeControlPlane().create(project('p'), { failure: 5 }),
      /failure: expected a reason/,
    );
  });
});

describe('waits on these sources, under fake timers', () => {
  const timed = (title, body) =>
    it(title, async () => {
      mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_700_000_000_000 });
      try {
        await body(async (milliseconds) => {
          await settle();
          mock.timers.tick(milliseconds);
          await settle();
        });
      } finally {
        mock.timers.reset();
      }
    });

  timed('a task creates a project and completes when it is ready', async (pass) => {
    const source = fakeControlPlane({ delay: 3000 });
    const queue = new TaskQueue();
    const { id, promise } = queue.enqueue({
      title: 'Create project',
      processor: (ctx) => {
        const initial = source.create(project('p'), { orgId: 'acme' });
        return waitForProjectReady('acme', 'p', { task: ctx, initial, source });
      },
    });
    await pass(2000);
    assert.equal(queue.getTask(id).message, 'Provisioning Project');
    await pass(1000);
    const { status, result } = await promise;
    assert.equal(status, 'completed');
    assert.equal(result.uid, source.list()[0].metadata.uid);
    assert.deepEqual(source.subscriptions, []);
    queue.dispose();
  });

  timed('a zone of another project is not taken for this one', async (pass) => {
    const source = fakeControlPlane({ delay: 100 });
    source.create(zone('z'), { projectId: 'other' });
    const wait = waitForDnsZoneReady('mine', 'z', { source, timeout: 50_000 });
    let settled = false;
    wait
      .finally(() => {
        settled = true;
      })
      .catch(() => {});
    await pass(10_000);
    assert.equal(settled, false);
    source.create(zone('z'), { projectId: 'mine' });
    await pass(100);
    assert.equal((await wait).name, 'z');
  });

  timed('a failure is reported with its reason', async (pass) => {
    const source = fakeControlPlane({ delay: 100, failure: { reason: 'QuotaExceeded', message: 'no room' } });
    source.create(zone('z'), { projectId: 'p' });
    const failed = assert.rejects(waitForDnsZoneReady('p', 'z', { source }), {
      name: 'ResourceFailedError',
      reason: 'QuotaExceeded',
      message: /no room/,
    });
    await pass(100);
    await failed;
  });

  timed('a scripted event settles a wait', async (pass) => {
    const source = scriptedSource();
    const wait = waitForWatch({
      resourceType: PROJECTS,
      name: 'p',
      source,
      onEvent: ({ type }) => ({ resolve: type }),
    });
    await pass(0);
    source.emit({ type: 'MODIFIED', object: project('p') }, { name: 'p' });
    assert.equal(await wait, 'MODIFIED');
    assert.deepEqual(source.subscriptions, []);
  });
});
