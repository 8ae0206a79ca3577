/**
 * taskwatch: a task queue and watch-driven waits for Kubernetes-style consoles.
 *
 * Times are milliseconds. `undefined` means absent for every option.
 * Nothing here has an effect at import; the wasm inside is compiled by the first call that needs it.
 */

export * from './tasks.js';
export * from './queue.js';
export * from './watch.js';
export * from './kubernetes.js';
export * from './status.js';
export * from './conditions.js';
export * from './resources.js';
export * from './errors.js';

/**
 * The app's own types for what the queue carries untouched. Augment it once:
 *
 * ```ts
 * declare module 'taskwatch' {
 *   interface Register {
 *     icon: React.ReactNode;
 *     action: { label: string; href: string };
 *     metadata: { projectId?: string };
 *   }
 * }
 * ```
 *
 * What is not registered is `any` (icon, action) and `object` (metadata).
 */
export interface Register {}

/** The type of `icon`: what {@link Register} says, else `any`. */
export type TaskIcon = Register extends { icon: infer TIcon } ? TIcon : any;

/** The type of one completion action: what {@link Register} says, else `any`. */
export type TaskAction = Register extends { action: infer TAction } ? TAction : any;

/** The type of `metadata`: what {@link Register} says, else `object`. */
export type TaskMetadata = Register extends { metadata: infer TMetadata } ? TMetadata : object;
