// localStorage and IndexedDB as a browser has them: tabs that share them, a tab that dies, a quota that is reached,
// an origin that may not store.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { useBarePage } from './bare-page.mjs';
import { eventually } from './console.mjs';
import { playRace, RACES } from './storage-races.mjs';

const bare = useBarePage();

/** Pages of one browser profile. */
const inOneProfile = (use) => bare.inOneProfile((context, newPage) => use(newPage, context));

const shown = (page) => page.evaluate(() => shown());
const showsSoon = (page, ...expected) =>
  eventually(async () => assert.deepEqual(await shown(page), expected));

for (const storageType of ['local', 'indexeddb']) {
  describe(`tabs over ${storageType}`, () => {
    const open = (page) => page.evaluate((storageType) => void globalThis.open({ storageType }), storageType);

    it('show a task of a tab that lives as it changes, and as failed only once that tab is gone', () =>
      inOneProfile(async (newPage) => {
        const [one, other] = [await newPage(), await newPage()];
        await open(one);
        await open(other);
        await one.evaluate(
          () =>
            void queue.enqueue({
              title: 'of one',
              processor: (ctx) => {
                globalThis.ctx = ctx;
                return hang();
              },
            }),
        );
        await showsSoon(other, 'of one running');
        await one.evaluate(() => ctx.setMessage('going on'));
        await eventually(async () =>
          assert.equal(await other.evaluate(() => queue.getSnapshot()[0].message), 'going on'),
        );
        const late = await newPage();
        await open(late);
        await showsSoon(late, 'of one running');
        await sleep(500);
        assert.deepEqual([await shown(other), await shown(late)], [['of one running'], ['of one running']]);
        assert.deepEqual(
          await other.evaluate(() => {
            queue.cancelAll();
            return [queue.size, queue.running, ...shown()];
          }),
          [0, 0, 'of one running'],
        );
        await crash(one);
        await showsSoon(other, 'of one failed');
        await showsSoon(late, 'of one failed');
        const { message, retryable, interrupted } = await other.evaluate(() => ({
          ...queue.getSnapshot()[0],
          message: queue.getSnapshot()[0].failedItems[0].message,
        }));
        assert.match(message, /page was closed.*outcome is unknown/);
        assert.deepEqual([retryable, interrupted], [false, true]);
      }));

    it('find after a reload what had ended, and as failed what had not', () =>
      inOneProfile(async (newPage) => {
        const page = await newPage();
        await open(page);
        await page.evaluate(async () => {
          await queue.enqueue({
            title: 'ended',
            items: [0, 'a', 'a'],
            processItem: () => 0,
            metadata: { lone: '\ud800' },
          }).promise;
          queue.enqueue({ title: 'not ended', processor: hang });
          await new Promise((resolve) => setTimeout(resolve, 100));
        });
        await page.reload();
        await page.waitForFunction(() => typeof globalThis.shown === 'function');
        await open(page);
        await showsSoon(page, 'ended completed', 'not ended failed');
        assert.ok(await page.evaluate(() => queue.getSnapshot()[0].metadata.lone === '\ud800'));
        assert.deepEqual(
          await page.evaluate(() =>
            queue.completionInfo(queue.getSnapshot()[0].id).items.map(({ status }) => status),
          ),
          Array(3).fill('succeeded'),
        );
      }));

    it('that write at the same time lose no task of each other', () =>
      inOneProfile(async (newPage) => {
        const pages = [await newPage(), await newPage(), await newPage()];
        for (const page of pages) await open(page);
        await Promise.all(
          pages.map((page) =>
            page.evaluate(async () => {
              for (let at = 0; at < 200; at++) {
                await queue.enqueue({ title: 't', processor: async () => {} }).promise;
                if (at % 10 === 0) await new Promise((resolve) => setTimeout(resolve));
              }
            }),
          ),
        );
        const fresh = await newPage();
        await open(fresh);
        for (const page of [...pages, fresh]) {
          await eventually(async () =>
            assert.equal((await shown(page)).filter((text) => text === 't completed').length, 600),
          );
        }
      }));

    it('let a dismissed task vanish everywhere', () =>
      inOneProfile(async (newPage) => {
        const [one, other] = [await newPage(), await newPage()];
        await open(one);
        await open(other);
        await one.evaluate(() => queue.enqueue({ title: 'a', processor: () => {} }).promise);
        await showsSoon(other, 'a completed');
        await one.evaluate(() => queue.dismissAll());
        await showsSoon(other);
        assert.deepEqual(await one.evaluate(() => [queue.persistence, said]), ['ok', []]);
      }));

    it('let go of their lock with dispose', () =>
      inOneProfile(async (newPage) => {
        const page = await newPage();
        await open(page);
        const locks = () =>
          page.evaluate(async () => {
            const { held, pending } = await navigator.locks.query();
            return held.length + pending.length;
          });
        assert.equal(await locks(), 0);
        await page.evaluate(() => void queue.enqueue({ title: 'a', processor: hang }));
        assert.equal(await locks(), 1);
        await page.evaluate(() => queue.dispose());
        assert.equal(await locks(), 0);
      }));

    it('find ten thousand tasks', { timeout: 60_000 }, (t) =>
      inOneProfile(async (newPage) => {
        const page = await newPage();
        await open(page);
        await page.evaluate(async () => {
          await Promise.all(
            Array.from(
              { length: 10_000 },
              () => queue.enqueue({ title: 'kept', processor: () => {} }).promise,
            ),
          );
        });
        const fresh = await newPage();
        // Until the last is there.
        const milliseconds = await fresh.evaluate(async (storageType) => {
          for (;;) {
            const began = performance.now();
            globalThis.open({ storageType });
            for (let at = 0; at < 500 && queue.getSnapshot().length === 0; at++)
              await new Promise((resolve) => setTimeout(resolve));
            const took = performance.now() - began;
            if (queue.getSnapshot().length === 10_000) return took;
            queue.dispose();
          }
        }, storageType);
        assert.equal(await page.evaluate(() => queue.persistence), 'ok');
        t.diagnostic(`${storageType}: a new queue finds 10,000 tasks in ${milliseconds.toFixed(0)} ms`);
      }),
    );
  });
}

/** In a page: holds a transaction until `letGo()` is called. Resolves once that has begun. */
function useDatabase() {
  return new Promise((resolve) => {
    const request = indexedDB.open('taskwatch');
    request.onsuccess = () => {
      const database = request.result;
      const tasks = database.transaction('tasks', 'readwrite').objectStore('tasks');
      let isLetGo = false;
      globalThis.letGo = () => {
        isLetGo = true;
      };
      const goOn = () => {
        resolve();
        if (isLetGo) database.close();
        else tasks.count().onsuccess = goOn;
      };
      tasks.count().onsuccess = goOn;
    };
  });
}

describe('no task that completed is closed as interrupted:', () => {
  // `make fuzz-tabs` plays all races, and many rounds of them.
  const played = ['local: 3 tabs', 'local: 5 tabs', 'indexeddb: 3 tabs', 'indexeddb: a tab'];
  for (const race of RACES.filter(({ name }) => played.some((start) => name.startsWith(start))))
    it(race.name, { timeout: 120_000 }, async () => {
      assert.deepEqual(await playRace(race, 3, bare.inOneProfile), []);
    });

  for (const [title, isWatched] of [
    ['and a third tab shows it', true],
    ['and a later one finds it', false],
  ])
    it(`indexeddb: a tab goes elsewhere while another uses the database, ${title}`, () =>
      inOneProfile(async (newPage) => {
        const [leaving, using] = [await newPage(), await newPage()];
        const open = (page) => page.evaluate(() => void globalThis.open({ storageType: 'indexeddb' }));
        await open(leaving);
        await leaving.evaluate(() => {
          // It takes a while until other pages see a large value in localStorage.
          const result = 'r'.repeat(300_000);
          const processor = () => new Promise((resolve) => (globalThis.end = () => resolve(result)));
          globalThis.ended = queue.enqueue({ title: 't', processor }).promise;
        });
        const watching = await newPage();
        await open(watching);
        await showsSoon(watching, 't running');
        if (!isWatched) await watching.close();
        // A transaction that lasts until the tab has gone, and keeps its write from beginning.
        await using.evaluate(useDatabase);
        await leaving.evaluate(() => {
          globalThis.ended.then(() => (location.href = 'about:blank'));
          globalThis.end();
        });
        await leaving.waitForURL('about:blank');
        await using.evaluate(() => globalThis.letGo());
        const page = isWatched ? watching : await newPage();
        if (!isWatched) await open(page);
        await showsSoon(page, 't completed');
        await sleep(1_000);
        assert.deepEqual(await shown(page), ['t completed']);
      }));
});

describe('fault survived in a browser:', () => {
  const works = (page) =>
    page.evaluate(async () => (await queue.enqueue({ title: 'works', processor: () => 'r' }).promise).result);

  for (const storageType of ['local', 'indexeddb', 'auto']) {
    it(`an origin that may not store (${storageType})`, () =>
      inOneProfile(async (_, context) => {
        const page = await bare.open(context, '/sandboxed');
        await page.evaluate((storageType) => void globalThis.open({ storageType }), storageType);
        assert.equal(await works(page), 'r');
        assert.equal(await works(page), 'r');
        await eventually(async () => assert.equal(await page.evaluate(() => queue.persistence), 'degraded'));
        assert.equal(
          (await page.evaluate(() => said)).filter((text) => text.includes('store failed')).length,
          1,
        );
      }));
  }

  it('localStorage filled to its quota', () =>
    inOneProfile(async (newPage) => {
      const page = await newPage();
      await page.evaluate(async () => {
        open({ storageType: 'local' });
        await queue.enqueue({ title: 'before', processor: () => 1 }).promise;
        let size = 2 ** 22;
        for (let at = 0; size >= 1; at++) {
          try {
            localStorage.setItem(`junk${at}`, 'x'.repeat(size));
          } catch {
            size /= 2;
          }
        }
      });
      assert.equal(await works(page), 'r');
      assert.equal(
        await page.evaluate(async () => {
          for (let at = 0; at < 20; at++)
            await queue.enqueue({
              title: `t${at}`,
              metadata: { text: 'x'.repeat(1000) },
              processor: () => 'r',
            }).promise;
          return queue.getSnapshot().filter(({ result }) => result === 'r').length;
        }),
        21,
      );
      assert.deepEqual(await page.evaluate(() => [queue.persistence, said.length]), ['degraded', 1]);
      await page.reload();
      await page.waitForFunction(() => typeof globalThis.shown === 'function');
      await page.evaluate(() => void open({ storageType: 'local' }));
      assert.equal((await shown(page))[0], 'before completed');
    }));

  it('IndexedDB filled to its quota', () =>
    inOneProfile(async (newPage, context) => {
      const page = await newPage();
      const session = await context.newCDPSession(page);
      await session.send('Storage.overrideQuotaForOrigin', { origin: bare.url, quotaSize: 500_000 });
      await page.evaluate(async () => {
        open({ storageType: 'indexeddb' });
        await queue.enqueue({ title: 'before', processor: () => 1 }).promise;
      });
      assert.equal(
        await page.evaluate(async () => {
          const text = Array.from({ length: 100_000 }, () => Math.random()).join();
          for (let at = 0; at < 5; at++)
            await queue.enqueue({ title: `t${at}`, metadata: { text }, processor: () => 'r' }).promise;
          return queue.getSnapshot().filter(({ result }) => result === 'r').length;
        }),
        5,
      );
      await eventually(async () =>
        assert.deepEqual(await page.evaluate(() => [queue.persistence, said.length]), ['degraded', 1]),
      );
      assert.equal(await works(page), 'r');
      const fresh = await newPage();
      await fresh.evaluate(() => void open({ storageType: 'indexeddb' }));
      await eventually(async () => assert.ok((await shown(fresh)).includes('before completed')));
    }));

  for (const storageType of ['local', 'indexeddb']) {
    it(`the user clears the site's data (${storageType})`, () =>
      inOneProfile(async (newPage, context) => {
        const [page, other] = [await newPage(), await newPage()];
        for (const each of [page, other])
          await each.evaluate((storageType) => void globalThis.open({ storageType }), storageType);
        await page.evaluate(() => queue.enqueue({ title: 'before', processor: () => 1 }).promise);
        await showsSoon(other, 'before completed');
        const session = await context.newCDPSession(page);
        await session.send('Storage.clearDataForOrigin', {
          origin: bare.url,
          storageTypes: 'local_storage,indexeddb',
        });
        await sleep(300);
        assert.equal(await works(page), 'r');
        assert.deepEqual(await shown(page), ['before completed', 'works completed']);
        const fresh = await newPage();
        await fresh.evaluate((storageType) => void globalThis.open({ storageType }), storageType);
        await showsSoon(fresh, 'works completed');
      }));
  }
});

/** Ends a page's process as a crash does. */
async function crash(page) {
  const session = await page.context().newCDPSession(page);
  const crashed = new Promise((resolve) => page.once('crash', resolve));
  session.send('Page.crash').catch(() => {});
  await crashed;
}
