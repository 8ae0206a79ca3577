// What the durable side of a store needs of persistence.

import type { TaskView } from '../../types/index.d.ts';
import type { Owner } from '../generated/protocol.ts';
import type { Decide } from './decisions.ts';
import type { OwnerWatch } from './owner-watch.ts';
import type { Claim, OwnerName } from './owners.ts';
import type { DurableHost, FoundTask, PersistenceHost } from './persistence-host.ts';
import type { Store } from './store.ts';
import type { StoreHealth } from './store-health.ts';

export interface DurableLinks {
  readonly host: PersistenceHost;
  readonly durable: DurableHost;
  readonly store: Store;
  readonly decide: Decide;
  readonly health: StoreHealth;
  readonly owners: OwnerWatch;
  isShared(): boolean;
  isClosed(): boolean;
  kindOf(owner: OwnerName): Owner;
  isDenied(view: TaskView): boolean;
  assertOwn(id: string): void;
  /** A task has become this queue's: what a read that has begun finds of it is out of date. */
  noteChange(id: string): void;
  /** Shows a task with this view, at once or together with the others that were found. */
  show(found: FoundTask, view: TaskView): void;
  /** This queue's claim, by which others see that it is alive. */
  claim(): Claim;
}
