/** What objects of any kind say of their own reconciling, by the rules of kstatus. */

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
