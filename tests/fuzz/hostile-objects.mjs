// What JSON cannot be: objects that bite when they are read.
import { placesOf } from './plain-objects.mjs';

const BITES = [
  () => {
    throw new Error('bites');
  },
  () => {
    throw null;
  },
  () => {
    throw undefined;
  },
  () => {
    throw 'a string';
  },
  () => {
    throw Object.freeze(new TypeError('frozen'));
  },
];

const VALUES = [
  () => 5n,
  () => -(2n ** 70n),
  () => Symbol('s'),
  () => () => {},
  () => NaN,
  () => -0,
  () => Infinity,
  () => new Date(NaN),
  () => new Map(),
  () => new String('True'),
  () => Object.create(null),
  () => revoked({}),
  () => revoked([]),
  () => biting(),
  () => Object.freeze({}),
  () => ({
    toString() {
      throw new Error('bites');
    },
    valueOf() {
      throw new Error('bites');
    },
    toJSON() {
      throw new Error('bites');
    },
  }),
  () => Object.setPrototypeOf({}, biting()),
  () => new Proxy([], {}),
  () => new Uint8Array(3),
  () => 'x'.repeat(100_000),
  () => new Array(1000),
];

/** Changes an object so that reading it may throw, lie or give what JSON has not. */
export function makeHostile(object, random) {
  const places = placesOf(object);
  const changes = 1 + random.below(3);
  for (let change = 0; change < changes && places.length > 0; change += 1) {
    const [owner, key] = random.pick(places);
    const bite = random.chance(0.4)
      ? { get: random.pick(BITES) }
      : { value: random.pick(VALUES)(), writable: true };
    Object.defineProperty(owner, key, { ...bite, enumerable: true, configurable: true });
  }
  const whole = random.below(12);
  if (whole === 0) return revoked(object);
  if (whole === 1) return biting();
  if (whole === 2) return random.pick(VALUES)();
  if (whole === 3) return Object.setPrototypeOf(object, null);
  if (whole === 4) return new Proxy(object, {});
  return whole === 5 ? Object.freeze(object) : object;
}

/** A proxy that throws at every use. */
function biting() {
  const bite = () => {
    throw new Error('bites');
  };
  return new Proxy(
    {},
    { get: bite, has: bite, ownKeys: bite, getPrototypeOf: bite, getOwnPropertyDescriptor: bite },
  );
}

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}
