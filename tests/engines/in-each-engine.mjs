// Defines the same tests for each engine. An engine that is not installed is one test that is skipped, and says what is missing.

import { after, before, describe, test } from 'node:test';

import { ENGINES, missing, startEngine } from './engine.mjs';

/** @param {(engine: import('./engine.mjs').Engine) => void} define Defines tests; in them the engine has been started. */
export function inEachEngine(define) {
  for (const name of ENGINES) {
    const reason = missing(name);
    if (reason !== undefined) test(`in ${name}`, { skip: reason });
    else describe(`in ${name}`, () => defineIn(name, define));
  }
}

function defineIn(name, define) {
  const engine = { name };
  before(async () => {
    Object.assign(engine, await startEngine(name));
  });
  after(() => engine.close?.());
  define(engine);
}
