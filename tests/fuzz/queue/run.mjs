// Runs scenarios until a number of operations is done; a failing one is shortened and printed with its seed.
import fc from 'fast-check';
import { play } from './play.mjs';
import { scenario } from './scenarios.mjs';

const CASES_AT_ONCE = 100;

/** Rejects with the shortest scenario that fails. Gives counts. */
export async function fuzzQueue(
  { TaskQueue },
  { operations = Infinity, seconds = Infinity, seed = 1, path },
) {
  const counts = { operations: 0, nested: 0, callbacks: 0, scenarios: 0, tasks: 0, reopened: 0, degraded: 0 };
  const end = performance.now() + seconds * 1000;
  for (let at = 0; counts.operations < operations && performance.now() < end; at += 1) {
    const given = { seed: seed + at, numRuns: CASES_AT_ONCE, path: at === 0 ? path : undefined };
    const property = fc.asyncProperty(scenario, async (drawn) => {
      counts.scenarios += 1;
      await play(TaskQueue, structuredClone(drawn), counts);
    });
    const details = await fc.check(property, given);
    if (details.failed)
      throw new Error(
        `queue with seed ${details.seed}, path ${details.counterexamplePath}:\n${say(details.counterexample[0])}\n${details.errorInstance?.message}`,
        { cause: details.errorInstance },
      );
  }
  return counts;
}

/** A line for each step. */
function say({ config, store, steps }) {
  return [
    `config ${JSON.stringify(config)}`,
    `store ${JSON.stringify(store)}`,
    ...steps.map((step) => JSON.stringify(step)),
  ].join('\n');
}
