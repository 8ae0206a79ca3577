// @ts-nocheck
// The ids of tasks for a store that cannot list its keys: lists of a bounded length, each written by one queue
// alone, and a head that names them. A new task rewrites one list, never all ids.

const VERSION = 1;
/** Ids in a segment. Both a segment, with each id, and the head, with each segment, are written whole. */
const LONGEST = 64;
/** How often the head is written again where somebody else's write came in between. */
const ATTEMPTS = 5;

/** The index of a store. */
export class Segments {
  #client;
  #key;
  #owner;
  #count = 0;
  /** The segment that new ids go to. */
  #open;
  /** A head was found that could not be read. */
  isDamaged = false;
  /** By id: `{ name, ids, live }`, `live` counting ids whose tasks are there. */
  #byId = new Map();

  constructor(client, key, owner) {
    this.#client = client;
    this.#key = key;
    this.#owner = owner;
  }

  has(id) {
    return this.#byId.has(id);
  }

  /** All ids. A head that cannot be read is kept aside; one of a newer version makes it reject. */
  async read() {
    const names = await this.#readHead();
    const lists = await Promise.all(
      names.map(async (name) => ({ name, ids: await this.#readSegment(name) })),
    );
    const all = [];
    for (const { name, ids } of lists) {
      const segment = { name, ids, live: 0 };
      for (const id of ids) {
        if (this.#byId.has(id)) continue;
        this.#byId.set(id, segment);
        all.push(id);
      }
    }
    return all;
  }

  /** The task of an id that was read is there. */
  found(id) {
    const segment = this.#byId.get(id);
    if (segment !== undefined) segment.live += 1;
  }

  async add(ids) {
    const changed = new Set();
    const begun = [];
    for (const id of ids) {
      if (this.#byId.has(id)) continue;
      if (this.#open === undefined || this.#open.ids.length === LONGEST) {
        this.#open = { name: `${this.#owner}-${this.#count++}`, ids: [], live: 0 };
        begun.push(this.#open.name);
      }
      this.#open.ids.push(id);
      this.#open.live += 1;
      this.#byId.set(id, this.#open);
      changed.add(this.#open);
    }
    await Promise.all(
      [...changed].map(({ name, ids: listed }) =>
        this.#client.set(this.#keyOf(name), JSON.stringify(listed)),
      ),
    );
    if (begun.length > 0) await this.#changeHead(begun, []);
  }

  /** A segment is removed with its last task. */
  async remove(ids) {
    const emptied = [];
    for (const id of ids) {
      const segment = this.#byId.get(id);
      if (!this.#byId.delete(id)) continue;
      segment.live -= 1;
      if (segment.live > 0) continue;
      if (segment === this.#open) this.#open = undefined;
      emptied.push(segment.name);
    }
    if (emptied.length === 0) return;
    await this.#changeHead([], emptied);
    await Promise.all(emptied.map((name) => this.#client.del(this.#keyOf(name))));
  }

  /** Others may write the head between our read and our write: it is read once more. */
  async #changeHead(added, dropped) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const names = new Set(await this.#readHead());
      if (added.every((name) => names.has(name)) && !dropped.some((name) => names.has(name))) return;
      for (const name of added) names.add(name);
      for (const name of dropped) names.delete(name);
      await this.#client.set(this.#key, JSON.stringify({ v: VERSION, segments: [...names] }));
    }
  }

  async #readHead() {
    const text = await this.#client.get(this.#key);
    if (text === null || text === undefined) return [];
    const head = parse(text);
    if (typeof head?.v === 'number' && head.v > VERSION) throw new Error('the store is of a newer version');
    if (Array.isArray(head?.segments)) return head.segments.filter((name) => typeof name === 'string');
    this.isDamaged = true;
    await this.#client.set(`${this.#key}:aside`, text);
    await this.#client.del(this.#key);
    return [];
  }

  async #readSegment(name) {
    const ids = parse(await this.#client.get(this.#keyOf(name)));
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  }

  #keyOf(name) {
    return `${this.#key}:${name}`;
  }
}

/** Some clients parse what looks like JSON. */
function parse(text) {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
