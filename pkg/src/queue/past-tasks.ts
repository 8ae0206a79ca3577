// Ended tasks that are not in the core, mostly other queues', by the numbers under which the core counts them in its
// history. The core decides which of them is forgotten.

import type { QueueCore } from '../../wasm/taskwatch.js';
import type { CoreBridge } from './core-bridge.ts';
import type { Task } from './task.ts';

export class PastTasks {
  readonly #core: CoreBridge;
  readonly #byNumber: (Task | undefined)[] = [];
  readonly #numbers = new Map<Task, number>();
  readonly #free: number[] = [];

  constructor(core: CoreBridge) {
    this.#core = core;
  }

  at(number: number): Task | undefined {
    return this.#byNumber[number];
  }

  /** A task has ended, or its view has changed. */
  note(task: Task): void {
    const number = this.#numbers.get(task) ?? this.#free.pop() ?? this.#byNumber.length;
    this.#byNumber[number] = task;
    this.#numbers.set(task, number);
    if (this.#core.isMade) this.#core.read((core) => note(core, number, task));
  }

  /** A task has not ended after all, or is no longer shown. */
  drop(task: Task): void {
    const number = this.#numbers.get(task);
    if (number === undefined) return;
    this.#numbers.delete(task);
    this.#byNumber[number] = undefined;
    this.#free.push(number);
    if (this.#core.isMade) this.#core.read((core) => core.dropOther(number));
  }

  /** Registers all of them with a new core. It accepts numbers one after the other, so free ones are registered first, too. */
  restoreIn(core: QueueCore): void {
    this.#byNumber.forEach((task, number) => {
      note(core, number, task);
      if (task === undefined) core.dropOther(number);
    });
  }
}

function note(core: QueueCore, number: number, task: Task | undefined): void {
  const state = task?.state;
  const completedAt = state !== undefined && 'view' in state ? state.view.completedAt : undefined;
  core.noteOther(number, completedAt ?? Number.NaN);
}
