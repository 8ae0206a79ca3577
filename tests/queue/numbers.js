// A host of the deciding half that does nothing, or throws.

/** A host that counts what it is told, and whose every method throws where `throws`. */
export function host(throws) {
  let count = 0;
  const method = () => {
    count += 1;
    if (throws) throw new Error('a host that throws');
  };
  return { start: method, startItem: method, abort: method, ended: method, fire: method, save: method, calls: () => count };
}

/** Calls of a host so far. */
export const calls = (made) => made.calls();
