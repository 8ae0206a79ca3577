// Lets the platform call an object that may be garbage-collected meanwhile: a queue that nobody holds is not kept alive
// by what it listens to.

/** Made on first use: importing the package constructs nothing. */
let collected: FinalizationRegistry<() => void> | undefined;

/**
 * Calls `listen(call)`, which returns how to stop. `call(action)` runs `action` with `object` while that lives; neither
 * function may hold the object itself. Returns how to stop, which also happens once the object is gone.
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
