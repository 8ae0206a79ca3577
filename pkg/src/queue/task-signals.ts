// The signals that callers have given to tasks: when one aborts, its tasks are cancelled.

import { AbortListeners } from '../../../src/web/shared/abort-listeners.js';
import { callSafely, report } from '../../../src/web/shared/report.js';
import type { QueueCore } from '../../wasm/taskwatch.js';
import type { CoreBridge } from './core-bridge.ts';
import type { Executor } from './executor.ts';
import { isLive, type LiveTask } from './task.ts';

export class TaskSignals {
  readonly #core: CoreBridge;
  readonly #executor: Executor;
  readonly #listeners = new AbortListeners<LiveTask>((signal, tasks) => this.#aborted(signal, tasks));

  constructor(core: CoreBridge, executor: Executor) {
    this.#core = core;
    this.#executor = executor;
  }

  /** From now on the signal cancels the task, at once if it has aborted already. Inside a call. */
  listen(core: QueueCore, task: LiveTask, signal: AbortSignal): void {
    try {
      if (signal.aborted) {
        this.#executor.cancelIn(core, task, signal.reason);
        return;
      }
      this.#listeners.join(signal, task);
      task.stopListening = () => this.#listeners.leave(signal, task);
    } catch (error) {
      report(error);
    }
  }

  /** In one call, so that nothing starts in a slot that becomes free on the way. */
  #aborted(signal: AbortSignal, tasks: readonly LiveTask[]): void {
    const reason: unknown = callSafely(() => signal.reason);
    this.#core.callQuietly((core) => {
      for (const task of tasks) if (isLive(task)) this.#executor.cancelIn(core, task, reason);
    });
  }
}
