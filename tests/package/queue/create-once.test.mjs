// `createOnce`: an object that is there already counts as created where it is one's own, and nothing else does.
import '../install.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const { createOnce } = await import('taskwatch');

const refusal = (fields) => Object.assign(new Error('refused'), fields);
const failing = (error) => () => {
  throw error;
};

describe('createOnce', () => {
  it('gives what was created, and reads nothing', async () => {
    const read = () => assert.fail('it was read');
    assert.equal(await createOnce({ create: async () => 'new', read, isMine: () => true }), 'new');
  });

  it('takes an object of its own for the one that was refused, or whose answer was lost', async () => {
    for (const error of [
      refusal({ status: 409 }),
      refusal({ code: 409, reason: 'AlreadyExists' }),
      refusal({ response: { status: 409, data: { reason: 'AlreadyExists' } } }),
      refusal({ status: 504 }),
      refusal({ code: 'ECONNRESET' }),
      new TypeError('Failed to fetch'),
    ]) {
      const made = createOnce({
        create: failing(error),
        read: async () => 'mine',
        isMine: (it) => it === 'mine',
      });
      assert.equal(await made, 'mine');
    }
  });

  it('passes on the refusal where the object is not there, is not its own, or cannot be read', async () => {
    const error = refusal({ status: 409 });
    for (const read of [() => undefined, () => null, () => 'other', failing(refusal({ status: 404 }))])
      await assert.rejects(
        createOnce({ create: failing(error), read, isMine: (it) => it === 'mine' }),
        (it) => it === error,
      );
  });

  it('passes on every other refusal unread', async () => {
    for (const fields of [{ status: 403 }, { code: 422 }, { status: 409, reason: 'Conflict' }]) {
      const error = refusal(fields);
      const read = () => assert.fail('it was read');
      await assert.rejects(
        createOnce({ create: failing(error), read, isMine: () => true }),
        (it) => it === error,
      );
    }
  });

  it('rejects for what is no function', async () => {
    await assert.rejects(createOnce({ create: 3, read() {}, isMine() {} }), {
      name: 'TypeError',
      message: /create/,
    });
    await assert.rejects(createOnce(), TypeError);
  });
});
