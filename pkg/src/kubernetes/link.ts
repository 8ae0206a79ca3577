// @ts-nocheck
// The way of all collections into the wasm, and what the page tells them. Holds listeners while there is a collection.

import { callSafely, report } from '../../../src/web/shared/report.js';
import { trapped } from '../../../src/web/shared/trap.js';

// The numbers are those of `web/kubernetes/mod.rs`.
export const TOLD = {
  PAGE: 0,
  OPENED: 1,
  HEARD: 2,
  ENDED: 3,
  FAILED: 4,
  REFUSED: 5,
  WANTED: 6,
  UNWANTED: 7,
  WIDENED: 8,
};
export const ASKED = { LIST: 0, LIST_WHOLE: 1, NEXT_PAGE: 2, WATCH: 3, ABORT: 4, TELL_REFUSAL: 5, CLOSE: 6 };

export class Link {
  #runtime;
  #driver;
  #live = new Set();
  /** Those that have subscribers; the page is listened to for them. */
  #wanted = new Set();
  #stopListening;

  /** `runtime.driver()` gives the `KubernetesDriver` of the live instance; `runtime.watch(link)` has `lostCore` called
   * when that is lost. */
  constructor(runtime) {
    this.#runtime = runtime;
  }

  /** Compiles the wasm if need be; throws where that is forbidden. */
  acquire() {
    const driver = this.#runtime.driver();
    if (driver === this.#driver) return;
    this.#driver = driver;
    this.#runtime.watch(this);
  }

  open(collection) {
    try {
      this.acquire();
      this.#live.add(collection);
      this.wanted(collection);
      collection.id = this.#driver.open(collection, collection.origin, collection.limit);
    } catch (error) {
      this.closed(collection);
      collection.lost();
      trapped(error);
    }
  }

  tell(collection, kind, code = 0, retryAfter = undefined) {
    if (collection.id === undefined || collection.isOver) return;
    try {
      this.#driver.input(collection.id, kind, code, retryAfter);
    } catch (error) {
      trapped(error);
    }
  }

  wanted(collection) {
    this.#wanted.add(collection);
    this.#listen();
    this.tell(collection, TOLD.WANTED);
  }

  unwanted(collection) {
    this.#rest(collection);
    this.tell(collection, TOLD.UNWANTED);
  }

  closed(collection) {
    this.#live.delete(collection);
    this.#rest(collection);
  }

  #rest(collection) {
    if (!this.#wanted.delete(collection) || this.#wanted.size > 0) return;
    this.#stopListening?.();
    this.#stopListening = undefined;
  }

  /** The instance is gone, and with it all that was decided. */
  lostCore() {
    this.#driver = undefined;
    for (const collection of [...this.#live]) {
      this.closed(collection);
      collection.lost();
    }
  }

  #listen() {
    if (this.#stopListening !== undefined) return;
    const page = (isThere) => {
      try {
        this.#driver?.page(isThere);
      } catch (error) {
        trapped(error);
      }
    };
    const hidden = () => page(false);
    const back = () => page(true);
    const listeners = [
      [globalThis, 'pagehide', hidden],
      [globalThis, 'pageshow', back],
      [globalThis.document, 'freeze', hidden],
      [globalThis.document, 'resume', back],
    ].filter(([target]) => typeof target?.addEventListener === 'function');
    for (const [target, type, listener] of listeners) {
      try {
        target.addEventListener(type, listener);
      } catch (error) {
        // Streams go on without: the page only makes them end and begin sooner.
        report(error);
      }
    }
    this.#stopListening = () => {
      for (const [target, type, listener] of listeners)
        callSafely(() => target.removeEventListener(type, listener));
    };
  }
}
