// Objects that are large, or bite when they are read, given to everything that judges or adapts one.
import './install.mjs';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

const taskwatch = await import('taskwatch');
const { AdapterError, computeStatus, defineResource, transformControlPlaneStatus } = taskwatch;

const defined = defineResource({
  resourceType: 'api/v1/things',
  scope: 'project',
  ready: ['Ready'],
  adapt: (object) => object,
});
/** By name, each a function of an object. */
const SUBJECTS = {
  computeStatus,
  'transformControlPlaneStatus of the status': (object) =>
    transformControlPlaneStatus(object.status, { includeConditionDetails: true }),
  'defineResource().verdict': defined.verdict,
  ...Object.fromEntries(Object.entries(taskwatch).filter(([name]) => /^(verdictOf|to)[A-Z]/.test(name))),
};

const judged = Object.entries(SUBJECTS).filter(([name]) => !name.startsWith('to'));

/** An answer, or an `AdapterError` with a path; anything else fails. */
function answers(name, object) {
  try {
    return SUBJECTS[name](object);
  } catch (error) {
    assert.ok(error instanceof AdapterError, `${name}: ${error?.stack}`);
    assert.equal(typeof error.path, 'string');
    return error;
  }
}

const condition = (type, status = 'True', more) => ({
  type,
  status,
  reason: 'Because',
  message: 'why',
  ...more,
});
const object = (status, more) => ({
  metadata: { name: 'one', uid: 'u1', generation: 1, creationTimestamp: '2026-03-05T08:30:00Z' },
  spec: {},
  status,
  ...more,
});

for (const name of Object.keys(SUBJECTS)) {
  describe(name, () => {
    test('answers what lacks fields, has null anywhere, or is of wrong types', () => {
      for (const wrong of [
        undefined,
        null,
        0,
        '',
        'x',
        5n,
        true,
        [],
        {},
        () => {},
        Symbol('s'),
        new Date(),
        new Map(),
      ]) {
        for (const field of ['metadata', 'spec', 'status']) answers(name, { ...object({}), [field]: wrong });
        for (const field of ['conditions', 'observedGeneration', 'phase'])
          answers(name, object({ [field]: wrong }));
        for (const field of ['type', 'status', 'reason', 'message', 'observedGeneration']) {
          answers(
            name,
            object({ conditions: [condition('Ready'), { ...condition('Accepted'), [field]: wrong }] }),
          );
        }
        answers(name, object({ conditions: [wrong, condition('Ready')] }));
        for (const field of [
          'name',
          'uid',
          'generation',
          'deletionTimestamp',
          'creationTimestamp',
          'labels',
          'annotations',
        ]) {
          answers(name, { ...object({}), metadata: { ...object({}).metadata, [field]: wrong } });
        }
      }
    });

    test('answers getters that throw anything, revoked proxies, and frozen and null-prototype objects', () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      for (const thrown of [
        new Error('bites'),
        null,
        undefined,
        'text',
        {
          get message() {
            throw new Error('bites');
          },
        },
      ]) {
        for (const field of ['metadata', 'spec', 'status']) {
          const biting = Object.defineProperty({ ...object({}) }, field, {
            get() {
              throw thrown;
            },
            enumerable: true,
          });
          if (!name.startsWith('transform')) answers(name, biting);
        }
        const status = Object.defineProperty({}, 'conditions', {
          get() {
            throw thrown;
          },
          enumerable: true,
        });
        assert.ok(answers(name, object(status)));
      }
      for (const revoked of [
        object(proxy),
        { ...object({}), metadata: proxy },
        object({ conditions: proxy }),
        object({ conditions: [proxy] }),
      ])
        answers(name, revoked);
      const frozen = Object.freeze(
        Object.assign(Object.create(null), object(Object.freeze({ conditions: Object.freeze([]) }))),
      );
      assert.ok(!(answers(name, frozen) instanceof Error));
    });

    test('leaves keys such as __proto__ data', () => {
      const evil =
        JSON.parse(`{"__proto__": {"polluted": true}, "metadata": {"__proto__": {"polluted": true}, "name": "one",
        "labels": {"__proto__": "x", "constructor": "x"}}, "status": {"__proto__": {"conditions": 5}, "conditions": []}}`);
      assert.ok(!(answers(name, evil) instanceof Error));
      assert.equal({}.polluted, undefined);
    });

    test('answers an object without reading its data, however much there is', () => {
      const reads = [];
      const data = new Proxy({ key: 'value' }, { get: (_, key) => void reads.push(key) });
      const conditions = [condition('Ready'), condition('Accepted'), condition('Programmed')];
      answers(name, object({ conditions }, { data }));
      assert.deepEqual(reads, []);
    });

    test('answers a message of 10 MB', () => {
      const message = 'x'.repeat(10_000_000);
      answers(
        name,
        object({
          conditions: ['Ready', 'Accepted', 'Programmed'].map((type) =>
            condition(type, 'False', { message }),
          ),
        }),
      );
    });

    test('answers 10,000 conditions', () => {
      const conditions = Array.from({ length: 10_000 }, (_, index) => condition(`Type${index}`));
      answers(name, object({ conditions }));
      answers(
        name,
        object({ conditions: conditions.map((one) => ({ ...one, type: 'Ready', status: 'False' })) }),
      );
    });
  });
}

test('a judgement finds the condition that decides behind 10,000 others', () => {
  const others = Array.from({ length: 10_000 }, (_, index) => condition(`Type${index}`));
  const all = [...others, ...['Accepted', 'Programmed', 'Verified', 'Ready'].map((type) => condition(type))];
  for (const [name, judge] of judged) {
    const answer = judge(
      object({
        conditions: all,
        phase: 'Active',
        email: 'a@example.com',
        setupIntent: { clientSecret: 'secret' },
      }),
    );
    assert.ok(
      ['ready', 'success', 'Current'].includes(answer.state ?? answer.status),
      `${name}: ${answer.state ?? answer.status}`,
    );
  }
});

test('an object nested deeper than any stack is answered, for nothing walks it', () => {
  let deep = {};
  for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
  for (const name of Object.keys(SUBJECTS))
    assert.ok(!(answers(name, object({ conditions: [condition('Ready')] }, { deep })) instanceof Error));
});
