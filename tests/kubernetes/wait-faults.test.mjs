// Waits through everything that goes wrong between a console and a real API server. Whatever happened meanwhile, each
// ends with the verdict of the state its object is in, and nothing is held after.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { launchBrowser } from '../e2e/browser.mjs';
import { eventually } from './eventually.mjs';
import { skip, startKubernetes } from './index.mjs';
import { waitInPage, waitInProcess } from './waiting.mjs';
import { planWaits } from './wait-plan.mjs';

const AT_A_TIME = 5;

/**
 * `begin` and `end` of what goes wrong; objects change between the two, and after. `path` selects the requests of this
 * run. `always`: faults from before the waits begin. `isBlind`: nothing is seen before it is over. `ends`: the verdict of
 * every wait, where it is the same for all. `letGoWithin`: how long after the last verdict requests may still be open.
 */
const AT_THE_GATEWAY = {
  'nothing goes wrong': {},
  'the connections are cut': {
    begin: ({ gateway, path }) => gateway.cut({ path }),
  },
  'the streams are ended in order': {
    begin: ({ gateway, path }) => gateway.cut({ path, clean: true }),
  },
  'the connections are cut again and again, at any byte': {
    begin: async ({ gateway, path, random }) => {
      for (let times = 0; times < 6; times++) {
        const cut = gateway.faults.add({ path, count: 1, cutAfter: Math.floor(random() ** 2 * 4000) });
        // An answer that ended before so many bytes leaves a stream behind that nothing disturbs.
        gateway.cut({ path });
        // The pauses between the attempts grow.
        await eventually(() => !gateway.faults.list().some(({ id }) => id === cut), 45_000);
      }
    },
  },
  'nothing arrives for 3 s, then the connections are cut': {
    begin: ({ gateway, path }) => gateway.faults.add({ path, hold: true, forMs: 3_000 }),
    end: async ({ gateway, path }) => {
      await sleep(2_500);
      gateway.cut({ path });
    },
  },
  'streams come byte by byte': {
    always: [
      { split: 1, watch: true },
      { split: 16, watch: false },
    ],
  },
  'streams come late, in pieces of 7 bytes': {
    always: [{ split: 7, delayChunks: 150 }],
  },
  'each request waits for 800 ms': {
    always: [{ delay: 800 }],
    begin: ({ gateway, path }) => gateway.cut({ path }),
  },
  'the first stream goes silent for ever': {
    always: [{ hold: true, count: 2, watch: true }],
    // The watchdog looks after as long as the stream was asked for: minutes.
    speed: 60,
  },
  'a proxy buffers streams in blocks of 64 kB': {
    always: [{ buffer: 65_536, watch: true }],
    speed: 20,
  },
  'a proxy cuts every connection after 60 s': {
    // Three seconds are a minute at this speed.
    always: [{ lastsMs: 3_000 }],
    speed: 20,
  },
  'the first list hangs': {
    always: [{ hold: true, count: 1, watch: false }],
    speed: 10,
    // A read that nobody awaits any more is aborted by the platform's own clock.
    letGoWithin: 35_000,
  },
  '403 for 4 s': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, forMs: 4_000, refuse: { code: 403, message: 'dnszones is forbidden' } });
      gateway.cut({ path });
    },
  },
  '403 for the first 4 s': {
    isBlind: true,
    always: [{ forMs: 4_000, refuse: { code: 403, message: 'dnszones is forbidden' } }],
  },
  '403 for ever': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, refuse: { code: 403, message: 'dnszones is forbidden' } });
      gateway.cut({ path });
    },
    // The grace is half a minute.
    speed: 10,
    ends: 'refused (Forbidden)',
  },
  '401 for 3 s': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, forMs: 3_000, refuse: { code: 401 } });
      gateway.cut({ path });
    },
  },
  '404 of the collections for 3 s': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({
        path: `${path}.*(watch=true|/dnszones\\?|/projects\\?)`,
        forMs: 3_000,
        refuse: { code: 404 },
      });
      gateway.cut({ path });
    },
  },
  '410 as the answer to a watch, twice': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({
        path: `${path}.*watch=true`,
        count: 2,
        refuse: { code: 410, message: 'too old resource version' },
      });
      gateway.cut({ path });
    },
  },
  '429 with Retry-After, five times': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, count: 5, refuse: { code: 429, retryAfter: 1 } });
      gateway.cut({ path });
    },
  },
  '503 with Retry-After, five times': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, count: 5, refuse: { code: 503, retryAfter: 1 } });
      gateway.cut({ path });
    },
  },
  '500 for 3 s': {
    begin: ({ gateway, path }) => {
      gateway.faults.add({ path, forMs: 3_000, refuse: { code: 500 } });
      gateway.cut({ path });
    },
  },
  'more collections than streams': {
    projects: 6,
    begin: ({ gateway, path }) => gateway.cut({ path }),
  },
};

/** These go wrong for everybody, so one at a time. */
const AT_THE_SERVER = {
  'the server is asked to end and comes back': {
    begin: ({ controlPlane }) => controlPlane.restart({ signal: 'SIGTERM' }),
  },
  'the server crashes and is away for 2 s': {
    begin: ({ controlPlane }) => controlPlane.restart({ signal: 'SIGKILL', down: 2_000 }),
  },
  'the server crashes three times': {
    begin: async ({ controlPlane }) => {
      for (let times = 0; times < 3; times++) await controlPlane.restart({ signal: 'SIGKILL' });
    },
  },
  'etcd is compacted, and no watch can be resumed': {
    begin: async (run) => {
      const { controlPlane, gateway, path } = run;
      // Nobody hears of what is written while the streams hold, and what was heard last is forgotten.
      const hold = gateway.faults.add({ path, hold: true });
      run.hiddenFromStreams = async () => {
        await controlPlane.compact();
        await controlPlane.restart({ signal: 'SIGKILL' });
        gateway.faults.remove(hold);
      };
    },
    end: (run) => run.hiddenFromStreams(),
  },
};

const again = (...names) =>
  Object.fromEntries(names.map((name) => [`${name}, in a page`, AT_THE_GATEWAY[name]]));

/** In Chromium: some of those above, and what only a browser has. */
const IN_A_PAGE = {
  ...again(
    'nothing goes wrong',
    'the connections are cut again and again, at any byte',
    'streams come late, in pieces of 7 bytes',
    'the first stream goes silent for ever',
    'a proxy buffers streams in blocks of 64 kB',
    'a proxy cuts every connection after 60 s',
    '403 for 4 s',
    'more collections than streams',
  ),
  'the page is frozen for 4 s': {
    begin: ({ page }) => setLifecycle(page, 'frozen'),
    end: async ({ page }) => {
      await sleep(4_000);
      await setLifecycle(page, 'active');
    },
  },
  'the page is offline for 4 s': {
    begin: async ({ page, gateway, path }) => {
      await page.context().setOffline(true);
      gateway.cut({ path });
    },
    end: async ({ page }) => {
      await sleep(4_000);
      await page.context().setOffline(false);
    },
  },
};

const FAULTS = { ...AT_THE_GATEWAY, ...AT_THE_SERVER, ...IN_A_PAGE };

describe('waits through faults', () => {
  /** @type {Awaited<ReturnType<typeof startKubernetes>>} */
  let kubernetes;
  let browser;
  const results = [];

  before(async () => {
    if (!skip) kubernetes = await startKubernetes({ reconciler: false });
  });
  after(async () => {
    await (await browser)?.close();
    await kubernetes?.stop();
    print(results.flat());
  });

  describe('at the gateway and in a page', { concurrency: AT_A_TIME }, () => {
    for (const name of Object.keys({ ...AT_THE_GATEWAY, ...IN_A_PAGE }))
      test(name, { skip, timeout: 240_000 }, () => runFault(name));
  });
  describe('at the server', () => {
    for (const name of Object.keys(AT_THE_SERVER))
      test(name, { skip, timeout: 240_000 }, () => runFault(name));
  });

  const theBrowser = () => (browser ??= launchBrowser());

  async function runFault(name) {
    const index = Object.keys(FAULTS).indexOf(name);
    const fault = FAULTS[name];
    const id = `f${index}`;
    const run = {
      gateway: kubernetes.gateway,
      controlPlane: kubernetes.controlPlane,
      path: `/(projects|organizations)/${id}(-\\d)?/`,
      random: seeded(index),
    };
    const objects = planWaits(kubernetes, id, fault);
    await Promise.all(objects.map((object) => object.before?.()));
    for (const { watch, ...effect } of fault.always ?? []) {
      run.gateway.faults.add({
        ...effect,
        path:
          watch === undefined
            ? run.path
            : `${run.path}.*${watch ? 'watch=true' : '(dnszones|projects)(\\?(?!.*watch=true)|$)'}`,
      });
    }

    const began = Date.now();
    const given = {
      url: kubernetes.url,
      waits: objects.map(({ wait }) => wait),
      scopes: run.path,
      speed: fault.speed ?? 1,
      letGoWithin: fault.letGoWithin,
    };
    const waiting = name in IN_A_PAGE ? await waitInPage(await theBrowser(), given) : waitInProcess(given);
    run.page = waiting.page;
    await waiting.hasSeen(fault.isBlind ? 0 : objects.filter((object) => object.before).length);
    const begun = fault.begin?.(run);
    const changedAt = new Map();
    const change = async ({ wait }, what) => {
      await what?.();
      if (what !== undefined) changedAt.set(wait.id, Date.now());
    };
    await Promise.all([begun, ...objects.map((object) => change(object, object.during))]);
    await fault.end?.(run);
    const overAt = Date.now();
    await Promise.all(objects.map((object) => change(object, object.after)));
    const { verdicts, verdictAt, held, exit } = await waiting.ended;
    const wrong = objects.filter(({ wait, ends }) => verdicts.get(wait.id) !== (fault.ends ?? ends));
    const requests = run.gateway.requests.filter(({ url }) => new RegExp(run.path).test(url)).length;
    results[index] = {
      name,
      waits: objects.length,
      right: objects.length - wrong.length,
      held,
      exit,
      requests,
      seconds: (Date.now() - began) / 1000,
      noticed: noticedAfter(verdictAt, changedAt, overAt).map((delay) => (delay * given.speed) / 1000),
    };

    assert.deepEqual(
      Object.fromEntries(wrong.map(({ wait }) => [wait.id, verdicts.get(wait.id)])),
      Object.fromEntries(wrong.map(({ wait, ends }) => [wait.id, fault.ends ?? ends])),
    );
    assert.deepEqual(held, { subscriptions: 0, timers: 0, requests: 0 });
    assert.equal(exit, 0);
  }
});

/**
 * Milliseconds from the last change of each object, or from the end of what went wrong if that came later, to the verdict;
 * in order.
 */
function noticedAfter(verdictAt, changedAt, overAt) {
  return [...changedAt]
    .filter(([id]) => verdictAt.has(id))
    .map(([id, at]) => Math.max(0, verdictAt.get(id) - Math.max(at, overAt)))
    .sort((a, b) => a - b);
}

async function setLifecycle(page, state) {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state });
}

function print(results) {
  const rows = [
    [
      'what goes wrong',
      'waits',
      'right',
      'subscriptions',
      'timers',
      'streams',
      'exit',
      'requests',
      'seconds',
      'noticed after (median)',
      '(at most)',
    ],
  ];
  for (const { name, waits, right, held = {}, exit, requests, seconds, noticed } of results) {
    rows.push(
      [
        name,
        waits,
        right,
        held.subscriptions,
        held.timers,
        held.requests,
        exit,
        requests,
        seconds.toFixed(1),
        `${noticed[noticed.length >> 1]?.toFixed(1)} s`,
        `${noticed.at(-1)?.toFixed(1)} s`,
      ].map(String),
    );
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
        .join('  '),
    );
  const sum = (of) => results.reduce((total, result) => total + of(result), 0);
  const leaked = sum(
    ({ held = {} }) => (held.subscriptions ?? 0) + (held.timers ?? 0) + (held.requests ?? 0),
  );
  console.log(
    `${results.length} faults, ${sum(({ waits }) => waits)} waits, ${sum(({ right }) => right)} right, ${leaked} leaked`,
  );
}

/** mulberry32: the same bytes each time. */
function seeded(seed) {
  let state = seed + 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
