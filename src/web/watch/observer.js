// Reports the progress of a wait to its observers: the task that it joined, and `onStream`. A wait without observers has
// none. Decides nothing, and never passes on what a caller's code throws.

import { STREAM_STATE_OPEN, STREAM_STATE_WORDS } from '../generated/protocol.js';
import { conditionText, waitName } from '../shared/pending-text.js';
import { callSafely, messageOf } from '../shared/report.js';
import { refusalError } from './endings.js';
import { plainConditions } from './last-object.js';
import { isSamePending, pendingWait } from './pending-wait.js';

/** @import { TaskLink, WaitEntry } from '../shared/task-link.js' */
/** @import { CheckedOptions } from './options.js' */
/** @import { WaitHost } from './wait-host.js' */

export class Observer {
  /**
   * @param {WaitHost} host
   * @param {CheckedOptions} checked
   */
  constructor(host, { joinTask, onStream }) {
    this.host = host;
    this.onStream = onStream;
    /** The last state of the stream, by number.
     * @type {number | undefined} */
    this.streamState = undefined;
    /** @type {TaskLink | undefined} */
    this.link = undefined;
    if (joinTask === undefined) return;
    /** The conditions of the object seen last, as texts, by their types.
     * @type {Map<string, string>} */
    this.conditions = new Map();
    const kind = host.bridge.kind(host.target.resourceType);
    this.pending = pendingWait(host);
    this.name = waitName(host.target, kind);
    this.link = callSafely(joinTask, this.pending, kind);
    if (this.link !== undefined) {
      this.link.hasAppeared = host.last !== undefined;
      this.link.abort = (error) => host.abort(error);
      this.link.moveDeadline = (at) => host.guard(() => host.bridge.taskDeadlineMoved(host.id, at));
    }
    this.note({ kind: 'wait-started' });
  }

  /**
   * There is a new version of the object, which has not been judged yet: the one that ends the wait is reported, too.
   *
   * @param {unknown} object
   */
  seen(object) {
    if (this.link?.hasTimeline) this.noteConditions(object);
  }

  /** Shows the wait's current state, if it has changed. */
  update() {
    const { link, host, pending } = this;
    if (link === undefined || pending === undefined || host.isOver) return;
    link.hasAppeared = host.last !== undefined;
    const now = pendingWait(host);
    if (isSamePending(pending, now)) return;
    this.pending = now;
    link.update(now);
  }

  /**
   * A read has ended, with an error if it failed.
   *
   * @param {unknown} error
   */
  read(error) {
    this.note({ kind: 'read', ...errorText(error) });
  }

  /**
   * @param {number} state
   * @param {number} since
   * @param {number | undefined} retryAt
   */
  stream(state, since, retryAt) {
    const { host, onStream, streamState } = this;
    const error = state === STREAM_STATE_OPEN ? undefined : refusalError(host.gap);
    this.streamState = state;
    if (this.link !== undefined) this.link.problem = errorText(error)?.error;
    if (state !== streamState) {
      this.note({ kind: error === undefined ? 'stream-open' : 'stream-lost', ...errorText(error) });
    }
    this.update();
    if (onStream === undefined) return;
    callSafely(
      onStream,
      Object.freeze({
        state: STREAM_STATE_WORDS[state] ?? 'lost',
        since,
        ...(error === undefined ? {} : { error }),
        ...(retryAt === undefined ? {} : { retryAt }),
      }),
    );
  }

  /**
   * The wait has ended, with an error if it was rejected.
   *
   * @param {unknown} error
   */
  end(error) {
    this.note({ kind: 'wait-ended', ...errorText(error) });
    this.link?.end();
    this.link = this.onStream = undefined;
  }

  /** @param {unknown} object */
  noteConditions(object) {
    for (const { type, status, reason, message } of plainConditions(object)) {
      const text = conditionText({ type, status, reason, message });
      if (this.conditions?.get(type) === text) continue;
      this.conditions?.set(type, text);
      this.note({ kind: 'condition', type, status, reason, message });
    }
  }

  /** @param {Omit<WaitEntry, 'wait'>} entry */
  note(entry) {
    const { link, name } = this;
    if (link?.hasTimeline && name !== undefined) link.note({ ...entry, wait: name });
  }
}

/** @param {unknown} error */
function errorText(error) {
  return error === undefined ? undefined : { error: messageOf(error) };
}
