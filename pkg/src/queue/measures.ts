// Tasks, attempts, steps and waits as marks and measures of the platform's User Timing, which profilers show; Chrome's
// gives them a separate track (https://developer.chrome.com/docs/devtools/performance/extension). Follows the
// events of one task. Whatever `performance` does, no task is harmed.

import { callSafely } from '../../../src/web/shared/report.js';
import type { Task } from './task.ts';
import type { TimelineEvent } from './timeline.ts';

type Track = 'Tasks' | 'Attempts' | 'Steps' | 'Waits';

export class Measures {
  readonly #task: Task;
  /** The start of each measure that has not ended, by its track and name. */
  readonly #begun = new Map<string, number>();
  #attempt = '';

  constructor(task: Task) {
    this.#task = task;
  }

  note({ kind, attempt, step: name = '', item, wait = '' }: TimelineEvent): void {
    const step = item === undefined ? name : `${name} ${item}`;
    switch (kind) {
      case 'queued':
        this.#begin('Tasks', '');
        break;
      case 'attempt':
        this.#attempt = `attempt ${attempt}`;
        this.#begin('Attempts', this.#attempt);
        break;
      case 'step-started':
        this.#begin('Steps', step);
        break;
      case 'wait-started':
        this.#begin('Waits', wait);
        break;
      case 'step-ended':
        this.#end('Steps', step, step);
        break;
      case 'wait-ended':
        this.#end('Waits', wait, wait);
        break;
      case 'retrying':
        this.#end('Attempts', this.#attempt, this.#attempt);
        break;
      case 'ended':
        this.#end('Attempts', this.#attempt, this.#attempt);
        this.#end('Tasks', '', this.#task.title);
        this.#begun.clear();
        break;
      case 'cancelled':
      case 'deadline':
        callSafely(() => performance.mark(kind, { detail: this.#detail('Tasks', 'marker') }));
        break;
      default:
        break;
    }
  }

  #begin(track: Track, name: string): void {
    const now = callSafely(() => performance.now());
    if (now !== undefined) this.#begun.set(`${track} ${name}`, now);
  }

  #end(track: Track, name: string, title: string): void {
    const key = `${track} ${name}`;
    const start = this.#begun.get(key);
    if (start === undefined) return;
    this.#begun.delete(key);
    callSafely(() =>
      performance.measure(title, {
        start,
        end: performance.now(),
        detail: this.#detail(track, 'track-entry'),
      }),
    );
  }

  #detail(track: Track, dataType: 'track-entry' | 'marker'): object {
    const { id, title } = this.#task;
    const properties = [
      ['task', title],
      ['id', id],
    ];
    return { devtools: { dataType, trackGroup: 'taskwatch', track, properties } };
  }
}
