// The ids of tasks for a store that cannot list its keys: lists of bounded length (segments), each written by only one
// queue, and a head that names them. A new task rewrites one segment, never all ids.

import type { RedisLikeClient } from '../../types/index.d.ts';

const VERSION = 1;
/** Ids per segment. A new id rewrites its segment, a new segment rewrites the head. */
const LONGEST = 64;
/** How often the head is written again after another queue has written in between. */
const ATTEMPTS = 5;

interface Segment {
  readonly name: string;
  readonly ids: string[];
  /** How many of its ids have a task. */
  live: number;
}

/** The index of a store. */
export class Segments {
  readonly #client: RedisLikeClient;
  readonly #key: string;
  readonly #owner: string;
  #count = 0;
  /** The segment that takes new ids. */
  #open: Segment | undefined;
  readonly #byId = new Map<string, Segment>();
  /** Whether an unreadable head was found. */
  isDamaged = false;

  constructor(client: RedisLikeClient, key: string, owner: string) {
    this.#client = client;
    this.#key = key;
    this.#owner = owner;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** All ids. An unreadable head is put aside; one of a newer version makes it reject. */
  async read(): Promise<string[]> {
    const names = await this.#readHead();
    const segments = await Promise.all(names.map((name) => this.#readSegment(name)));
    const all: string[] = [];
    for (const segment of segments) {
      for (const id of segment.ids) {
        if (this.#byId.has(id)) continue;
        this.#byId.set(id, segment);
        all.push(id);
      }
    }
    return all;
  }

  /** An id that was read has a task. */
  found(id: string): void {
    const segment = this.#byId.get(id);
    if (segment !== undefined) segment.live += 1;
  }

  async add(ids: readonly string[]): Promise<void> {
    const changed = new Set<Segment>();
    const begun: string[] = [];
    const added = ids.filter((id) => !this.#byId.has(id));
    for (const id of added) {
      let open = this.#open;
      if (open === undefined || open.ids.length === LONGEST) {
        open = this.#open = { name: `${this.#owner}-${this.#count++}`, ids: [], live: 0 };
        begun.push(open.name);
      }
      open.ids.push(id);
      open.live += 1;
      this.#byId.set(id, open);
      changed.add(open);
    }
    const write = async ({ name, ids: listed }: Segment) =>
      this.#client.set(this.#keyOf(name), JSON.stringify(listed));
    try {
      await Promise.all([...changed].map(write));
      if (begun.length > 0) await this.#changeHead(begun, []);
    } catch (error) {
      // The next write of any of these tasks adds it to a new segment.
      for (const id of added) this.#byId.delete(id);
      this.#open = undefined;
      throw error;
    }
  }

  /** Removes a segment along with its last task. */
  async remove(ids: readonly string[]): Promise<void> {
    const emptied: string[] = [];
    for (const id of ids) {
      const segment = this.#byId.get(id);
      if (segment === undefined) continue;
      this.#byId.delete(id);
      segment.live -= 1;
      if (segment.live > 0) continue;
      if (segment === this.#open) this.#open = undefined;
      emptied.push(segment.name);
    }
    if (emptied.length === 0) return;
    await this.#changeHead([], emptied);
    await Promise.all(emptied.map(async (name) => this.#client.del(this.#keyOf(name))));
  }

  /** Reads the head once more after writing it: another queue may have written it in between. */
  async #changeHead(added: readonly string[], dropped: readonly string[]): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const names = new Set(await this.#readHead());
      if (added.every((name) => names.has(name)) && !dropped.some((name) => names.has(name))) return;
      for (const name of added) names.add(name);
      for (const name of dropped) names.delete(name);
      await this.#client.set(this.#key, JSON.stringify({ v: VERSION, segments: [...names] }));
    }
  }

  async #readHead(): Promise<string[]> {
    const text = await this.#client.get(this.#key);
    if (text === null || text === undefined) return [];
    const head = parse(text);
    if (head !== null && typeof head === 'object') {
      if ('v' in head && typeof head.v === 'number' && head.v > VERSION)
        throw new Error('the store is of a newer version');
      if ('segments' in head && Array.isArray(head.segments)) return stringsIn(head.segments);
    }
    this.isDamaged = true;
    await this.#client.set(`${this.#key}:aside`, typeof text === 'string' ? text : JSON.stringify(text));
    await this.#client.del(this.#key);
    return [];
  }

  async #readSegment(name: string): Promise<Segment> {
    const ids = parse(await this.#client.get(this.#keyOf(name)));
    return { name, ids: Array.isArray(ids) ? stringsIn(ids) : [], live: 0 };
  }

  #keyOf(name: string): string {
    return `${this.#key}:${name}`;
  }
}

function stringsIn(list: readonly unknown[]): string[] {
  return list.filter((entry) => typeof entry === 'string');
}

/** Some clients parse what looks like JSON. */
function parse(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
