// `storageType: 'auto'`: a client with the commands of Redis if one is ready, else localStorage.
import {
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  only,
  sleep,
  soon,
  statuses,
  until,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useStorage } from './platform.mjs';

/** A client that has nothing but the commands, and counts them. */
function makeClient(entries = [], delay = macrotask) {
  const kept = new Map(entries);
  const commands = [];
  let open = 0;
  const command = (name, act) => async (key, value) => {
    commands.push([name, key, value]);
    open += 1;
    await delay();
    open -= 1;
    return act(key, value);
  };
  return {
    kept,
    commands,
    get open() {
      return open;
    },
    client: {
      get: command('get', (key) => kept.get(key) ?? null),
      set: command('set', (key, value) => {
        assert.equal(typeof value, 'string');
        kept.set(key, value);
        return 'OK';
      }),
      del: command('del', (key) => (kept.delete(key) ? 1 : 0)),
    },
  };
}

const auto = (client, more) => ({ storageType: 'auto', redisClient: client, ...more });

/** Whether all commands have been answered. */
async function quiet(fake) {
  for (let last = -1; last !== fake.commands.length || fake.open > 0; ) {
    last = fake.commands.length;
    for (let turn = 0; turn < 10; turn++) await macrotask();
  }
}

describe('auto', () => {
  it('takes a client that is ready, by its status or without one, and else localStorage', async () => {
    for (const [status, isTaken] of [
      [undefined, true],
      ['ready', true],
      ['connecting', false],
      ['end', false],
      [null, false],
    ]) {
      const storage = useStorage();
      const fake = makeClient();
      if (status !== undefined) fake.client.status = status;
      const queue = makeQueue(auto(fake.client));
      await queue.enqueue({ title: 'a', processor: () => {} }).promise;
      await quiet(fake);
      assert.deepEqual(
        [fake.kept.size > 0, storage.entries.length],
        [isTaken, isTaken ? 0 : 1],
        String(status),
      );
    }
    const storage = useStorage();
    await makeQueue({ storageType: 'auto' }).enqueue({ title: 'a', processor: () => {} }).promise;
    assert.equal(storage.entries.length, 1);
  });

  it('takes localStorage where the status cannot be read', async () => {
    const storage = useStorage();
    const { client } = makeClient();
    Object.defineProperty(client, 'status', {
      get() {
        throw new Error('mine');
      },
    });
    await makeQueue(auto(client)).enqueue({ title: 'a', processor: () => {} }).promise;
    assert.equal(storage.entries.length, 1);
  });

  it('leaves the client alone with another type', async () => {
    const fake = makeClient();
    await makeQueue({ redisClient: fake.client }).enqueue({ title: 'a', processor: () => {} }).promise;
    await sleep(10);
    assert.equal(fake.commands.length, 0);
  });
});

describe('tasks behind a client', () => {
  it('come back with what they had', async () => {
    const fake = makeClient();
    const first = makeQueue(auto(fake.client, { storageKey: 'mine' }));
    await first.enqueue({
      title: 'one',
      items: ['a', 'b'],
      metadata: { m: 1 },
      processItem: (item) => {
        if (item === 'b') throw new Error('b');
      },
    }).promise;
    await first.enqueue({ title: 'two', processor: () => ({ r: 1 }) }).promise;
    first.enqueue({ title: 'three', processor: hang });
    await quiet(fake);
    assert.ok([...fake.kept.keys()].every((key) => key.startsWith('mine')));
    const queue = makeQueue(auto(fake.client, { storageKey: 'mine' }));
    await until(() => queue.getSnapshot().length === 3);
    assert.deepEqual(statuses(queue), ['one failed', 'two completed', 'three failed']);
    const [one, two, three] = queue.getSnapshot();
    assert.deepEqual(
      queue.completionInfo(one.id).items.map(({ status }) => status),
      ['succeeded', 'failed'],
    );
    assert.deepEqual([one.metadata, two.result], [{ m: 1 }, { r: 1 }]);
    assert.match(three.failedItems[0].message, /page.*closed/);
    assert.equal(queue.persistence, 'ok');
  });

  it('are removed when they are dismissed, and leave nothing but the head', async () => {
    const fake = makeClient();
    const first = makeQueue(auto(fake.client));
    await Promise.all(
      Array.from({ length: 200 }, (_, at) => first.enqueue({ title: `${at}`, processor: () => {} }).promise),
    );
    await quiet(fake);
    assert.ok(fake.kept.size > 200);
    first.dispose();
    const queue = makeQueue(auto(fake.client));
    await until(() => queue.getSnapshot().length === 200);
    queue.dismissAll();
    await quiet(fake);
    assert.equal(fake.kept.size, 1);
    assert.deepEqual(JSON.parse([...fake.kept.values()][0]).segments, []);
  });

  it('cost the same however many are kept', async () => {
    const fake = makeClient();
    const queue = makeQueue(auto(fake.client));
    const costOf = async () => {
      await quiet(fake);
      fake.commands.length = 0;
      for (let at = 0; at < 130; at++)
        await queue.enqueue({ title: 'measured', processor: macrotask }).promise;
      await quiet(fake);
      return fake.commands.reduce((sum, [, key, value]) => sum + key.length + (value?.length ?? 0), 0) / 130;
    };
    const before = await costOf();
    await Promise.all(
      Array.from({ length: 5000 }, () => queue.enqueue({ title: 'kept', processor: () => {} }).promise),
    );
    const after = await costOf();
    assert.ok(after < before * 1.5, `${before} characters a task became ${after}`);
  });

  it('of several queues at once are all found', async () => {
    const fake = makeClient();
    const queues = Array.from({ length: 5 }, () => makeQueue(auto(fake.client)));
    await Promise.all(
      queues.flatMap((queue) =>
        Array.from(
          { length: 100 },
          (_, at) => queue.enqueue({ title: `${at}`, processor: () => {} }).promise,
        ),
      ),
    );
    await quiet(fake);
    const queue = makeQueue(auto(fake.client));
    await until(() => queue.getSnapshot().length === 500);
  });

  it('are found where the client parses what it stores', async () => {
    const fake = makeClient();
    const first = makeQueue(auto(fake.client));
    await first.enqueue({ title: 'a', processor: () => {} }).promise;
    await quiet(fake);
    const { get } = fake.client;
    const queue = makeQueue(auto({ ...fake.client, get: async (key) => JSON.parse(await get(key)) }));
    await until(() => queue.getSnapshot().length === 1);
    assert.equal(only(queue).status, 'completed');
  });
});

describe('fault survived by a client:', () => {
  const error = new Error('gone');
  const bad = {
    throws: () => {
      throw error;
    },
    rejects: () => Promise.reject(error),
    'gives a thenable that throws': () => ({
      then() {
        throw error;
      },
    }),
  };
  for (const command of ['get', 'set', 'del']) {
    for (const [how, answer] of Object.entries(bad)) {
      it(`${command} ${how}`, async () => {
        const said = listenToConsole();
        const fake = makeClient();
        const queue = makeQueue(auto({ ...fake.client, [command]: answer }));
        const { id, promise } = queue.enqueue({ title: 'a', processor: () => 'r' });
        assert.equal((await soon(promise)).result, 'r');
        await quiet(fake);
        queue.dismiss(id);
        await until(() => queue.persistence === 'degraded');
        assert.equal(said.length, 1);
      });
    }

    it(`${command} throws once: what is written later is found`, async () => {
      listenToConsole();
      const fake = makeClient();
      const act = fake.client[command];
      fake.client[command] = () => {
        fake.client[command] = act;
        throw new Error('no connection');
      };
      const queue = makeQueue(auto(fake.client));
      let finish;
      const processor = () => new Promise((resolve) => (finish = resolve));
      const { promise } = queue.enqueue({ title: 'a', processor });
      await quiet(fake);
      finish();
      await promise;
      await quiet(fake);
      const next = makeQueue(auto(fake.client));
      await until(() => next.getSnapshot()[0]?.status === 'completed');
    });

    it(`${command} hangs`, async () => {
      const queue = makeQueue(auto({ ...makeClient().client, [command]: hang }));
      for (let at = 0; at < 10; at++) {
        const { id, promise } = queue.enqueue({ title: 'a', processor: () => 'r' });
        assert.equal((await soon(promise)).result, 'r');
        queue.dismiss(id);
      }
      queue.dispose();
    });
  }

  it('corrupt entries are left alone and reported once, and the others are shown', async () => {
    const fake = makeClient();
    const first = makeQueue(auto(fake.client));
    const ids = [];
    for (let at = 0; at < 4; at++) {
      const { id, promise } = first.enqueue({ title: `${at}`, processor: () => {} });
      ids.push(id);
      await promise;
    }
    await quiet(fake);
    const keyOf = (id) => [...fake.kept.keys()].find((key) => key.endsWith(id));
    fake.kept.set(keyOf(ids[1]), '{"v":1');
    fake.kept.set(keyOf(ids[2]), JSON.stringify({ v: 99 }));
    const said = listenToConsole();
    const queue = makeQueue(auto(fake.client));
    await until(() => queue.getSnapshot().length === 2);
    queue.dismissAll();
    await quiet(fake);
    assert.deepEqual([fake.kept.get(keyOf(ids[1])), fake.kept.get(keyOf(ids[2]))], ['{"v":1', '{"v":99}']);
    assert.deepEqual([said.length, queue.persistence], [1, 'ok']);
  });

  it('a corrupt index is put aside and reported, and a new one begun', async () => {
    const said = listenToConsole();
    const fake = makeClient([['taskwatch:index', '{corrupt']]);
    const queue = makeQueue(auto(fake.client));
    await queue.enqueue({ title: 'a', processor: () => {} }).promise;
    await quiet(fake);
    assert.equal(said.length, 1);
    assert.ok([...fake.kept.values()].includes('{corrupt'));
    const fresh = makeQueue(auto(fake.client));
    await until(() => fresh.getSnapshot().length === 1);
  });

  it('an index of a newer version is left as it is', async () => {
    const said = listenToConsole();
    const fake = makeClient([['taskwatch:index', '{"v":2,"segments":{}}']]);
    const queue = makeQueue(auto(fake.client));
    await queue.enqueue({ title: 'a', processor: () => {} }).promise;
    await quiet(fake);
    assert.equal(queue.persistence, 'degraded');
    assert.equal(fake.kept.get('taskwatch:index'), '{"v":2,"segments":{}}');
    assert.equal(said.length, 1);
  });
});
