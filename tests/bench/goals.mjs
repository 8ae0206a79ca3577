// The goals for the queue, as a table of what was measured.

/** A row for a value that must not exceed its limit. */
export function atMost(what, value, limit, unit = 'x') {
  return { what, value, limit, unit, isMet: value <= limit };
}

/** A row for a value that must reach its limit. */
export function atLeast(what, value, limit, unit = 'x') {
  return { what, value, limit, unit, isMet: value >= limit, isLeast: true };
}

/** A row for what has no goal, or could not be measured. */
export function toKnow(what, value, unit) {
  return { what, value, unit };
}

/** Prints rows under a heading. */
export function show(heading, rows) {
  console.log(`\n${heading}`);
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const { what, value, limit, unit, isMet, isLeast } of rows) {
    const goal = limit === undefined ? '' : `  ${isLeast ? 'at least' : 'at most'} ${written(limit, unit)}`;
    const mark = isMet === undefined ? '    ' : isMet ? 'ok  ' : 'MISS';
    console.log(`  ${mark} ${what.padEnd(width)}  ${written(value, unit).padStart(12)}${goal}`);
  }
}

function written(value, unit) {
  if (typeof value !== 'number') return String(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return unit === 'x' ? `x ${value.toFixed(digits)}` : `${value.toFixed(digits)} ${unit}`;
}
