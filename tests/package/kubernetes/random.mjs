// Dice with a seed, so that what they found can be found again.

/** Numbers from 0 up to 1 (mulberry32), and what is made of them. */
export function dice(seed) {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(roll() * limit);
  return { roll, below, pick: (list) => list[below(list.length)], isLucky: (chance) => roll() < chance };
}
