// Lets the platform call an object without keeping it alive: a queue that nobody holds can be garbage-collected while it
// listens.

/** Created on first use: importing the package constructs nothing. */
let collected: FinalizationRegistry<() => void> | undefined;

/**
 * Calls `listen(call)`, which returns a function that stops. `call(action)` runs `action` with `object` while that is alive;
 * neither function may hold the object itself. Returns a function that stops, which is also called once the object is gone.
 */
export function listenWeakly<TObject extends object>(
  object: TObject,
  listen: (call: (action: (object: TObject) => void) => void) => () => void,
): () => void {
  const ref = new WeakRef(object);
  const stop = listen((action) => {
    const alive = ref.deref();
    if (alive !== undefined) action(alive);
  });
  collected ??= new FinalizationRegistry((stopListening) => stopListening());
  const registry = collected;
  registry.register(object, stop, ref);
  return () => {
    registry.unregister(ref);
    stop();
  };
}
