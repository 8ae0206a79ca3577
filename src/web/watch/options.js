// Reads a caller's options in one pass, so that each getter runs once, and checks them by the rules of `core::options`.

import { TASK, WAIT, WATCH } from '../generated/protocol.js';
import { describe } from '../shared/describe.js';
import { check, wrong } from '../shared/options.js';
import { JOIN_TASK, SHOW_MESSAGE } from '../shared/task-link.js';

/** @import { StreamState, WatchOptions } from '../../../pkg/types/watch.d.ts' */
/** @import { JoinTask } from '../shared/task-link.js' */

/**
 * @typedef {object} CheckedOptions
 * @property {string} resourceType
 * @property {string | undefined} orgId
 * @property {string | undefined} projectId
 * @property {string | null | undefined} namespace
 * @property {string | undefined} name
 * @property {string | undefined} labelSelector
 * @property {string | undefined} fieldSelector
 * @property {boolean | undefined} userScoped
 * @property {((event: unknown) => unknown) | undefined} onEvent Absent where a judge decides.
 * @property {(() => unknown) | undefined} read
 * @property {unknown} initial
 * @property {unknown} task
 * @property {AbortSignal | undefined} signal
 * @property {unknown} source
 * @property {number | null | undefined} timeout
 * @property {'reject' | 'continue' | undefined} onDeleted
 * @property {number | undefined} forbiddenGrace
 * @property {((state: StreamState) => void) | undefined} onStream
 * @property {boolean | undefined} explain
 * @property {AbortSignal | undefined} taskSignal
 * @property {number | undefined} taskDeadline In epoch milliseconds, as in the task's view.
 * @property {((message: unknown) => void) | undefined} setMessage Sets the message line of the task.
 * @property {JoinTask | undefined} joinTask Joins the task, so that it shows the wait.
 * @property {object} options The caller's object: its `read` is called as a method of it.
 * @property {WatchOptions} target The options of the watch that were given, for the source.
 * @property {boolean} isNamed
 * @property {boolean} hasOwnRead
 * @property {boolean} hasInitial
 * @property {boolean} hasOwnSource
 * @property {boolean} hasSignal
 * @property {boolean} hasTaskSignal
 * @property {boolean} survivesDeletion Whether `onDeleted` is `'continue'`.
 * @property {boolean} isObserved Whether the wait has an observer.
 * @property {boolean} isExplained Whether `explain` is `true`.
 */

/**
 * Reads and checks the options of a wait. Throws a `TypeError` for a wrong one, and what a getter throws.
 *
 * @param {any} options The caller's options.
 * @param {boolean} isJudged Whether a judge decides in place of `onEvent`, which is not read then.
 * @returns {CheckedOptions}
 */
export function checkOptions(options, isJudged) {
  if (typeof options !== 'object' || options === null) throw wrong('options', 'an object', options);
  const { resourceType, orgId, projectId, namespace, name, labelSelector, fieldSelector, userScoped } =
    options;
  const onEvent = isJudged ? undefined : options.onEvent;
  const { read, initial, task, signal, source, timeout, onDeleted, forbiddenGrace } = options;
  const { onStream, explain } = options;
  let taskSignal, taskDeadline, setMessage, joinTask;
  if (typeof task === 'object' && task !== null) {
    taskSignal = task.signal;
    const { deadlineAt } = task;
    const own = task[SHOW_MESSAGE] ?? task.setMessage;
    if (typeof deadlineAt === 'number') taskDeadline = deadlineAt;
    const join = task[JOIN_TASK];
    if (typeof join === 'function') {
      joinTask = (/** @type {unknown[]} */ ...values) => Reflect.apply(join, task, values);
    }
    if (typeof own === 'function') setMessage = (/** @type {unknown} */ message) => own.call(task, message);
  }
  /** @type {CheckedOptions} */
  const checked = {
    resourceType,
    orgId,
    projectId,
    namespace,
    name,
    labelSelector,
    fieldSelector,
    userScoped,
    onEvent,
    read,
    initial,
    task,
    signal,
    source,
    timeout,
    onDeleted,
    forbiddenGrace,
    onStream,
    explain,
    taskSignal,
    taskDeadline,
    setMessage,
    joinTask,
    options,
    target: targetOf(
      resourceType,
      orgId,
      projectId,
      namespace,
      name,
      labelSelector,
      fieldSelector,
      userScoped,
    ),
    // For the wasm: a boolean crosses faster than a value.
    isNamed: name !== undefined,
    hasOwnRead: read !== undefined,
    hasInitial: initial !== undefined && initial !== null,
    hasOwnSource: source !== undefined,
    hasSignal: signal !== undefined,
    hasTaskSignal: taskSignal !== undefined,
    survivesDeletion: onDeleted === 'continue',
    isObserved: onStream !== undefined || joinTask !== undefined,
    isExplained: explain === true,
  };
  // One by one, and only what is there: a loop over the rules took a quarter of the time of starting a wait.
  check(WATCH.resourceType, resourceType);
  if (orgId !== undefined) check(WATCH.orgId, orgId);
  if (projectId !== undefined) check(WATCH.projectId, projectId);
  if (namespace !== undefined) check(WATCH.namespace, namespace);
  if (name !== undefined) check(WATCH.name, name);
  if (labelSelector !== undefined) check(WATCH.labelSelector, labelSelector);
  if (fieldSelector !== undefined) check(WATCH.fieldSelector, fieldSelector);
  if (userScoped !== undefined) check(WATCH.userScoped, userScoped);
  if (!isJudged) check(WAIT.onEvent, onEvent);
  if (read !== undefined) check(WAIT.read, read);
  if (initial !== undefined) check(WAIT.initial, initial);
  if (task !== undefined) check(WAIT.task, task);
  if (signal !== undefined) check(WAIT.signal, signal);
  if (source !== undefined) check(WAIT.source, source);
  if (timeout !== undefined) check(WAIT.timeout, timeout);
  if (onDeleted !== undefined) check(WAIT.onDeleted, onDeleted);
  if (forbiddenGrace !== undefined) check(WAIT.forbiddenGrace, forbiddenGrace);
  if (onStream !== undefined) check(WAIT.onStream, onStream);
  if (explain !== undefined) check(WAIT.explain, explain);
  check(TASK.signal, taskSignal);
  if (checked.hasInitial) checkInitial(checked);
  return checked;
}

/**
 * Makes sure that `initial` is the object that the wait is for: another one, or one that was adapted, would end the wait.
 *
 * @param {CheckedOptions} checked
 */
function checkInitial({ initial, name, namespace }) {
  /** @type {any} A caller's object, whose getters may throw. */
  const { metadata } = initial;
  const own = metadata?.name;
  if (typeof own !== 'string' || own === '' || own !== (name ?? own)) {
    throw wrong('initial.metadata.name', name === undefined ? 'the name of an object' : describe(name), own);
  }
  const where = metadata.namespace ?? undefined;
  if (namespace && where !== undefined && where !== namespace) {
    throw wrong('initial.metadata.namespace', describe(namespace), where);
  }
}

/**
 * @param {string} resourceType
 * @param {string | undefined} orgId
 * @param {string | undefined} projectId
 * @param {string | null | undefined} namespace
 * @param {string | undefined} name
 * @param {string | undefined} labelSelector
 * @param {string | undefined} fieldSelector
 * @param {boolean | undefined} userScoped
 */
function targetOf(resourceType, orgId, projectId, namespace, name, labelSelector, fieldSelector, userScoped) {
  /** @type {WatchOptions} */
  const target = { resourceType };
  if (orgId !== undefined) target.orgId = orgId;
  if (projectId !== undefined) target.projectId = projectId;
  // `null` is never passed on. An absent namespace means none, except in a project, where it means `default`.
  const isInProject = projectId !== undefined && userScoped !== true;
  if (typeof namespace === 'string') target.namespace = namespace;
  else if (namespace === null && isInProject) target.namespace = '';
  if (name !== undefined) target.name = name;
  if (labelSelector !== undefined) target.labelSelector = labelSelector;
  if (fieldSelector !== undefined) target.fieldSelector = fieldSelector;
  if (userScoped !== undefined) target.userScoped = userScoped;
  return target;
}

/**
 * The first signal that has aborted already, the task's before the wait's own.
 *
 * @param {CheckedOptions} checked
 */
export function abortedSignal({ taskSignal, signal }) {
  if (taskSignal?.aborted) return taskSignal;
  return signal?.aborted ? signal : undefined;
}

/**
 * @param {AbortSignal} signal
 * @returns {unknown}
 */
export const reasonOf = (signal) => signal.reason;
