/**
 * Watch sources for tests and demos: one that does only what a test tells it to, and a control plane in
 * memory. Both work in browsers, in Node and under fake timers; importing this has no effect.
 *
 * @module taskwatch/testing
 * @packageDocumentation
 */
import type { WatchEvent, WatchOptions, WatchSource } from './index.js';

/** A refusal or a broken stream: an HTTP status code, or a Kubernetes `Status` or part of one. */
export type FailureStatus =
  | number
  | { code?: number; reason?: string; message?: string; [field: string]: unknown };

/** A source that does only what a test tells it to. */
export interface ScriptedSource extends WatchSource {
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  read(options: WatchOptions): Promise<any>;
  /**
   * Delivers an event synchronously to the subscriptions whose options have every field of `options`
   * with the same value, or without `options` to all.
   */
  emit(event: WatchEvent, options?: Partial<WatchOptions>): void;
  /**
   * Sets the answer of later reads, which return it as it is; `undefined` means that there is no object.
   * Emits nothing.
   */
  set(object: object | readonly object[] | undefined): void;
  /**
   * Delivers an ERROR event to all subscriptions. Without a code, or without an argument, it reports a closed
   * stream. Reads are not affected.
   */
  fail(status?: FailureStatus): void;
  /**
   * Makes later reads reject with an error that has the `code` and the `reason` of this status. `undefined`
   * or a call of `set` ends that.
   */
  failReads(status: FailureStatus | undefined): void;
  /** The options of the live subscriptions, the oldest first; a new array each time. */
  readonly subscriptions: WatchOptions[];
  /** How often `read` was called. */
  readonly reads: number;
}

/** Creates a source without an object. It uses no timer. */
export declare function scriptedSource(): ScriptedSource;

/** A duration in milliseconds, from 0, or the bounds between which the seeded generator draws one. */
export type Delay = number | readonly [min: number, max: number];

/** How a resource fails: the reason of its condition, or reason and message. */
export type FakeFailure = string | { reason: string; message?: string | undefined };

/** How objects become ready, or fail to. */
export interface FakeFate {
  /**
   * The time from `create` until the last condition is `True`. The steps in between (`Pending`,
   * `Provisioning`, one for each condition) are spread evenly over it.
   *
   * @default [2000, 6000]
   */
  delay?: Delay | undefined;
  /**
   * Makes the last condition `False` with this reason instead of `True`. `null`, the default, means no
   * failure.
   */
  failure?: FakeFailure | null | undefined;
  /**
   * Whether the object stays at `Provisioning`.
   *
   * @default false
   */
  neverReady?: boolean | undefined;
  /**
   * Whether streams miss the last step, so that only reads and later subscribers see it.
   *
   * @default false
   */
  loseReady?: boolean | undefined;
}

/** A kind of resource for the fake control plane. */
export interface FakeResource {
  /** The `kind` of its objects, by which `create` finds the resource, in upper or lower case. */
  kind: string;
  /**
   * The types of its conditions, in the order in which they become `True`. With `[]` its objects have no
   * status.
   *
   * @default ['Ready']
   */
  conditions?: readonly string[] | undefined;
  /** The namespace of objects that set none. By default they have none. */
  namespace?: string | null | undefined;
}

/** The options of a fake control plane. */
export interface FakeControlPlaneOptions extends FakeFate {
  /**
   * The seed of the random numbers: the same seed and the same calls give the same uids and delays.
   *
   * @default 1
   */
  seed?: number | undefined;
  /** More kinds by resource type, which may also replace the known ones (projects and DNS zones). */
  resources?: { readonly [resourceType: string]: FakeResource } | undefined;
  /**
   * Whether a subscriber first receives all present objects as ADDED, in a microtask.
   *
   * @default true
   */
  replay?: boolean | undefined;
}

/**
 * Where an object lives, in the fields of `WatchOptions`. An object created without `orgId`, `projectId` and
 * `userScoped` is visible in every control plane, one created with any of them only in that one. An object with
 * neither a resource type nor a known `kind` matches every type and, without a namespace, every namespace.
 */
export type FakePlace = Partial<
  Pick<WatchOptions, 'resourceType' | 'orgId' | 'projectId' | 'namespace' | 'userScoped'>
>;

/** An object as an API server stores it. */
export interface FakeObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    creationTimestamp: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  spec?: any;
  status?: any;
  [field: string]: unknown;
}

/**
 * A control plane in memory. Objects passed in and out are copied, as over a network. Timers run
 * only while an object has not reached its last step.
 */
export interface FakeControlPlane extends WatchSource {
  /** Streams events as they happen. */
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent<any>) => void): () => void;
  /** Returns the named object, or `undefined`; without `name`, a Kubernetes list. */
  read(options: WatchOptions): Promise<any>;
  /**
   * Stores an object and returns it at once as it is stored: without a status, with `generation` 1. It must
   * have `metadata.name` or `metadata.generateName`. Throws an `Error` with `code` 409 and `reason`
   * `AlreadyExists` if the name is taken. The fate given here takes precedence over that of the control plane.
   */
  create(object: object, options?: FakePlace & FakeFate): FakeObject;
  /**
   * Deletes the objects of this name, only in the given place if there is one. With `delay` they are terminating for
   * that long first. Returns `false` if there is no such object.
   */
  remove(name: string, options?: FakePlace & { delay?: Delay | undefined }): boolean;
  /** Returns all objects, or those that a watch with these options would see, including `name` and selectors. */
  list(options?: Partial<WatchOptions>): FakeObject[];
  /** Changes the fate of objects created from now on. */
  configure(fate: FakeFate): void;
  /** Makes streams miss the next events, by default one. */
  loseEvents(count?: number): void;
  /**
   * Ends all streams, or those whose options have every field of `options`, and returns their number. Unless
   * `silent`, the last event of each is an ERROR without a code.
   */
  cutStreams(options?: Partial<WatchOptions> & { silent?: boolean | undefined }): number;
  /** The options of the live streams, the oldest first; a new array each time. */
  readonly subscriptions: WatchOptions[];
  /** How often `read` was called. */
  readonly reads: number;
  /**
   * Ends all streams without a last event and clears all timers. Objects remain and can be read.
   */
  stop(): void;
}

/** Creates an empty control plane that knows projects (`Ready`) and DNS zones (`Accepted`, `Programmed`). */
export declare function fakeControlPlane(options?: FakeControlPlaneOptions): FakeControlPlane;

/**
 * Resolves when all microtasks have run, including those that they queue. Uses no timer, so it works under
 * fake ones.
 */
export declare function settle(): Promise<void>;
