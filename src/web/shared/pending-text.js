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
 * The name, then why the object is not ready yet, then what is wrong with the stream.
 *
 * @param {PendingWait} pending
 * @param {string | undefined} kind The kind as people say it.
 */
export function pendingText(pending, kind) {
  const { condition, reason, message, stream } = pending;
  const text = join(waitName(pending, kind), conditionText({ ...condition, reason, message }));
  return stream === 'open' ? text : `${text}; its stream is ${stream}`;
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
