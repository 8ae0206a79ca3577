// The assertions of scenarios.

export function equal(actual, expected, what = '') {
  const [one, other] = [show(actual), show(expected)];
  if (one !== other) throw new Error(`${what}: expected ${other}, got ${one}`);
}

export function ok(value, what) {
  if (!value) throw new Error(what);
}

const show = (value) =>
  JSON.stringify(value, (_, it) => (it === undefined ? '<undefined>' : it)) ?? String(value);
