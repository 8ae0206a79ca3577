/** Judging objects: verdicts, conditions as values, waits for any resource, and definitions of kinds. */
import type { Condition } from './status.js';
import type { WaitOptions, WatchOptions, WatchWait } from './watch.js';

/** What one version of an object says about its readiness. */
export interface Verdict {
  state: 'ready' | 'pending' | 'failed';
  /** The reason of the condition that decided, or the value of the text field that decided; else `''`. */
  reason: string;
  /**
   * The message of that condition, or what is still awaited, such as a status that is not stale; `''` if there
   * is nothing to say.
   */
  message: string;
  /** The condition that decided, as it was found; `undefined` if none did. */
  condition: Condition | undefined;
}

/** A generation: a number or, where the API's client delivers one, a numeric string or a `bigint`. */
export type Generation = number | string | bigint;

declare const conditionValue: unique symbol;

/**
 * A condition as a value, made by `condition`, `allOf`, `anyOf`, `not`, `fieldEquals`, `exists`, `within`,
 * `every`, `some` or `deleted`.
 * It is frozen and opaque, and is judged on one version of an object. A condition that looks into `status`
 * holds only if the status is present and not stale, and the same is true of its `not`. A status is stale if
 * its `observedGeneration`, or that of the condition in question, is older than `metadata.generation` or
 * `minGeneration`.
 */
export interface ConditionValue {
  readonly [conditionValue]: true;
}

/** A field of an object: `'status.phase'`, or the keys and indices that lead to it. */
export type FieldPath = string | readonly (string | number)[];

/**
 * Holds if the condition of this type has this status, by default `'True'`, and, if one is given, this
 * reason. Types and statuses are compared without regard to case, as `kubectl wait` does, reasons with it.
 */
export declare function condition(
  type: string,
  status?: Condition['status'] | Lowercase<Condition['status']>,
  reason?: string,
): ConditionValue;
/** Holds if all of the conditions hold. */
export declare function allOf(...conditions: [ConditionValue, ...ConditionValue[]]): ConditionValue;
/** Holds if at least one of the conditions holds. */
export declare function anyOf(...conditions: [ConditionValue, ...ConditionValue[]]): ConditionValue;
/**
 * Holds if the condition does not. With a missing or stale status the result is unknown, and neither
 * holds.
 */
export declare function not(condition: ConditionValue): ConditionValue;
/**
 * Holds if the field equals plain data: a number or `bigint` by its value, a list or object by its content.
 * `null` equals an absent field.
 */
export declare function fieldEquals(path: FieldPath, value: unknown): ConditionValue;
/** Holds if the object exists; with `path`, if it has this field and the field is not `null`. */
export declare function exists(path?: FieldPath): ConditionValue;
/**
 * Judges the value at a path as if it were the status: `within('status.v1beta2', condition('Available'))`. Paths
 * inside are relative to it, and its `observedGeneration` and those of its conditions count. For an absent value
 * neither this nor its `not` holds.
 */
export declare function within(path: FieldPath, condition: ConditionValue): ConditionValue;
/**
 * Holds if the condition does for each element of the list at a path, each judged as if it were the status:
 * `every('status.parents', condition('Accepted'))`. Paths inside are relative to the element. For an absent or
 * empty list neither this nor its `not` holds.
 */
export declare function every(path: FieldPath, condition: ConditionValue): ConditionValue;
/**
 * Holds if the condition does for an element of the list at a path; otherwise like {@link every}.
 */
export declare function some(path: FieldPath, condition: ConditionValue): ConditionValue;
/** Holds if the object is gone: deleted, absent, or replaced by another one of the same name. */
export declare function deleted(): ConditionValue;

/** The options of waits until a resource is ready. */
export interface ResourceWaitOptions<T = any> extends WaitOptions {
  /** A status that has observed an older generation is stale and decides nothing. */
  minGeneration?: Generation | undefined;
  /**
   * Milliseconds that a failure must last before the wait rejects, from the first failed verdict. From 0;
   * with `0` it rejects at once.
   *
   * @default 0
   */
  failureGrace?: number | undefined;
  /** Returns the promise's value for the raw object; the resource's own adapter by default. */
  adapt?: ((raw: any) => T) | undefined;
  /** Called with the verdict whenever it has changed. What it throws goes to `console.error`. */
  onStatus?: ((verdict: Verdict) => unknown) | undefined;
}

/** The options of {@link waitForResource}. */
export interface WaitForResourceOptions<T = any> extends WatchOptions, ResourceWaitOptions<T> {
  /**
   * A condition, or a function that is called with every version of the object as it is; a truthy result
   * resolves the wait. With `deleted()`, the deletion of the object, its absence and another uid resolve the
   * wait, with the last seen object or `undefined`.
   */
  until: ConditionValue | ((object: any) => unknown);
  /**
   * Judged before `until`: if it holds, the wait rejects with `ResourceFailedError`. Nothing else fails the
   * wait.
   */
  failWhen?: ConditionValue | ((object: any) => unknown) | undefined;
  /** Picks the object out of a collection, for waits without `name`. */
  match?: ((object: any) => unknown) | undefined;
  /** As in {@link WatchWaitOptions.onDeleted}. */
  onDeleted?: 'reject' | 'continue' | undefined;
  /** As in {@link WatchWaitOptions.forbiddenGrace}. */
  forbiddenGrace?: number | undefined;
}

/**
 * Waits until `until` holds for an object; while the object is terminating, it never does. Resolves with the
 * result of `adapt`, by default the object itself; rejects like `waitForWatch`, and with
 * `ResourceFailedError` and `AdapterError`.
 */
export declare function waitForResource<T = any>(options: WaitForResourceOptions<T>): WatchWait<NoInfer<T>>;

/** The options of {@link waitForResources}. */
export interface WaitForResourcesOptions<T = any>
  extends Omit<WaitForResourceOptions<T>, 'name' | 'match' | 'read'> {
  /**
   * How many objects there must be, a whole number from 1.
   *
   * @default 1
   */
  atLeast?: number | undefined;
  /** Returns the current objects; the source's `read` by default. */
  read?: (() => PromiseLike<object | readonly object[] | null | undefined>) | undefined;
  /** Not accepted: the wait is for a whole collection. */
  name?: undefined;
  /** Not accepted: a selector says which objects count. */
  match?: undefined;
}

/**
 * Waits until a collection, whole or by selector, has at least `atLeast` objects and `until` holds for
 * all of them at once; with `until: deleted()`, until none is left. Resolves with the objects, each passed through
 * `adapt`; rejects like `waitForResource`, if `failWhen` holds for any of them.
 *
 * The collection has to be completely known: if the source or the options have `read` and the source is not
 * `consistent`, nothing is decided before a read.
 *
 * ```ts
 * const pods = await waitForResources({
 *   resourceType: 'api/v1/pods', projectId, labelSelector: 'app=shop', until: condition('Ready'), atLeast: 3,
 * });
 * ```
 */
export declare function waitForResources<T = any>(
  options: WaitForResourcesOptions<T>,
): WatchWait<NoInfer<T>[]>;

/** Describes a kind of resource, for {@link defineResource}. */
export interface ResourceDefinition<T> {
  /** The API path of the kind, such as `apis/example.com/v1/widgets`. */
  resourceType: string;
  /** The control plane in which its objects live; the first argument of `waitForReady` is that one's id. */
  scope: 'organization' | 'project' | 'user' | 'cluster';
  /** The namespace of its objects; `null` for kinds that have none. */
  namespace?: string | null | undefined;
  /** Converts a raw object to the app's own. */
  adapt: (raw: any) => T;
  /**
   * The condition types that must be `True`, or a condition. Every `condition(type)` outside a `not` can also
   * fail the object: by `False` with a reason, unless the reason means "not ready yet" or the
   * condition `Reconciling` is `True`. `Stalled=True` fails every object that is not ready.
   */
  ready: readonly string[] | ConditionValue;
  /**
   * A condition or a function, judged before `ready`, on versions whose status is not stale and without
   * `Reconciling=True`. The resource has failed if the condition holds or the function returns
   * a truthy value.
   */
  failed?: ConditionValue | ((object: any) => unknown) | undefined;
  /**
   * Reasons of a `False` condition that mean "not ready yet", besides the usual ones such as `Provisioning`.
   */
  pendingReasons?: readonly string[] | undefined;
  /** The only reasons of a `False` condition that mean failure: every other one means "not ready yet". */
  failedReasons?: readonly string[] | undefined;
}

/** A kind of resource that can be waited for. */
export interface Resource<T> {
  /** Converts a raw object to the app's own. Throws `AdapterError` for a value that is not an object. */
  adapt(this: void, raw: unknown): T;
  /**
   * Judges the readiness of this version of the object. Throws `AdapterError` for one that cannot be read.
   */
  verdict(this: void, object: unknown): Verdict;
  /**
   * Waits until the object is ready and resolves with the adapted object; rejects like `waitForResource`.
   * `scopeId` is the id of the organization or of the project; for the scope `user` it is ignored.
   */
  waitForReady<R = T>(
    this: void,
    scopeId: string,
    name: string,
    options?: ResourceWaitOptions<R>,
  ): WatchWait<NoInfer<R>>;
}

/** A kind of resource of the scope `cluster`, which is waited for by name alone. */
export interface ClusterResource<T> extends Omit<Resource<T>, 'waitForReady'> {
  /**
   * Waits until the object is ready and resolves with the adapted object; rejects like `waitForResource`.
   */
  waitForReady<R = T>(this: void, name: string, options?: ResourceWaitOptions<R>): WatchWait<NoInfer<R>>;
}

/**
 * Defines a kind: returns its adapter, verdict and waiter, which need the wasm; defining does not. Throws a `TypeError` for a
 * wrong definition.
 */
export declare function defineResource<T>(
  definition: ResourceDefinition<T> & { scope: 'cluster' },
): ClusterResource<T>;
export declare function defineResource<T>(definition: ResourceDefinition<T>): Resource<T>;

// What has no `export` of its own stays private to this file.
export {};
