// What can be tried on a queue, drawn at random by fast-check, so that what fails can be made short.
import fc from 'fast-check';

const pick = fc.nat(40);
/** So many times as often as nothing. */
const some = (arbitrary, weight = 1) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight, arbitrary });
const from = (...values) => fc.constantFrom(...values);

/** Only fields that are given: what shrinks away is not there. */
const record = (fields) => fc.record(fields, { requiredKeys: [] });

const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ act: from('succeed', 'fail'), id: from(undefined, 'a', 'b', 'c', 'zz') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ act: from('message', 'title', 'result', 'progress'), value: fc.nat(3) }),
  },
);

const end = from(
  'deferred',
  'deferred',
  'deferred',
  'hang',
  'return',
  'void',
  'throw',
  'resolved',
  'rejected',
);

const retry = fc.record({
  attempts: fc.integer({ min: 1, max: 3 }),
  retryAfter: from(undefined, undefined, 70),
  says: from('yes', 'yes', 'no', 'throws'),
});

const spec = record({
  end,
  acts: fc.array(act, { maxLength: 2 }),
  items: from(undefined, undefined, [], ['a'], ['a', 'b'], ['a', 'b', 'c']),
  isItemwise: fc.boolean(),
  itemConcurrency: from(1, 2),
  errorStrategy: from('continue', 'stop'),
  timeout: from(undefined, 0, 50, 200, 60_000, 2_592_000_000),
  totalTimeout: from(undefined, 90, 400),
  priority: from(0, 0, 1, -1),
  key: from(undefined, 'k', 'l'),
  group: from(undefined, 'g'),
  dedupeKey: from(undefined, undefined, undefined, 'd'),
  retry: some(retry),
  hasSignal: fc.boolean(),
  isGetter: fc.boolean(),
  isLateRead: fc.boolean(),
});

/** What can be done anywhere, from inside callbacks too. */
const plain = [
  [10, fc.record({ op: from('enqueue'), spec })],
  [8, fc.record({ op: from('settle'), pick, ok: fc.boolean() })],
  [4, fc.record({ op: from('act'), pick, act })],
  [3, fc.record({ op: from('cancel'), pick, way: from('queue', 'handle', 'signal') })],
  [3, fc.record({ op: from('retry'), pick })],
  [2, fc.record({ op: from('dismiss'), pick })],
  [
    1,
    fc.record({
      op: from('cancelAll'),
      status: from(undefined, 'pending', 'running'),
      group: from(undefined, 'g'),
    }),
  ],
  [1, fc.record({ op: from('dismissAll') })],
  [1, fc.record({ op: from('setPriority'), pick, priority: fc.integer({ min: -1, max: 2 }) })],
  [1, fc.record({ op: from('pause'), isDraining: fc.boolean() })],
  [1, fc.record({ op: from('resume') })],
  [1, fc.record({ op: from('setConcurrency'), concurrency: fc.integer({ min: 1, max: 3 }) })],
  [1, fc.record({ op: from('onIdle', 'onEmpty') })],
  [1, fc.record({ op: from('change', 'ready', 'answerLate') })],
  [4, fc.record({ op: from('pass'), ms: from(0, 1, 30, 50, 100, 250) })],
].map(([weight, arbitrary]) => ({ weight, arbitrary }));

const rare = [
  [1, fc.record({ op: from('suspend'), ms: from(100, 20_000, 50_000, 400_000) })],
  [2, fc.record({ op: from('network'), isOnline: fc.boolean() })],
  [1, fc.record({ op: from('setBack'), ms: from(10, 5_000, 100_000) })],
  [
    1,
    fc.record({
      op: from('outside'),
      kind: from('put', 'remove', 'change'),
      pick: fc.nat(3),
      status: from('completed', 'failed', 'running', 'pending'),
    }),
  ],
].map(([weight, arbitrary]) => ({ weight, arbitrary }));

const endings = [{ weight: 1, arbitrary: fc.record({ op: from('dispose', 'reopen', 'reopen after loss') }) }];

const inside = fc.oneof(
  { weight: 40, arbitrary: fc.oneof(...plain) },
  { weight: 1, arbitrary: fc.record({ op: from('dispose') }) },
);
const nested = fc.array(fc.record({ skip: fc.nat(3), step: inside }), { maxLength: 3 });

const step = fc
  .tuple(
    fc.oneof(
      { weight: 50, arbitrary: fc.oneof(...plain) },
      { weight: 5, arbitrary: fc.oneof(...rare) },
      ...endings,
    ),
    some(nested, 1),
  )
  .map(([given, within]) =>
    within === undefined || within.length === 0 ? given : { ...given, inside: within },
  );

const config = record({
  concurrency: fc.integer({ min: 1, max: 3 }),
  cancelGrace: from(0, 50, 5000, Infinity),
  defaultTimeout: from(300_000, 0, 120),
  isPaused: from(false, false, true),
  historyLimit: from(Infinity, Infinity, Infinity, 0, 2),
  rateLimit: some(fc.record({ limit: from(1, 2), interval: from(40, 100) }), 1),
});

const fault = from(
  'none',
  'none',
  'none',
  'throw',
  'reject',
  'late reject',
  'late',
  'hang',
  'garbage',
  'lose',
  'odd thenable',
);
const store = some(
  record({
    plan: fc.oneof(
      fc.constant([]),
      fc.array(from('none', 'late'), { maxLength: 60, size: 'max' }),
      fc.array(fault, { maxLength: 60, size: 'max' }),
    ),
    isAsync: fc.boolean(),
    isShared: fc.boolean(),
    hasReady: fc.boolean(),
    isReadOnly: from(false, false, false, false, false, true),
    entries: fc.array(from('completed', 'failed', 'running', 'pending', 'broken'), { maxLength: 3 }),
  }),
  6,
);

/** A queue, its store, and what becomes of them. */
export const scenario = fc.record({
  config,
  store,
  steps: fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
});
