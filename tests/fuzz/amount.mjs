import { parseArgs } from 'node:util';

/** How much the command line asks for, `--seconds 10 --inputs 5000`, and of which `--seed`; prints the seed. */
export function amountAsked() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '10' },
      seed: { type: 'string' },
      inputs: { type: 'string', default: 'Infinity' },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1e9);
  console.log(`from seed ${seed}`);
  return { seconds: Number(values.seconds), inputs: Number(values.inputs), seed };
}
