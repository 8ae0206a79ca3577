// The numbers that a queue's core leaves in the memory of its wasm instance: a command, or a task's row.

import type { QueueCore } from '../../wasm/taskwatch.js';
import {
  COMMAND_LENGTH,
  RECORD_LENGTH,
  type CommandField,
  type GroupField,
  ROW_LENGTH,
  type RowField,
} from '../generated/protocol.ts';

/** One of the numbers of a command, as an integer: all but the limit are whole, and an integer needs no box when it is kept. */
export function integerAt(command: Float64Array, field: CommandField): number {
  return (command[field] ?? 0) >>> 0;
}

/** One of the numbers. */
export function numberAt(numbers: Float64Array, field: CommandField | RowField | GroupField): number {
  return numbers[field] ?? Number.NaN;
}

/** The same; `undefined` if it does not apply. */
export function numberOrNone(numbers: Float64Array, field: CommandField | RowField): number | undefined {
  const number = numberAt(numbers, field);
  return Number.isNaN(number) ? undefined : number;
}

/** The lists that one core leaves in memory. Each is valid until the next call. */
export class CoreMemory {
  readonly #core: QueueCore;
  readonly #memory: WebAssembly.Memory;
  #command: Float64Array;
  #following: Float64Array;
  #row: Float64Array;

  constructor(core: QueueCore) {
    this.#core = core;
    this.#memory = core.memory();
    this.#command = this.#viewOfCommand();
    this.#following = this.#viewOfFollowing();
    this.#row = this.#viewOfRow();
  }

  /** In the order of `CommandField`. */
  get command(): Float64Array {
    // An array over a memory has no length once the memory has grown.
    if (this.#command.length === 0) this.#command = this.#viewOfCommand();
    return this.#command;
  }

  /** The command that follows an ending, in the order of `CommandField`, without the last field. */
  get following(): Float64Array {
    if (this.#following.length === 0) this.#following = this.#viewOfFollowing();
    return this.#following;
  }

  /** In the order of `RowField`. */
  get row(): Float64Array {
    if (this.#row.length === 0) this.#row = this.#viewOfRow();
    return this.#row;
  }

  #viewOfCommand(): Float64Array {
    return new Float64Array(this.#memory.buffer, this.#core.commandAt(), RECORD_LENGTH);
  }

  #viewOfFollowing(): Float64Array {
    return new Float64Array(this.#memory.buffer, this.#core.followingAt(), COMMAND_LENGTH);
  }

  #viewOfRow(): Float64Array {
    return new Float64Array(this.#memory.buffer, this.#core.rowAt(), ROW_LENGTH);
  }
}
