// Whether a view says what the model says.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

export function assertSame(view, expected, prefix, what) {
  for (const field of Object.keys(expected)) {
    if (field !== 'label')
      assert.deepEqual(view[field], wanted(expected, field, prefix), `${field} of ${what}`);
  }
  assert.ok(Object.isFrozen(view), `${what} is frozen`);
}

assertSame.isSame = (view, expected, prefix) => {
  for (const field of Object.keys(expected)) {
    if (field === 'label') continue;
    const value = wanted(expected, field, prefix);
    if (
      !Object.is(view[field], value) &&
      !(typeof value === 'object' && isDeepStrictEqual(view[field], value))
    )
      return false;
  }
  return Object.isFrozen(view);
};

function wanted(expected, field, prefix) {
  return field === 'title' ? `${prefix}${expected.label}${expected.title ?? ''}` : expected[field];
}
