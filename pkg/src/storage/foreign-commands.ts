// Commands about durable tasks of another queue, or of none: sends them to the queue that has the task, or executes them if
// there is none.

import type { TaskView } from '../../types/index.d.ts';
import { Known, STATUS_WORDS, STORE, Status } from '../generated/protocol.ts';
import type { DurableLinks } from './durable-links.ts';
import { isInRealm } from './owners.ts';
import type { FoundTask } from './persistence-host.ts';
import type { StoredTask } from './store.ts';
import {
  durableFormOf,
  durableRecordOf,
  hasEnded,
  readEntry,
  storedItemIdsOf,
  withRecordOf,
} from './stored-view.ts';
import { sendCommand, type TaskCommand } from './task-commands.ts';
import { viewOf } from './view-schema.ts';

interface Wanted {
  readonly command: TaskCommand;
  readonly retryCount: number;
  /** Whether the task had ended, so that a cancel is for a retry that has not begun. */
  readonly hadEnded: boolean;
}

export class ForeignCommands {
  readonly #links: DurableLinks;
  readonly #runAgain: (view: TaskView) => unknown;
  /** Commands without an effect yet, by the id of their task, with what was known of it. */
  readonly #wanted = new Map<string, Wanted>();

  /** `runAgain` is called to retry a task that no queue has. */
  constructor(links: DurableLinks, runAgain: (view: TaskView) => unknown) {
    this.#links = links;
    this.#runAgain = runAgain;
  }

  /** Sends a command to the queue that has a task; if none has it, executes it here. */
  send(view: TaskView, command: TaskCommand): void {
    const { owner } = view;
    if (!this.#links.isShared()) {
      void this.#executeUnowned(view, command);
      return;
    }
    const isHere = isInRealm(owner);
    // Its entry is removed here.
    const isOver = command.command === 'dismiss';
    const wanted = isOver ? undefined : this.keep(view, command);
    if (owner !== undefined) sendCommand(owner, command, isHere);
    if (isHere || isOver) return;
    // Once the owner is gone, the queue that resumes the task must not miss it.
    void this.#links.owners.without(owner, async ({ isCertain }) => {
      // Its owner, while it lived, or a later command has seen to it.
      if (this.#wanted.get(view.id) !== wanted) return;
      const isRetryOver = command.command === 'cancel' && hasEnded(view);
      if (!isCertain && view.interrupted !== true && owner !== undefined && !isRetryOver) {
        if (command.command !== 'retry') return;
        // An owner that is alive has retried the task by then.
        await this.#links.owners.pause(STORE.patience);
        if (this.#links.host.find(view.id).known !== Known.Other) return;
      }
      await this.#executeUnowned(view, command);
    });
  }

  /** Keeps a command until it has an effect. */
  keep(view: TaskView, command: TaskCommand): object {
    const wanted = { command, retryCount: view.retryCount, hadEnded: hasEnded(view) };
    this.#wanted.set(view.id, wanted);
    return wanted;
  }

  /** The task that a command was for has changed: sends it again, if it had no effect. */
  sendAgain(found: FoundTask, view: TaskView): void {
    const wanted = this.#wanted.get(view.id);
    if (wanted === undefined || found.known !== Known.Other) return;
    const { command, retryCount, hadEnded } = wanted;
    const isDone =
      hasEnded(view) !== hadEnded ||
      view.retryCount !== retryCount ||
      (command.command === 'priority' && view.priority === command.value);
    if (isDone) this.#wanted.delete(view.id);
    else if (found.view.owner !== view.owner && view.owner !== undefined) this.send(view, command);
  }

  /** The task is this queue's own from now on: executes the commands to its owner. */
  executeOwn(id: string): void {
    const command = this.#wanted.get(id)?.command;
    this.#wanted.delete(id);
    if (command !== undefined && command.command !== 'retry') this.#links.durable.executeCommand(command);
  }

  /** No queue has the task, and no other is taking it over now. */
  async #executeUnowned(view: TaskView, command: TaskCommand): Promise<void> {
    const { host, durable, store, health } = this.#links;
    const { known } = host.find(view.id);
    if (this.#links.isClosed() || known === Known.Unknown) return;
    if (known === Known.Own) {
      durable.executeCommand(command);
      return;
    }
    if (command.command === 'retry') {
      await this.#runAgain(view);
      return;
    }
    let changed: TaskView | undefined;
    const revision = (_: string, entry: unknown): StoredTask | undefined => {
      const now = readEntry(entry);
      const record = now && durableRecordOf(now);
      const isSame = now?.owner === view.owner && now?.retryCount === view.retryCount;
      if (now === undefined || record === undefined || !isSame || hasEnded(now)) return undefined;
      changed = changedView(now, command);
      return { view: durableFormOf(changed, record), itemIds: storedItemIdsOf(now) };
    };
    const show = () => {
      if (command.command === 'cancel') durable.endRetry(view, true);
      if (changed === undefined || host.find(view.id).known !== Known.Other) return;
      // It may be shown as interrupted, which its entry does not say.
      host.updateStored(hasEnded(changed) ? changed : changedView(view, command));
    };
    if (store.revise !== undefined && this.#links.isShared()) {
      // However late the answer is.
      const revised = health.call(() => store.revise?.([view.id], revision));
      const isInTime = await health.settled(Promise.resolve(revised).finally(show));
      if (!isInTime && command.command === 'cancel') durable.endRetry(view, true);
      return;
    }
    if (!hasEnded(view)) {
      const record = durableRecordOf(view);
      changed = changedView(view, command);
      const form = record === undefined ? changed : durableFormOf(changed, record);
      health.attempt(() => store.set(form, storedItemIdsOf(view)));
    }
    show();
  }
}

/** The view of a task that no queue has, after a command. */
function changedView(view: TaskView, { command, value }: TaskCommand): TaskView {
  const change: Partial<TaskView> =
    command === 'priority'
      ? { priority: Number(value) }
      : {
          status: STATUS_WORDS[Status.Cancelled],
          cancelRequested: true,
          completedAt: Math.max(Date.now(), view.startedAt ?? view.createdAt),
          nextAttemptAt: undefined,
          deadlineAt: undefined,
          interrupted: undefined,
          // It may say what the task was waiting for.
          message: undefined,
        };
  return withRecordOf(view, viewOf({ ...view, ...change }));
}
