/** What is asked of an object: verdicts, conditions as values, waits for any resource, definitions of kinds. */
import type { Condition } from './status.js';
import type { WaitOptions, WatchOptions, WatchWait } from './watch.js';

/** What one version of an object says about readiness. */
export interface Verdict {
  state: 'ready' | 'pending' | 'failed';
  /** The reason of the condition that decided, or the text that a field was asked for and has. */
  reason: string | undefined;
  /** Its message, or what is awaited; `undefined` where there is nothing to say. */
  message: string | undefined;
  /** The condition that decided, as it was found; `undefined` if none did. */
  condition: Condition | undefined;
}

/** A generation: a number, or where it came as one, a numeric string or a `bigint`. */
export type Generation = number | string | bigint;

declare const conditionValue: unique symbol;

/**
 * A condition as a value: what `condition`, `allOf`, `anyOf`, `not`, `fieldEquals`, `exists` and `deleted` give. Frozen,
 * opaque, and judged on one version of an object. What looks into `status` holds only where that is there and not stale
 * (an `observedGeneration`, of the status or of the condition, older than `metadata.generation` or `minGeneration`), and
 * so does its `not`.
 */
export interface ConditionValue {
  readonly [conditionValue]: true;
}

/** A field of an object: `'status.phase'`, or the keys and indices that lead to it. */
export type FieldPath = string | readonly (string | number)[];

/** The condition of this type has this status, `'True'` by default, and this reason, if one is given. */
export declare function condition(
  type: string,
  status?: Condition['status'],
  reason?: string,
): ConditionValue;
/** All of them hold. */
export declare function allOf(...conditions: [ConditionValue, ...ConditionValue[]]): ConditionValue;
/** One of them holds. */
export declare function anyOf(...conditions: [ConditionValue, ...ConditionValue[]]): ConditionValue;
/** It does not hold; of a status that is missing or stale neither is said. */
export declare function not(condition: ConditionValue): ConditionValue;
/** What is at `path` equals plain data: numbers and BigInt by value, lists and objects by what is in them, `null` what is absent. */
export declare function fieldEquals(path: FieldPath, value: unknown): ConditionValue;
/** The object is there; with `path`: it has this field, and that is not `null`. */
export declare function exists(path?: FieldPath): ConditionValue;
/** The object is gone: deleted, absent, or replaced by another of its name. */
export declare function deleted(): ConditionValue;

/** The options of waits for a resource to be ready. */
export interface ResourceWaitOptions<T = any> extends WaitOptions {
  /** A status that has not observed at least this generation is stale and decides nothing. */
  minGeneration?: Generation | undefined;
  /** How long a failure must last, in milliseconds, before it rejects. Default 0: not at all. */
  failureGrace?: number | undefined;
  /** Makes the promise's value from the raw object; the resource's own by default. */
  adapt?: ((raw: any) => T) | undefined;
  /** Told of each verdict, once per change. */
  onStatus?: ((verdict: Verdict) => unknown) | undefined;
}

/** The options of `waitForResource`. */
export interface WaitForResourceOptions<T = any> extends WatchOptions, ResourceWaitOptions<T> {
  /**
   * A condition, or a function that is called for every version of the object as it is and whose truthy answer resolves
   * the wait. With `deleted()` the end of the object, its absence and another uid resolve it, with the last object seen
   * or `undefined`.
   */
  until: ConditionValue | ((object: any) => unknown);
  /** Asked first; if it holds, the wait rejects with `ResourceFailedError`. It is the only thing that fails the wait. */
  failWhen?: ConditionValue | ((object: any) => unknown) | undefined;
  /** Picks the object out of a collection, for waits without `name`. */
  match?: ((object: any) => unknown) | undefined;
  /** As in `waitForWatch`. */
  onDeleted?: 'reject' | 'continue' | undefined;
}

/**
 * Waits until an object is as `until` says. A terminating object never is. Resolves with `adapt` of the object,
 * or the object itself; rejects as `waitForWatch` does, and with `ResourceFailedError` and `AdapterError`.
 */
export declare function waitForResource<T = any>(options: WaitForResourceOptions<T>): WatchWait<NoInfer<T>>;

/** What `defineResource` needs to know of a kind. */
export interface ResourceDefinition<T> {
  /** Such as `apis/example.com/v1/widgets`. */
  resourceType: string;
  /** Whose control plane it lives in: what the first argument of `waitForReady` names. */
  scope: 'organization' | 'project' | 'user' | 'cluster';
  /** The namespace its objects are in; `null` for cluster-scoped kinds. */
  namespace?: string | null | undefined;
  /** Makes the app's object from the raw one. */
  adapt: (raw: any) => T;
  /** The condition types that must be `True`, or a condition. Every `condition(type)` outside a `not` can also fail it. */
  ready: readonly string[] | ConditionValue;
  /** Looked at first, for versions whose status is not stale: a condition, or a function whose truthy answer fails it. */
  failed?: ConditionValue | ((object: any) => unknown) | undefined;
  /** Reasons of a `False` condition that mean "still on its way", besides the usual ones such as `Provisioning`. */
  pendingReasons?: readonly string[] | undefined;
}

/** A kind of resource that can be waited for. */
export interface Resource<T> {
  /** The adapted object. Throws `AdapterError` for what is none. */
  adapt(this: void, raw: unknown): T;
  /** What this version of the object says about readiness. */
  verdict(this: void, object: unknown): Verdict;
  /** Resolves with the adapted object when it is ready; rejects as `waitForResource` does. */
  waitForReady<R = T>(
    this: void,
    scopeId: string,
    name: string,
    options?: ResourceWaitOptions<R>,
  ): WatchWait<NoInfer<R>>;
}

/** Makes adapter, verdict and waiter for a kind. Throws a `TypeError` for a wrong definition. */
export declare function defineResource<T>(definition: ResourceDefinition<T>): Resource<T>;

// What has no `export` of its own stays inside.
export {};
