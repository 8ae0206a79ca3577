// The relation of a task to this queue. Each state has its own data and nothing else.

import type { TaskView } from '../../types/index.d.ts';
import type { Status } from '../generated/protocol.ts';
import type { TaskHandle } from './handle.ts';
import { onPrototype } from './on-prototype.ts';
import type { Run } from './run.ts';

/** The statuses with which a task can end. */
export type EndedStatus = Status.Completed | Status.Failed | Status.Cancelled;

export type TaskState = DraftState | Live | Stored | Orphaned | Lost | Dismissed;

/** Its options have been read; it is not queued yet. */
class DraftState {
  declare readonly kind: 'draft';
}

/** It is this queue's own, and its numbers are in the core. */
class LiveState {
  declare readonly kind: 'live';
  /** Its number in the core. */
  readonly coreId: number;
  /** The handle of the current or last run, unless that is settled and has its outcome. */
  handle: TaskHandle | undefined = undefined;
  /** The current run. */
  run: Run | undefined = undefined;
  /** The status with which the last run ended, as long as no other has begun. */
  endedAs: EndedStatus | undefined = undefined;

  constructor(coreId: number) {
    this.coreId = coreId;
  }
}

/** The data of states in which only the view is known. */
class ViewOnlyState {
  readonly view: TaskView;

  constructor(view: TaskView) {
    this.view = view;
  }
}

/** It is another queue's, found in the store; that queue may be alive. */
class StoredState extends ViewOnlyState {
  declare readonly kind: 'stored';
}

/** It was another queue's that is gone, and was closed on its behalf. */
class OrphanedState extends ViewOnlyState {
  declare readonly kind: 'orphaned';
}

/** It was this queue's own, and its numbers were lost with their wasm instance. */
class LostState extends ViewOnlyState {
  declare readonly kind: 'lost';
}

/** It has ended and is no longer shown. */
class DismissedState extends ViewOnlyState {
  declare readonly kind: 'dismissed';
}

// On the prototypes, since thousands of tasks are kept.
const Draft = /* @__PURE__ */ onPrototype(DraftState, { kind: 'draft' });
export const Live = /* @__PURE__ */ onPrototype(LiveState, { kind: 'live' });
export const Stored = /* @__PURE__ */ onPrototype(StoredState, { kind: 'stored' });
export const Orphaned = /* @__PURE__ */ onPrototype(OrphanedState, { kind: 'orphaned' });
export const Lost = /* @__PURE__ */ onPrototype(LostState, { kind: 'lost' });
export const Dismissed = /* @__PURE__ */ onPrototype(DismissedState, { kind: 'dismissed' });

export type Live = LiveState;
export type Stored = StoredState;
export type Orphaned = OrphanedState;
export type Lost = LostState;
export type Dismissed = DismissedState;

export const DRAFT = /* @__PURE__ */ new Draft();
