// @ts-nocheck
// Random numbers that a seed decides, so that a run can be repeated. Never for anything secret.

/** Gives a function of numbers from 0 to 1 (mulberry32, public domain, by Tommy Ettinger). */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many characters of the alphabet. */
export function characters(random, count, alphabet) {
  return Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

/** A UUID of version 4. */
export function uuid(random) {
  const hex = characters(random, 32, '0123456789abcdef');
  const variant = '89ab'[Math.floor(random() * 4)];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
