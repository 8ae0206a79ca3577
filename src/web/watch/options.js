// Takes a caller's options apart in one pass, so that each getter of theirs runs once. May throw what they
// throw. What each field may be is decided in Rust, which is given the kind of each.

import { describe } from '../shared/describe.js';

export function takeOptions(options, isJudged) {
  const { resourceType, orgId, projectId, namespace, name, labelSelector, fieldSelector, userScoped } =
    options;
  const onEvent = isJudged ? undefined : options.onEvent;
  const { read, initial, task, signal, source, timeout, onDeleted, forbiddenGrace } = options;
  let taskSignal, taskDeadline, setMessage;
  if (typeof task === 'object' && task !== null) {
    taskSignal = task.signal;
    // In epoch milliseconds, as in the task's view.
    const { deadlineAt, setMessage: say } = task;
    if (typeof deadlineAt === 'number') taskDeadline = deadlineAt;
    if (typeof say === 'function') setMessage = (message) => say.call(task, message);
  }
  // In the order of `FIELDS` in `web/watch/options.rs`, eight to a number.
  const kinds =
    kindOf(resourceType) |
    (kindOf(orgId) << 4) |
    (kindOf(projectId) << 8) |
    (kindOf(namespace) << 12) |
    (kindOf(name) << 16) |
    (kindOf(labelSelector) << 20) |
    (kindOf(fieldSelector) << 24) |
    (kindOf(userScoped) << 28);
  const moreKinds =
    kindOf(onEvent) |
    (kindOf(read) << 4) |
    (kindOf(initial) << 8) |
    (kindOf(task) << 12) |
    (kindOf(signal) << 16) |
    ((isSource(source) ? SOURCE : kindOf(source)) << 20) |
    (kindOf(timeout) << 24) |
    (kindOf(onDeleted) << 28);
  const lastKinds = kindOf(forbiddenGrace) | (kindOf(taskSignal) << 4);
  return {
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
    taskSignal,
    taskDeadline,
    setMessage,
    kinds,
    moreKinds,
    lastKinds,
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
  };
}

/** What goes to the source: the options of the watch that were given. */
function targetOf(resourceType, orgId, projectId, namespace, name, labelSelector, fieldSelector, userScoped) {
  const target = { resourceType };
  if (orgId !== undefined) target.orgId = orgId;
  if (projectId !== undefined) target.projectId = projectId;
  if (namespace !== undefined) target.namespace = namespace;
  if (name !== undefined) target.name = name;
  if (labelSelector !== undefined) target.labelSelector = labelSelector;
  if (fieldSelector !== undefined) target.fieldSelector = fieldSelector;
  if (userScoped !== undefined) target.userScoped = userScoped;
  return target;
}

const SOURCE = 10;

/** A function may be a source too. */
const isSource = (value) => typeof value === 'function' && typeof value.subscribe === 'function';

/** The kind of a value, as one of the numbers of `web/watch/options.rs`. */
function kindOf(value) {
  switch (typeof value) {
    case 'undefined':
      return 0;
    case 'string':
      return value === '' ? 2 : 3;
    case 'number':
      return Number.isNaN(value) ? 4 : value < 0 ? 5 : 6;
    case 'boolean':
      return 7;
    case 'function':
      return 8;
    case 'object':
      break;
    default:
      return 13;
  }
  if (value === null) return 1;
  if (typeof value.subscribe === 'function') return SOURCE;
  const isSignal =
    typeof value.aborted === 'boolean' &&
    typeof value.addEventListener === 'function' &&
    typeof value.removeEventListener === 'function';
  if (isSignal) return value.aborted ? 12 : 11;
  return 9;
}

/** What came in a field, in words. */
export const describeField = (taken, field) =>
  describe(field === 'task.signal' ? taken.taskSignal : taken[field]);

export const reasonOf = (signal) => signal.reason;

/** On a consistent source whose replay has no word for what is gone, so that silence is a reason to read. */
export const MISSES_ENDS = Symbol.for('taskwatch.missesEnds');

/** What a wait needs to know of its source: 1 for a `read`, 2 for `consistent`, 4 for `MISSES_ENDS`. */
export const sourceTraits = (source) =>
  Number(typeof source.read === 'function') +
  2 * Number(source.consistent === true) +
  4 * Number(source[MISSES_ENDS] === true);
