// Commands of one tab about a durable task that another one has, sent to the queue that owns it: in one realm by a
// call, between tabs by a `BroadcastChannel`, which keeps messages for a frozen tab. Decides nothing.

import { listenWeakly } from './listen-weakly.ts';
import type { OwnerName } from './owners.ts';
import { realmSet } from './realm-set.ts';

/** One command. `value` is the reason of a cancel, or a priority. */
export interface TaskCommand {
  readonly id: string;
  readonly command: 'cancel' | 'retry' | 'dismiss' | 'priority';
  readonly value?: unknown;
}

/** Executes commands about its tasks. */
interface CommandListener {
  executeCommand(command: TaskCommand): void;
}

/** Passes a command on if it is for a queue of this realm. */
type RealmListener = (owner: OwnerName, command: TaskCommand) => void;

const PREFIX = 'taskwatch:commands:';

function realmListeners(): Set<RealmListener> {
  return realmSet('taskwatch.commands');
}

/** Sends a command to the queue of this name, which has the task. */
export function sendCommand(owner: OwnerName, command: TaskCommand, isInRealm: boolean): void {
  if (isInRealm) for (const listen of [...realmListeners()]) listen(owner, command);
  else post(PREFIX + owner, command);
}

function post(name: string, command: TaskCommand): void {
  if (typeof globalThis.BroadcastChannel !== 'function') return;
  const channel = new BroadcastChannel(name);
  try {
    channel.postMessage(command);
  } catch {
    // A reason that cannot be copied.
    channel.postMessage({ ...command, value: undefined });
  } finally {
    channel.close();
  }
}

/** Listens for commands to an owner from now on. Holds the listener weakly. Returns a function that stops that. */
export function listenForCommands(owner: string, listener: CommandListener): () => void {
  return listenWeakly(listener, (call) => {
    const listen: RealmListener = (name, command) => {
      if (name === owner) call((present) => present.executeCommand(command));
    };
    realmListeners().add(listen);
    const channel = openChannel(PREFIX + owner, (data) => {
      if (isCommand(data)) call((present) => present.executeCommand(data));
    });
    return () => {
      realmListeners().delete(listen);
      channel?.close();
    };
  });
}

function openChannel(name: string, onMessage: (data: unknown) => void): BroadcastChannel | undefined {
  if (typeof globalThis.BroadcastChannel !== 'function') return undefined;
  const channel: BroadcastChannel & { unref?(): void } = new BroadcastChannel(name);
  // In Node an open channel would keep the process running.
  channel.unref?.();
  channel.onmessage = ({ data }) => onMessage(data);
  return channel;
}

/** Any script may post to the channel. */
function isCommand(data: unknown): data is TaskCommand {
  return (
    data !== null &&
    typeof data === 'object' &&
    'id' in data &&
    typeof data.id === 'string' &&
    'command' in data &&
    typeof data.command === 'string'
  );
}
