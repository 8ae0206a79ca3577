// Fields that all instances of a class share until one gets its own value. Contains no class itself.

/**
 * Puts `fields` on the prototype of `Class`, where thousands of instances share them, and returns the class. Call it marked as
 * pure: a bundler that finds `Object.assign(Class.prototype, …)` keeps the class, whether it is used or not.
 */
export function onPrototype<TClass extends { readonly prototype: object }>(
  Class: TClass,
  fields: Partial<TClass['prototype']> & { readonly constructor?: unknown; readonly [key: symbol]: unknown },
): TClass {
  Object.assign(Class.prototype, fields);
  return Class;
}
