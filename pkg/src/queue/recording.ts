// The record of a queue's last inputs as JSON can hold it: a bug report that can be replayed (`make replay`).

import type { QueueCore } from '../../wasm/taskwatch.js';
import { INPUT_NAMES } from '../generated/protocol.ts';

type Writable = number | string;

/** A recording. An input is its name, the moment, the wall clock, and what else belongs to it. */
interface Recording {
  readonly version: 1;
  /** The state before the inputs. */
  readonly before: readonly Writable[];
  readonly inputs: readonly (readonly Writable[])[];
  /** What shows of the queue now: running, waiting, then each task's id and the numbers of its view. */
  readonly after: readonly Writable[];
}

/** What a core has recorded; `undefined` where it does not record. */
export function recordingOf(core: QueueCore): Recording | undefined {
  const recorded = core.recorded();
  if (recorded === undefined) return undefined;
  const [before, inputs, after] = recorded;
  const list: Writable[][] = [];
  for (let at = 0; at < inputs.length; ) {
    const length = inputs[at] ?? 0;
    const [kind = 0, ...rest] = inputs.subarray(at + 1, at + 1 + length);
    list.push([INPUT_NAMES[kind] ?? kind, ...rest.map(writable)]);
    at += 1 + length;
  }
  return {
    version: 1,
    before: Array.from(before, writable),
    inputs: list,
    after: Array.from(after, writable),
  };
}

/** JSON has no word for numbers that are none or infinite. */
function writable(number: number): Writable {
  return Number.isFinite(number) ? number : String(number);
}
