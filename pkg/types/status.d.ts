/** The status of objects: conditions, their summary for a UI, and kstatus. */

/** A condition of a Kubernetes object. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string | undefined;
  message?: string | undefined;
  lastTransitionTime?: string | undefined;
  observedGeneration?: number | undefined;
}

/** The summary of a resource's status, for a UI. */
export declare const ControlPlaneStatus: {
  readonly Success: 'success';
  readonly Error: 'error';
  readonly Pending: 'pending';
};
/** `'success' | 'error' | 'pending'`. */
export type ControlPlaneStatus = (typeof ControlPlaneStatus)[keyof typeof ControlPlaneStatus];

/**
 * The result of {@link transformControlPlaneStatus}: the computed fields, and all other fields of
 * the status. The fields after `message` are present only with `includeConditionDetails`.
 */
export interface ControlPlaneStatusResult {
  status: ControlPlaneStatus;
  /** Why the status is not `success`; `''` if it is. */
  message: string;
  conditions?: Condition[] | undefined;
  isProgrammed?: boolean | undefined;
  programmedReason?: string | undefined;
  isAccepted?: boolean | undefined;
  acceptedReason?: string | undefined;
  [field: string]: unknown;
}

/** The options of {@link transformControlPlaneStatus}. */
export interface ControlPlaneStatusOptions {
  /**
   * The condition types that must all be `True`; `null` for all that are present. By default `Ready` if it is
   * present, else `Accepted` with `Programmed`, else `Accepted`, else the first one.
   */
  requiredConditions?: readonly string[] | null | undefined;
  /**
   * Adds the conditions, and the fields about `Programmed` and `Accepted`.
   *
   * @default false
   */
  includeConditionDetails?: boolean | undefined;
  /** The reasons that make a required condition with status `False` an error. By default none does. */
  terminalReasons?: readonly string[] | undefined;
}

/**
 * Summarises the `status` of a resource for a UI. It never throws: unreadable parts of a status,
 * conditions that are not a list, and wrong options count as absent. Types and statuses of conditions are
 * compared without regard to case.
 */
export declare function transformControlPlaneStatus(
  status: unknown,
  options?: ControlPlaneStatusOptions,
): ControlPlaneStatusResult;

/** The result of {@link computeStatus}. */
export interface ComputedStatus {
  /**
   * - `InProgress`: the actual state is not the desired state yet
   * - `Failed`: reconciling has met an error, or makes no progress
   * - `Current`: the actual state is the desired state
   * - `Terminating`: the object is being deleted
   * - `NotFound`: the object does not exist
   * - `Unknown`: the status cannot be determined
   */
  status: 'InProgress' | 'Failed' | 'Current' | 'Terminating' | 'NotFound' | 'Unknown';
  /** Why, for people; if a condition decided, its own message. */
  message: string;
  /**
   * kstatus' condition for the status: `Reconciling` for `InProgress`, `Stalled` for `Failed`.
   */
  conditions: StandardCondition[];
}

/** A condition of kstatus: present only where it holds. */
export interface StandardCondition {
  type: 'Reconciling' | 'Stalled';
  status: 'True';
  /**
   * The name that kstatus has for it (`LessReplicas`, `JobFailed`), or the reason of the condition that
   * decided.
   */
  reason: string;
  message: string;
}

/**
 * Computes the state of an object's reconciliation, for any kind, by the published rules of kstatus:
 * deletion, then generations, the conditions `Reconciling` and `Stalled`, the rule of a built-in kind, then
 * `Ready`.
 *
 * It describes one version of one object. Waiters do not use it: for kstatus a running Job is current, and so
 * is an object without a status. Missing integers take Kubernetes' defaults. `undefined` and `null` are
 * `NotFound`, other values that are not objects are `Unknown`. Only the few fields that the object's kind
 * requires are read. It never throws: where one of them has a wrong type, or its getter throws, the status is
 * `Unknown` and the message says where.
 *
 * ```ts
 * const { status, message } = computeStatus(await api.read('apps/v1', 'deployments', 'web'));
 * ```
 */
export declare function computeStatus(object: unknown): ComputedStatus;
