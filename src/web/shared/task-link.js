// How a wait joins the task whose context it was given: the wait reports its state, and the task shows it. Neither
// knows more about the other. This module has no state and calls nothing by itself.

/**
 * The method of a task's or an item's context by which a wait joins. Shared by all copies of the package in a page, since a
 * wait of one may be given a context of another.
 */
export const JOIN_TASK = Symbol.for('taskwatch.joinTask');

/**
 * The method of a task's context by which a wait sets the message line: unlike the processor's `setMessage`,
 * its message is not kept when the task completes.
 */
export const SHOW_MESSAGE = Symbol.for('taskwatch.showMessage');

/**
 * The current state of a wait; frozen, and replaced when something changes.
 *
 * @typedef {import('../../../pkg/types/watch.d.ts').PendingWait} PendingWait
 */

/**
 * An entry of the task's timeline about a wait, without its time.
 *
 * @typedef {object} WaitEntry
 * @property {'wait-started' | 'wait-ended' | 'condition' | 'stream-lost' | 'stream-open' | 'read'} kind
 * @property {string} wait The kind and name of the object, as messages say it: `waitName(pending, kind)`.
 * @property {string} [type] The condition's type.
 * @property {string} [status]
 * @property {string} [reason]
 * @property {string} [message]
 * @property {string} [error] As text.
 */

/**
 * The task as a wait sees it. None of its methods throws, and after `end` none does anything.
 *
 * @typedef {object} TaskLink
 * @property {boolean} hasTimeline Whether the task keeps a timeline; without one a wait need not make entries.
 * @property {boolean} [hasAppeared] Whether the wait has seen an object yet; the wait keeps it up to date.
 * @property {string | undefined} [problem] Why the stream is not open, as text; likewise.
 * @property {(error: unknown) => void} [abort] Ends the wait; given by the wait, and never throws.
 * @property {(deadlineAt: number | undefined) => void} [moveDeadline] The run's deadline has moved, or stands still; given by
 *   the wait, and never throws.
 * @property {(pending: PendingWait) => void} update Shows what the wait waits for now.
 * @property {(entry: WaitEntry) => void} note Adds to the timeline.
 * @property {() => void} end The wait has settled, and is no longer shown.
 */

/**
 * Joins a task: `undefined` if the run has ended. `kind` is the object's kind as people say it (`DnsZone`), where a
 * definition knows it; it never changes during a wait. `pendingText` of `./pending-text.js` makes a text of the two for
 * the task's messages.
 *
 * @typedef {(pending: PendingWait, kind: string | undefined) => TaskLink | undefined} JoinTask
 */
