// @ts-nocheck
// The record of a queue's last inputs as JSON can hold it: a bug report that can be replayed.

/** `{ version, before, inputs, after }` of what a queue's wasm has recorded; `undefined` where it does not.
 *
 * An input is its name, the moment, what the wall clock showed, and what else there is to it. `after` is what can be
 * seen of the queue: running, waiting, then a task's number and the numbers of its view, for each. */
export function recordingOf(core) {
  const recorded = core.recorded();
  if (recorded === undefined) return undefined;
  const [before, inputs, after] = recorded.map((numbers) => Array.from(numbers, writable));
  const names = core.inputNames();
  const list = [];
  for (let at = 0; at < inputs.length; at += inputs[at] + 1) {
    const [kind, ...rest] = inputs.slice(at + 1, at + 1 + inputs[at]);
    list.push([names[kind], ...rest]);
  }
  return { version: 1, before, inputs: list, after };
}

/** JSON has no word for numbers that are none or infinite. */
function writable(number) {
  return Number.isFinite(number) ? number : String(number);
}
