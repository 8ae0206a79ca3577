// What a wait waits for, as a text for people: `DnsZone shop: Programmed=False (Provisioning): waiting for name servers`.
// Reads nothing but a `PendingWait`; knows no kinds by itself.

/** @import { PendingWait } from '../../../pkg/types/watch.d.ts' */

/**
 * The kind and name of what is waited for; its resource type where no definition knows the kind.
 *
 * @param {Pick<PendingWait, 'resourceType' | 'name'>} target
 * @param {string | undefined} kind The kind as people say it.
 */
export function waitName({ resourceType, name }, kind = resourceType) {
  return name === undefined ? kind : `${kind} ${name}`;
}

/**
 * The name, then why the object is not ready yet, then the problem of the stream.
 *
 * @param {PendingWait} pending
 * @param {string | undefined} kind The kind as people say it.
 * @param {boolean | undefined} hasAppeared
 * @param {string | undefined} problem Why the stream is not open.
 */
export function pendingText(pending, kind, hasAppeared, problem) {
  const { condition, reason, message, name, stream, generation = NaN, observedGeneration = NaN } = pending;
  const why = conditionText({ ...condition, reason, message });
  const unseen = name === undefined ? 'nothing has appeared' : 'it has not appeared';
  const text = [
    join(waitName(pending, kind), why || hasAppeared !== false ? why : unseen),
    ...(observedGeneration < generation ? [staleText(generation, observedGeneration)] : []),
    ...(stream === 'open' ? [] : [join(`its stream is ${stream}`, problem ?? '')]),
  ];
  return text.join('; ');
}

/**
 * @param {number | undefined} generation
 * @param {number | undefined} observed
 */
export function staleText(generation, observed) {
  return `its status speaks of generation ${observed}, it is at ${generation}`;
}

/**
 * A condition, or what stands in its place, as one text: `Ready=False (Pending): waiting for quota`.
 *
 * @param {{ type?: unknown, status?: unknown, reason: string, message: string }} condition
 */
export function conditionText({ type, status, reason, message }) {
  const state = typeof type === 'string' ? `${type}=${status}` : '';
  const head = state === '' || reason === '' ? state + reason : `${state} (${reason})`;
  return join(head, message);
}

/**
 * @param {string} head
 * @param {string} rest
 */
const join = (head, rest) => [head, rest].filter((part) => part !== '').join(': ');
