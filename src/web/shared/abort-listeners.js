// One listener on each `AbortSignal`, for however many tasks or waits it cancels: Node warns of the eleventh. Decides
// nothing, and holds a signal only while somebody listens to it.

import { callSafely } from './report.js';

/**
 * Those that listen to signals.
 *
 * @template {object} TMember
 */
export class AbortListeners {
  /** @param {(signal: AbortSignal, members: readonly TMember[]) => void} onAbort */
  constructor(onAbort) {
    this.onAbort = onAbort;
    /** @type {Map<AbortSignal, { readonly members: Set<TMember>, readonly listener: () => void }>} */
    this.groups = new Map();
  }

  /**
   * Throws what the signal throws.
   *
   * @param {AbortSignal} signal
   * @param {TMember} member
   */
  join(signal, member) {
    const group = this.groups.get(signal);
    if (group !== undefined) {
      group.members.add(member);
      return;
    }
    const members = new Set([member]);
    const listener = () => this.onAbort(signal, [...members]);
    signal.addEventListener('abort', listener);
    this.groups.set(signal, { members, listener });
  }

  /**
   * @param {AbortSignal} signal
   * @param {TMember} member
   */
  leave(signal, member) {
    const group = this.groups.get(signal);
    if (group?.members.delete(member) !== true || group.members.size > 0) return;
    this.groups.delete(signal);
    callSafely(() => signal.removeEventListener('abort', group.listener));
  }
}
