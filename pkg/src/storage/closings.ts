// Closes tasks of pages that are gone: compares and writes, and passes on what the store holds then. Does not decide whose
// page is gone.

import type { TaskView } from '../../types/index.d.ts';
import type { Store, StoredTask } from './store.ts';
import type { StoreHealth } from './store-health.ts';
import { closedView, hasEnded, readEntry, storedItemIdsOf } from './stored-view.ts';

export class Closings {
  readonly #store: Store;
  readonly #health: StoreHealth;
  readonly #onRevised: (views: readonly TaskView[]) => void;
  /** What waits for the store. */
  readonly #open = new Set<() => void>();

  /** `onRevised` receives the views that the store holds after a comparison. */
  constructor(store: Store, health: StoreHealth, onRevised: (views: readonly TaskView[]) => void) {
    this.#store = store;
    this.#health = health;
    this.#onRevised = onRevised;
  }

  /** Nothing waits for the store any longer. */
  end(): void {
    for (const end of this.#open) end();
  }

  /** Closes those tasks of others that have not ended in the store, and shows what it holds then. The views
   * are what was seen of them, or are shown as closed already. */
  close(views: readonly TaskView[]): Promise<void> {
    if (views.length === 0) return Promise.resolve();
    const seen = new Map(views.map((view) => [view.id, view]));
    const found: TaskView[] = [];
    let compared = 0;
    let isShown = false;
    const show = () => {
      if (isShown) return;
      isShown = true;
      // Tasks that the store does not have, or cannot answer for, are closed here nonetheless.
      for (const view of seen.values()) if (!hasEnded(view)) found.push(closedView(view));
      this.#onRevised(found);
    };
    const revision = (id: string, entry: unknown): StoredTask | undefined => {
      compared += 1;
      // Whatever happens to the store's writes, nothing waits for them.
      if (compared === views.length) void Promise.resolve().then(show);
      const known = seen.get(id);
      const view = readEntry(entry);
      if (known === undefined || view === undefined) return undefined;
      seen.delete(id);
      if (view.owner !== known.owner || hasEnded(view)) {
        found.push(view);
        return undefined;
      }
      const closed = closedView(view, known.completedAt);
      found.push(closed);
      return { view: closed, itemIds: storedItemIdsOf(closed) };
    };
    const ids = [...seen.keys()];
    return new Promise((resolve) => {
      // A store that never answers holds no lock longer than the queue is used.
      this.#open.add(resolve);
      const done = () => {
        this.#open.delete(resolve);
        show();
        resolve();
      };
      const answer = this.#health.call(() => this.#store.revise?.(ids, revision));
      this.#health.ask(answer, done, (error) => {
        this.#health.failed(error);
        done();
      });
    });
  }
}
