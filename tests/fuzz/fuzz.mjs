// Throws arbitrary objects at everything of the package that judges or adapts one, for a while:
//
//   node tests/fuzz/fuzz.mjs [--seconds 10] [--seed 1] [--inputs 100000]
//
// Half of the inputs are JSON, half are objects that bite. A finding prints the seed that makes it again.
import '../package/install.mjs';
import { inspect } from 'node:util';
import { amountAsked } from './amount.mjs';
import { makeHostile } from './hostile-objects.mjs';
import { plainObject } from './plain-objects.mjs';
import { randomFrom } from './random.mjs';
import { targetsOf } from './targets.mjs';

/** Runs until the time or the inputs are used up; throws at the first finding. Gives the counts of each target. */
export function fuzz(taskwatch, { seconds = Infinity, inputs = Infinity, seed = 1 }) {
  const targets = Object.entries(targetsOf(taskwatch));
  const counts = Object.fromEntries(
    targets.map(([name]) => [name, { inputs: 0, answered: 0, refused: 0, ms: 0 }]),
  );
  const end = performance.now() + seconds * 1000;
  for (let input = 0; input < inputs && performance.now() < end; input += 1) {
    const [object, isPlain] = inputOf(seed + input);
    const before = isPlain ? JSON.stringify(object) : undefined;
    for (const [name, target] of targets) {
      const began = performance.now();
      try {
        counts[name][target(object, isPlain, seed + input)] += 1;
      } catch (cause) {
        throw finding(name, seed + input, object, cause);
      }
      counts[name].ms += performance.now() - began;
      counts[name].inputs += 1;
    }
    if (isPlain && before !== JSON.stringify(object))
      throw finding('all', seed + input, object, new Error('the input was changed'));
  }
  return counts;
}

function finding(name, seed, object, cause) {
  return new Error(`${name} with seed ${seed}: ${cause?.message}\n${inspect(object, { depth: 8 })}`, {
    cause,
  });
}

function inputOf(seed) {
  const random = randomFrom(seed);
  const object = plainObject(random);
  return seed % 2 === 0 || typeof object !== 'object' || object === null
    ? [object, true]
    : [makeHostile(object, random), false];
}

if (process.argv[1] === import.meta.filename) {
  const counts = fuzz(await import('taskwatch'), amountAsked());
  for (const row of Object.values(counts)) row.ms = Math.round(row.ms);
  console.table(counts);
  const total = (key) => Object.values(counts).reduce((sum, row) => sum + row[key], 0);
  console.log(
    `${total('inputs')} inputs, ${total('answered')} answered, ${total('refused')} refused, nothing found`,
  );
}
