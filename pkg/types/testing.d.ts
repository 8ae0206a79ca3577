/**
 * Sources for tests and demos: one that does only what it is told, and a control plane that lives in memory.
 * Both work in browsers, in Node and under fake timers; importing this has no effect.
 */
import type { WatchEvent, WatchOptions, WatchSource } from './index.js';

/** A refusal or a broken stream: an HTTP status code, or (parts of) a Kubernetes `Status`. */
export type FailureStatus =
  | number
  | { code?: number; reason?: string; message?: string; [field: string]: unknown };

/** A source that does what a test tells it to. */
export interface ScriptedSource extends WatchSource {
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  read(options: WatchOptions): Promise<any>;
  /**
   * Delivers an event, before it returns, to the subscriptions whose options have every field of `options` with
   * the same value; to all without.
   */
  emit(event: WatchEvent, options?: Partial<WatchOptions>): void;
  /** From now on reads give this, as it is; `undefined`: there is no object. Emits nothing. */
  set(object: object | readonly object[] | undefined): void;
  /**
   * Delivers an ERROR event to all subscriptions. Without a code (and without an argument) it reports a closed
   * stream. Reads go on as they were.
   */
  fail(status?: FailureStatus): void;
  /** From now on reads reject with an error that has this status' `code` and `reason`; `undefined` or `set`: no more. */
  failReads(status: FailureStatus | undefined): void;
  /** The options of the live subscriptions, oldest first; a new array each time. */
  readonly subscriptions: WatchOptions[];
  /** How often `read` was called. */
  readonly reads: number;
}

/** Makes a source with no object, no subscription and no read. It uses no timer. */
export declare function scriptedSource(): ScriptedSource;

/** A duration in milliseconds, or the bounds between which the seeded generator draws one. */
export type Delay = number | readonly [min: number, max: number];

/** How a resource fails: the reason of its condition, or reason and message. */
export type FakeFailure = string | { reason: string; message?: string | undefined };

/** How objects fare on their way to Ready. */
export interface FakeFate {
  /**
   * From `create` until the last condition is `True`. Default `[2000, 6000]`. The steps on the way (`Pending`,
   * `Provisioning`, one for each condition) are spread evenly over it.
   */
  delay?: Delay | undefined;
  /** The last condition becomes `False` for this reason, instead of `True`. `null`, and by default: none. */
  failure?: FakeFailure | null | undefined;
  /** The object stays at `Provisioning`. Default `false`. */
  neverReady?: boolean | undefined;
  /** Streams are not told of the last step; reads and later subscribers see it. Default `false`. */
  loseReady?: boolean | undefined;
}

/** A kind of resource that the fake control plane knows more of. */
export interface FakeResource {
  /** `kind` of its objects; `create` finds the resource by it. */
  kind: string;
  /** Its conditions, in the order in which they become `True`. Default `['Ready']`; `[]`: it has no status. */
  conditions?: readonly string[] | undefined;
  /** The namespace of objects that name none. Default: none. */
  namespace?: string | null | undefined;
}

/** The options of a fake control plane. */
export interface FakeControlPlaneOptions extends FakeFate {
  /** Where the random numbers begin: the same seed and calls give the same uids and delays. Default 1. */
  seed?: number | undefined;
  /** More kinds, or others in place of the known ones (projects and DNS zones), by resource type. */
  resources?: { readonly [resourceType: string]: FakeResource } | undefined;
  /** Whether a subscriber is first given all present objects as ADDED, in a microtask. Default `true`. */
  replay?: boolean | undefined;
}

/**
 * Where an object is: the fields of `WatchOptions` that say so. An object created with none of `orgId`, `projectId`
 * and `userScoped` is seen from everywhere, one created with any of them only from the same place; one with
 * neither a resource type nor a known `kind` is of every type.
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
 * A control plane in memory. Objects handed in and out are copies, as over the network. Timers run only while
 * an object is on its way.
 */
export interface FakeControlPlane extends WatchSource {
  /** A stream of events, sent as they happen. */
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent<any>) => void): () => void;
  /** The named object, or `undefined`; without `name` a Kubernetes list. */
  read(options: WatchOptions): Promise<any>;
  /**
   * Stores an object and answers at once with it as stored: no status yet, `generation` 1. Needs `metadata.name`
   * or `metadata.generateName`. Throws an `Error` with `code` 409 and `reason` `AlreadyExists` for a name that is
   * taken. The fate given here wins over that of the control plane.
   */
  create(object: object, options?: FakePlace & FakeFate): FakeObject;
  /**
   * Deletes the objects of this name, in that place if one is given. `delay`: they are terminating for so long
   * first. `false`: there is none.
   */
  remove(name: string, options?: FakePlace & { delay?: Delay | undefined }): boolean;
  /** All objects, or those which such a watch would see; `name` and the selectors work here, too. */
  list(options?: Partial<WatchOptions>): FakeObject[];
  /** Changes the fate of objects created from now on. */
  configure(fate: FakeFate): void;
  /** Streams are not told of the next events, one by default. */
  loseEvents(count?: number): void;
  /**
   * Ends all streams, or those whose options have every field of `options`: each is sent an ERROR without a code
   * (unless `silent`), then nothing more. Gives the number of streams.
   */
  cutStreams(options?: Partial<WatchOptions> & { silent?: boolean | undefined }): number;
  /** The options of the live streams, oldest first; a new array each time. */
  readonly subscriptions: WatchOptions[];
  /** How often `read` was called. */
  readonly reads: number;
  /** Ends all streams without a word and clears all timers. Objects stay as they are and can be read. */
  stop(): void;
}

/** Makes an empty control plane that knows projects (`Ready`) and DNS zones (`Accepted`, `Programmed`). */
export declare function fakeControlPlane(options?: FakeControlPlaneOptions): FakeControlPlane;

/**
 * Resolves when all microtasks have run, those that they queue included. Under fake timers too: no timer is used.
 */
export declare function settle(): Promise<void>;
