// Random numbers from a seed, so that a run can be repeated. Never for anything secret.

/** Gives the next number from 0 to 1, 1 excluded. */
export type Random = () => number;

/**
 * A generator that gives the same numbers for the same seed (mulberry32, public domain, by Tommy Ettinger).
 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` random characters of `alphabet`. */
export function characters(random: Random, count: number, alphabet: string): string {
  return Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

/** A random UUID, version 4. */
export function uuid(random: Random): string {
  const hex = characters(random, 32, '0123456789abcdef');
  const variant = characters(random, 1, '89ab');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
