// What steps need from their queue: the core's decisions, its store, its clock. One for all tasks of a queue.

import { PageExit } from './page-exit.ts';
import type { QueueExports } from '../queue/core-bridge.ts';
import type { Run } from '../queue/run.ts';
import { isLive, type Task } from '../queue/task.ts';
import type { TaskStore } from '../queue/task-store.ts';
import type { TimelineEvent } from '../queue/timeline.ts';

export class StepHost {
  readonly store: TaskStore;
  readonly pageExit: PageExit = new PageExit(() => this.decide());

  constructor(store: TaskStore) {
    this.store = store;
  }

  /** The promise of a durable task's code. A failure is passed on only once the page is certain to stay. */
  held(returned: unknown): unknown {
    if (!(returned instanceof Promise)) return returned;
    return returned.catch(async (error: unknown) => {
      await this.pageExit.whenItStays();
      throw error;
    });
  }

  /** The functions of the wasm that decide. */
  decide(): QueueExports {
    return this.store.core.exports;
  }

  /** The steps of an item name it in the timeline. */
  note({ timeline, ids }: Task, position: number | undefined, what: TimelineEvent): void {
    timeline?.note(position === undefined ? what : { ...what, item: ids?.at(position) });
  }

  /** Waits during a run, whose own limit stands still meanwhile. Also resolves when the run ends or is aborted. */
  async pause(run: Run, milliseconds: number): Promise<void> {
    this.#setAsleep(run, true);
    await new Promise<void>((resolve) => {
      run.sleeps ??= new Set();
      const { sleeps } = run;
      const wake = () => {
        if (sleeps.delete(wake)) delay.free();
        resolve();
      };
      const delay = this.decide().startDelay(milliseconds, { fire: wake });
      sleeps.add(wake);
    });
    this.#setAsleep(run, false);
  }

  /** The outcome of a promise, but no later than the end of the run: a step that calls itself after an `await` waits for itself. */
  whileItRuns<TValue>(run: Run, promise: Promise<TValue>, overError: (run: Run) => unknown): Promise<TValue> {
    return new Promise((resolve, reject) => {
      run.sleeps ??= new Set();
      const { sleeps } = run;
      const wake = () => {
        sleeps.delete(wake);
        reject(overError(run));
      };
      sleeps.add(wake);
      promise.then(resolve, reject).finally(() => sleeps.delete(wake));
    });
  }

  #setAsleep(run: Run, begins: boolean): void {
    const { task } = run;
    if (run.hasEnded || !isLive(task)) return;
    const { coreId } = task.state;
    this.store.core.callQuietly((core) => {
      core.sleep(coreId, run.number, begins);
      this.store.changedWithinStatusIn(core, task);
    });
    run.deadlineMoved();
  }
}
