// A browser's network, in the place of what Node has of one: online until told otherwise.

export class Network {
  isOnline = true;
  /** Of `online`. */
  #listeners = new Set();
  #former = new Map();

  get listeners() {
    return this.#listeners.size;
  }

  take() {
    const network = this;
    this.#put('navigator', {
      get onLine() {
        return network.isOnline;
      },
    });
    this.#put('addEventListener', (type, listener) => type === 'online' && this.#listeners.add(listener));
    this.#put('removeEventListener', (_, listener) => this.#listeners.delete(listener));
  }

  giveBack() {
    for (const [name, former] of this.#former) {
      if (former === undefined) delete globalThis[name];
      else Object.defineProperty(globalThis, name, former);
    }
  }

  /** The network comes or goes; listeners are notified when it comes. */
  become(isOnline) {
    this.isOnline = isOnline;
    if (isOnline) for (const listener of [...this.#listeners]) listener();
  }

  forgetListeners() {
    this.#listeners.clear();
  }

  #put(name, value) {
    this.#former.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}
