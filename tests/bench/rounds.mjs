// Interleaved rounds: everything that is compared takes its turn in each, so that a busy machine slows all alike.

/** `measure(name)` for each name, a number of times after a warm-up: the values by name. */
export async function interleaved(names, rounds, warmUp, measure) {
  const values = new Map(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round + warmUp) % names.length];
      const value = await measure(name);
      if (round >= 0) values.get(name).push(value);
    }
  }
  return values;
}

export function median(values) {
  return quantile(values, 0.5);
}

/** The value that so large a share of the others is below. */
export function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
}

/** The median of what one took of the other, round by round: both met the same load. */
export function ratio(values, others) {
  return median(values.map((value, round) => value / others[round]));
}
