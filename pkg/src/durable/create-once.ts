// `createOnce`: accepts an existing object in place of the one to create, if it is one's own. Calls only the caller's
// three functions.

import { wrong } from '../../../src/web/shared/options.js';
import type * as Public from '../../types/index.d.ts';

export const createOnce: typeof Public.createOnce = async (options) => {
  if (typeof options !== 'object' || options === null) throw wrong('options', 'an object', options);
  const { create, read, isMine } = options;
  for (const [name, value] of Object.entries({ create, read, isMine }))
    if (typeof value !== 'function') throw wrong(name, 'a function', value);
  try {
    return await create();
  } catch (error) {
    if (!mayExist(error)) throw error;
    const found = await Promise.resolve()
      .then(read)
      .catch(() => undefined);
    if (found === undefined || found === null || !(await isMine(found))) throw error;
    return found;
  }
};

/** Whether the object may exist although `create` was refused or failed: it existed before, or the answer was lost. */
function mayExist(error: unknown): boolean {
  const status = numberAmong(error, ['status', 'code', 'statusCode']);
  if (status === 409) {
    const reason = textAmong(error, ['reason']);
    return reason === undefined || reason === 'AlreadyExists';
  }
  // Not an answer of the API itself: the network failed, or a proxy gave up.
  return status === undefined || status < 200 || status === 408 || status >= 500;
}

/** Clients put the API's `Status`, or parts of it, in different places. */
const PLACES = ['body', 'data', 'response', 'cause'];

function numberAmong(error: unknown, names: readonly string[]): number | undefined {
  const found = among(error, names, (value) => typeof value === 'number');
  return typeof found === 'number' ? found : undefined;
}

function textAmong(error: unknown, names: readonly string[]): string | undefined {
  const found = among(error, names, (value) => typeof value === 'string');
  return typeof found === 'string' ? found : undefined;
}

function among(
  error: unknown,
  names: readonly string[],
  isIt: (value: unknown) => boolean,
  depth = 0,
): unknown {
  if (error === null || typeof error !== 'object' || depth > 2) return undefined;
  try {
    for (const name of names) {
      const value: unknown = Reflect.get(error, name);
      if (isIt(value)) return value;
    }
    for (const place of PLACES) {
      const value = among(Reflect.get(error, place), names, isIt, depth + 1);
      if (value !== undefined) return value;
    }
  } catch {
    // It cannot be read, and so says nothing.
  }
  return undefined;
}
