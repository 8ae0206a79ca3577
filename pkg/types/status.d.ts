/** What an object says of its own reconciling: its conditions, the sum of them for a UI, and kstatus. */

/** A condition of a Kubernetes object. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string | undefined;
  message?: string | undefined;
  lastTransitionTime?: string | undefined;
  observedGeneration?: number | undefined;
}

/** What a resource's status comes to, for a UI. */
export declare const ControlPlaneStatus: {
  readonly Success: 'success';
  readonly Error: 'error';
  readonly Pending: 'pending';
};
/** `'success' | 'error' | 'pending'`. */
export type ControlPlaneStatus = (typeof ControlPlaneStatus)[keyof typeof ControlPlaneStatus];

/** What `transformControlPlaneStatus` gives: the rest of the status stands beside the computed fields. */
export interface ControlPlaneStatusResult {
  status: ControlPlaneStatus;
  /** Why it is not a success; `''` for a success. */
  message: string;
  /** The last five only with `includeConditionDetails`. */
  conditions?: Condition[] | undefined;
  isProgrammed?: boolean | undefined;
  programmedReason?: string | undefined;
  isAccepted?: boolean | undefined;
  acceptedReason?: string | undefined;
  [field: string]: unknown;
}

/** The options of `transformControlPlaneStatus`. */
export interface ControlPlaneStatusOptions {
  /**
   * Condition types that must all be `True`; `null`: all that are present. Default: `Ready` if present, else
   * `Accepted` with `Programmed`, else `Accepted`, else the first.
   */
  requiredConditions?: readonly string[] | null | undefined;
  /** Adds the conditions and what they say about `Programmed` and `Accepted`. Default `false`. */
  includeConditionDetails?: boolean | undefined;
  /** Reasons that make a required condition which is `False` an error. Default: none. */
  terminalReasons?: readonly string[] | undefined;
}

/** Sums up the `status` of a resource for a UI. */
export declare function transformControlPlaneStatus(
  status: unknown,
  options?: ControlPlaneStatusOptions,
): ControlPlaneStatusResult;

/** What `computeStatus` gives. */
export interface ComputedStatus {
  /**
   * - `InProgress`: what is there is not yet what is wanted
   * - `Failed`: getting there met an error, or makes no headway
   * - `Current`: what is there is what is wanted
   * - `Terminating`: it is being deleted
   * - `NotFound`: there is no such object
   * - `Unknown`: it cannot be told
   */
  status: 'InProgress' | 'Failed' | 'Current' | 'Terminating' | 'NotFound' | 'Unknown';
  /** Why, for people; of a condition that decided, its own message. */
  message: string;
  /** The standard condition that goes with the status: `Reconciling` of `InProgress`, `Stalled` of `Failed`. */
  conditions: StandardCondition[];
}

/** A condition as kstatus has them: present only where it holds. */
export interface StandardCondition {
  type: 'Reconciling' | 'Stalled';
  status: 'True';
  /** As kstatus names it (`LessReplicas`, `JobFailed`), or that of the condition that decided. */
  reason: string;
  message: string;
}

/**
 * What an object of any kind says of its own reconciling, by the published rules of kstatus: deletion, then
 * generations, the conditions `Reconciling` and `Stalled`, the rule of a built-in kind, then `Ready`.
 *
 * It describes one version of one object and is not what waiters use: kstatus calls a running Job current, and an
 * object that has no status. Of a whole number that is absent Kubernetes' default counts. `undefined` and `null` are
 * `NotFound`, what is no object `Unknown`. Only the few fields that the object's kind needs are read.
 *
 * @throws AdapterError for an object that cannot be read: a field of a wrong type, a getter that throws.
 *
 * ```ts
 * const { status, message } = computeStatus(await api.read('apps/v1', 'deployments', 'web'));
 * ```
 */
export declare function computeStatus(object: unknown): ComputedStatus;
