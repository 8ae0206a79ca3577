/**
 * taskwatch: a task queue and watch-driven waits for Kubernetes-style consoles.
 *
 * Times are milliseconds. For every option, `undefined` means absent. Importing the package has no effect;
 * the wasm in it is compiled by the first call that needs it.
 *
 * @module taskwatch
 * @packageDocumentation
 */

export * from './tasks.js';
export * from './contexts.js';
export * from './enqueue.js';
export * from './durable.js';
export * from './queue.js';
export * from './config.js';
export * from './watch.js';
export * from './kubernetes.js';
export * from './status.js';
export * from './conditions.js';
export * from './resources.js';
export * from './errors.js';

/**
 * Returns the error that would keep the package from working in this page, without compiling the wasm: a `WasmBlockedError`,
 * or, if the engine is too old, an `Error` that names the oldest supported ones. `undefined` if nothing does. Never throws.
 *
 * Call it at startup: development servers often allow what a production Content-Security-Policy forbids.
 */
export declare function supportError(): Error | undefined;

/**
 * The app's own types for values that the queue carries untouched. Augment it once, in a file with an `import` or `export`
 * of its own (`export {}` will do), since in any other file `declare module` replaces the package's types:
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
 * Without a registration an icon and an action are `any`, and metadata is an `object`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: only an interface can be augmented
export interface Register {}

/** The type of `icon` in {@link Register}, else `any`. */
export type TaskIcon = Register extends { icon: infer TIcon } ? TIcon : any;

/** The type of one completion action: `action` in {@link Register}, else `any`. */
export type TaskAction = Register extends { action: infer TAction } ? TAction : any;

/** The type of `metadata` in {@link Register}, else `object`. */
export type TaskMetadata = Register extends { metadata: infer TMetadata } ? TMetadata : object;
