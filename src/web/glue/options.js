// Takes a caller's options apart in one pass, so that each getter of theirs runs once. May throw what they
// throw. What the fields must be is checked in Rust.

const TARGET = [
  'resourceType', 'orgId', 'projectId', 'namespace', 'name', 'labelSelector', 'fieldSelector', 'userScoped',
];
const WAIT = [
  'read', 'initial', 'task', 'signal', 'source', 'timeout', 'onDeleted', 'forbiddenGrace',
];

export function takeOptions(options, isJudged) {
  const taken = { target: {} };
  for (const key of TARGET) {
    const value = options[key];
    taken[key] = value;
    if (value !== undefined) taken.target[key] = value;
  }
  for (const key of WAIT) taken[key] = options[key];
  if (!isJudged) taken.onEvent = options.onEvent;
  const { task, read, source } = taken;
  if (typeof task === 'object' && task !== null) {
    taken.taskSignal = task.signal;
    // In epoch milliseconds, as in the task's view.
    taken.taskDeadline = task.deadlineAt;
    const { setMessage } = task;
    if (typeof setMessage === 'function') taken.setMessage = (message) => setMessage.call(task, message);
  }
  taken.ownRead = typeof read === 'function' ? () => read.call(options) : undefined;
  taken.hasSubscribe = typeof source?.subscribe === 'function';
  return taken;
}

/** What a wait needs to know of its source. */
export function sourceTraits(source) {
  return { isReadable: typeof source.read === 'function', isConsistent: source.consistent === true };
}

/** 0: no `AbortSignal`, 1: not aborted yet, 2: aborted. */
export function signalState(value) {
  const isSignal = typeof value === 'object' && value !== null && typeof value.aborted === 'boolean'
    && typeof value.addEventListener === 'function' && typeof value.removeEventListener === 'function';
  return isSignal ? 1 + Number(value.aborted) : 0;
}

export const reasonOf = (signal) => signal.reason;
