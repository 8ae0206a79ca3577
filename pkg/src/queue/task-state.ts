// What a task is to this queue at the moment. Each state has what belongs to it and nothing else.

import type { TaskView } from '../../types/index.d.ts';
import type { Status } from '../generated/protocol.ts';
import type { TaskHandle } from './handle.ts';
import type { Run } from './run.ts';

/** The statuses with which a task can end. */
export type EndedStatus = Status.Completed | Status.Failed | Status.Cancelled;

export type TaskState = Draft | Live | Stored | Orphaned | Lost | Dismissed;

/** Its options have been read; it is not queued yet. */
export class Draft {
  declare readonly kind: 'draft';
}

/** It is this queue's, and its numbers are in the core. */
export class Live {
  declare readonly kind: 'live';
  /** By which the core knows it. */
  readonly coreId: number;
  /** The handle of the present or last run, unless that is settled and has its outcome. */
  handle: TaskHandle | undefined = undefined;
  /** The present run. */
  run: Run | undefined = undefined;
  /** The status with which the last run ended, while no other has begun. */
  endedAs: EndedStatus | undefined = undefined;

  constructor(coreId: number) {
    this.coreId = coreId;
  }
}

/** What the states have in which nothing but the view is known. */
class Viewed {
  readonly view: TaskView;

  constructor(view: TaskView) {
    this.view = view;
  }
}

/** It is another queue's and was found in the store; that queue may be alive. */
export class Stored extends Viewed {
  declare readonly kind: 'stored';
}

/** It was another queue's that is gone, and was closed for it. */
export class Orphaned extends Viewed {
  declare readonly kind: 'orphaned';
}

/** It was this queue's and lost its numbers with the wasm instance that held them. */
export class Lost extends Viewed {
  declare readonly kind: 'lost';
}

/** It has ended and is no longer shown. */
export class Dismissed extends Viewed {
  declare readonly kind: 'dismissed';
}

// On the prototypes, since thousands of tasks are kept.
Object.assign(Draft.prototype, { kind: 'draft' });
Object.assign(Live.prototype, { kind: 'live' });
Object.assign(Stored.prototype, { kind: 'stored' });
Object.assign(Orphaned.prototype, { kind: 'orphaned' });
Object.assign(Lost.prototype, { kind: 'lost' });
Object.assign(Dismissed.prototype, { kind: 'dismissed' });

export const DRAFT = new Draft();
