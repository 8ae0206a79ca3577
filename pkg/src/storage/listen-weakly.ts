// @ts-nocheck
// Lets the platform call an object that may be forgotten meanwhile: a queue that nobody holds is not kept by what
// it listens to.

const forgotten = new FinalizationRegistry((letGo) => letGo());

/**
 * Calls `listen(call)`, which returns how to stop. `call(name, ...values)` calls a method of `object` while it
 * lives. Returns how to stop; that happens by itself when `object` is gone.
 */
export function callWeakly(object, listen) {
  const ref = new WeakRef(object);
  const letGo = listen((name, ...values) => ref.deref()?.[name](...values));
  forgotten.register(object, letGo, ref);
  return () => {
    forgotten.unregister(ref);
    letGo();
  };
}
