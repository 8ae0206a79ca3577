// Tasks behind a client with Redis' commands `get`, `set` and `del`, which may return promises. Such a store
// cannot list its keys, so an index of ids is stored beside the tasks (`segments.ts`).

import type { RedisLikeClient, TaskView } from '../../types/index.d.ts';
import { type Batch, WriteBatches } from './batches.ts';
import { decode, encode, encodeBriefly } from './entry.ts';
import { Segments } from './segments.ts';
import type { Revision, Store, StoredItemIds, StoredTask, StoreListener } from './store.ts';

/** A store over the caller's client. */
export class RedisStore implements Store {
  readonly isShared = false;
  readonly #client: RedisLikeClient;
  readonly #prefix: string;
  readonly #segments: Segments;
  readonly #batches = new WriteBatches<StoredTask>((batch) => this.#write(batch));
  #listener: StoreListener | undefined;

  /** `owner` names the queue. No other queue writes its segments of the index. */
  constructor(client: RedisLikeClient, storageKey: string, owner: string) {
    this.#client = client;
    this.#prefix = `${storageKey}:task:`;
    this.#segments = new Segments(client, `${storageKey}:index`, owner);
  }

  async getAll(): Promise<unknown[]> {
    const ids = await this.#segments.read();
    const read = async (id: string) => ({ id, text: await this.#client.get(this.#prefix + id) });
    const found = await Promise.all(ids.map(read));
    // An unreadable index counts as an unreadable entry.
    const entries: unknown[] = this.#segments.isDamaged ? [undefined] : [];
    for (const { id, text } of found) {
      if (text === null || text === undefined) continue;
      this.#segments.found(id);
      entries.push(decode(text, id));
    }
    return entries;
  }

  set(view: TaskView, itemIds: StoredItemIds): void {
    this.#batches.put(view.id, { view, itemIds });
  }

  written(): Promise<void> {
    return this.#batches.written();
  }

  remove(id: string): void {
    this.#batches.put(id, undefined);
  }

  async revise(ids: readonly string[], revision: Revision): Promise<void> {
    await this.#batches.written();
    for (const id of ids) {
      const text = await this.#client.get(this.#prefix + id);
      const next = revision(id, text === null || text === undefined ? undefined : decode(text, id));
      if (next !== undefined) this.set(next.view, next.itemIds);
    }
  }

  listen(listener: StoreListener): undefined {
    this.#listener = listener;
  }

  close(): void {
    this.#batches.whenIdle(() => {
      this.#listener = undefined;
    });
  }

  /** Writes the index first: an id without a task is harmless, a task without an id is lost. */
  async #write(batch: Batch<StoredTask>): Promise<void> {
    try {
      const kept: [string, StoredTask][] = [];
      const removed: string[] = [];
      for (const [id, task] of batch) {
        if (task !== undefined) kept.push([id, task]);
        else if (this.#segments.has(id)) removed.push(id);
      }
      await this.#segments.add(kept.map(([id]) => id));
      const results = await Promise.allSettled([
        ...removed.map(async (id) => this.#client.del(this.#prefix + id)),
        ...kept.map(([id, task]) => this.#set(this.#prefix + id, task)),
      ]);
      await this.#segments.remove(removed);
      const failure = results.find((result) => result.status === 'rejected');
      if (failure !== undefined) this.#listener?.failed(failure.reason);
    } catch (error) {
      this.#listener?.failed(error);
    }
  }

  async #set(key: string, task: StoredTask): Promise<void> {
    try {
      await this.#client.set(key, encode(task));
    } catch (error) {
      const brief = encodeBriefly(task);
      if (brief === undefined) throw error;
      await this.#client.set(key, brief);
      throw error;
    }
  }
}
