// The subscribers of a collection, found by the name they asked for. Whatever one of them throws is reported and stays
// without effect on the others.

import { callSafely } from '../../../src/web/shared/report.js';
import type { ReportedStream } from '../../../src/web/watch/source.js';
import type { WatchEvent } from '../../types/watch.d.ts';
import type { ObjectCache } from './object-cache.ts';
import type { ChangeType, NamedObject } from './objects.ts';
import { namespaceOf } from './objects.ts';

export interface Subscriber {
  /** The name of its one object; `undefined` for all. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** `undefined` once it has unsubscribed. */
  onEvent: ((event: WatchEvent) => void) | undefined;
  /** Receives the state of the stream. */
  readonly onStream: ((stream: ReportedStream) => void) | undefined;
}

export class Subscribers {
  readonly #byName = new Map<string, Set<Subscriber>>();
  /** Those that asked for all names. */
  readonly #forAll = new Set<Subscriber>();
  /** Those to which the current objects have not been replayed yet. */
  readonly #behind = new Set<Subscriber>();
  /** Those to which the state of the stream has not been reported yet. */
  readonly #unaware = new Set<Subscriber>();

  get isEmpty(): boolean {
    return this.#byName.size === 0 && this.#forAll.size === 0;
  }

  /** The name that all of them ask for, if there is just one. */
  get onlyName(): string | undefined {
    if (this.#forAll.size > 0 || this.#byName.size !== 1) return undefined;
    const [name] = this.#byName.keys();
    return name;
  }

  add(
    name: string | undefined,
    namespace: string | undefined,
    onEvent: (event: WatchEvent) => void,
    onStream: ((stream: ReportedStream) => void) | undefined,
  ): Subscriber {
    const subscriber: Subscriber = { name, namespace, onEvent, onStream };
    this.#behind.add(subscriber);
    if (onStream !== undefined) this.#unaware.add(subscriber);
    this.#sharing(name).add(subscriber);
    return subscriber;
  }

  remove(subscriber: Subscriber): void {
    const { name } = subscriber;
    subscriber.onEvent = undefined;
    this.#behind.delete(subscriber);
    this.#unaware.delete(subscriber);
    if (name === undefined) {
      this.#forAll.delete(subscriber);
      return;
    }
    const sharing = this.#byName.get(name);
    if (sharing?.delete(subscriber) && sharing.size === 0) this.#byName.delete(name);
  }

  clear(): void {
    this.#byName.clear();
    this.#forAll.clear();
    this.#behind.clear();
    this.#unaware.clear();
  }

  /** How many there are. */
  get count(): number {
    return this.#all().length;
  }

  /** Reports the state of the stream to all. */
  reportStream(stream: ReportedStream): void {
    this.#unaware.clear();
    for (const subscriber of this.#all()) report(subscriber, stream);
  }

  /** Reports it to those that do not know it yet. */
  reportStreamToNew(stream: ReportedStream): void {
    const unaware = [...this.#unaware];
    this.#unaware.clear();
    for (const subscriber of unaware) report(subscriber, stream);
  }

  /** Dispatches a change to those that asked for the object, unless it has not been replayed to them yet. */
  dispatch(type: ChangeType, object: NamedObject): void {
    for (const subscriber of this.#interestedIn(object.metadata.name)) {
      if (!this.#behind.has(subscriber)) deliverObject(subscriber, type, object);
    }
  }

  /** Dispatches an error to all of them. */
  dispatchError(status: object): void {
    for (const subscriber of this.#all()) deliver(subscriber, 'ERROR', status);
  }

  /** Dispatches an error to those that have seen nothing yet. */
  dispatchErrorToNew(status: object): void {
    for (const subscriber of [...this.#behind]) deliver(subscriber, 'ERROR', status);
  }

  /** Replays the current objects to those that have not seen them. */
  replay(cache: ObjectCache): void {
    if (this.#behind.size === 0) return;
    const behind = [...this.#behind];
    this.#behind.clear();
    for (const subscriber of behind) {
      const { name } = subscriber;
      const objects = name === undefined ? cache.all() : [...cache.named(name)];
      for (const object of objects) deliverObject(subscriber, 'ADDED', object);
    }
  }

  #all(): Subscriber[] {
    const sharing = [...this.#byName.values()].flatMap((subscribers) => [...subscribers]);
    return [...this.#forAll, ...sharing];
  }

  #sharing(name: string | undefined): Set<Subscriber> {
    if (name === undefined) return this.#forAll;
    let sharing = this.#byName.get(name);
    if (sharing === undefined) {
      sharing = new Set();
      this.#byName.set(name, sharing);
    }
    return sharing;
  }

  /** A copy: some may leave, and others come, while they are called. */
  #interestedIn(name: string): Subscriber[] {
    const sharing = this.#byName.get(name);
    return sharing === undefined ? [...this.#forAll] : [...sharing, ...this.#forAll];
  }
}

function deliverObject(subscriber: Subscriber, type: ChangeType, object: NamedObject): void {
  const { namespace } = subscriber;
  // An object without a namespace is in none, and seen from all of them.
  if (namespace !== undefined && (namespaceOf(object) ?? namespace) !== namespace) return;
  deliver(subscriber, type, object);
}

function report({ onEvent, onStream }: Subscriber, stream: ReportedStream): void {
  if (onEvent !== undefined && onStream !== undefined) callSafely(onStream, stream);
}

function deliver(subscriber: Subscriber, type: WatchEvent['type'], object: object): void {
  const { onEvent } = subscriber;
  if (onEvent !== undefined) callSafely(onEvent, { type, object });
}
