/** `true` where both types are the same, else `false`; tells `any` from the rest. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile unless the type is `true`. */
export function same<T extends true>(): T | void {}
