// Takes a caller's options apart in one pass, so that each getter of theirs runs once. May throw what they
// throw. What each field may be is decided in Rust, which is given the kind of each.

import { describe } from './describe.js';

const TARGET = [
  'resourceType', 'orgId', 'projectId', 'namespace', 'name', 'labelSelector', 'fieldSelector', 'userScoped',
];
const WAIT = [
  'onEvent', 'read', 'initial', 'task', 'signal', 'source', 'timeout', 'onDeleted', 'forbiddenGrace',
];

export function takeOptions(options, isJudged) {
  const target = {};
  const taken = { target, kinds: new Uint8Array(TARGET.length + WAIT.length + 1) };
  let at = 0;
  for (const key of TARGET) {
    const value = options[key];
    taken[key] = value;
    if (value !== undefined) target[key] = value;
    taken.kinds[at++] = kindOf(value);
  }
  for (const key of WAIT) {
    const value = key === 'onEvent' && isJudged ? undefined : options[key];
    taken[key] = value;
    taken.kinds[at++] = key === 'source' && isSource(value) ? SOURCE : kindOf(value);
  }
  const { task, read } = taken;
  if (typeof task === 'object' && task !== null) {
    taken.taskSignal = task.signal;
    // In epoch milliseconds, as in the task's view.
    const { deadlineAt, setMessage } = task;
    if (typeof deadlineAt === 'number') taken.taskDeadline = deadlineAt;
    if (typeof setMessage === 'function') taken.setMessage = (message) => setMessage.call(task, message);
  }
  taken.kinds[at] = kindOf(taken.taskSignal);
  if (typeof read === 'function') {
    taken.ownRead = read;
    taken.options = options;
  }
  return taken;
}

const SOURCE = 10;

/** A function may be a source too. */
const isSource = (value) => typeof value === 'function' && typeof value.subscribe === 'function';

/** The kind of a value, as one of the numbers of `web/watch/options.rs`. */
function kindOf(value) {
  switch (typeof value) {
    case 'undefined': return 0;
    case 'string': return value === '' ? 2 : 3;
    case 'number': return Number.isNaN(value) ? 4 : value < 0 ? 5 : 6;
    case 'boolean': return 7;
    case 'function': return 8;
    case 'object': break;
    default: return 13;
  }
  if (value === null) return 1;
  if (typeof value.subscribe === 'function') return SOURCE;
  const isSignal = typeof value.aborted === 'boolean' && typeof value.addEventListener === 'function'
    && typeof value.removeEventListener === 'function';
  if (isSignal) return value.aborted ? 12 : 11;
  return 9;
}

/** What came in a field, in words. */
export const describeField = (taken, field) => describe(field === 'task.signal' ? taken.taskSignal : taken[field]);

export const reasonOf = (signal) => signal.reason;

/** What a wait needs to know of its source: 1 for a `read`, 2 for `consistent`. */
export const sourceTraits = (source) => Number(typeof source.read === 'function') + 2 * Number(source.consistent === true);
