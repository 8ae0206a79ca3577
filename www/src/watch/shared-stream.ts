// One stream for all channels of a collection: open while the page is visible,
// opened again where it ended when it breaks.

import type { WatchEvent } from 'taskwatch';
import { backoff } from './backoff.ts';
import type { Collection } from './collection.ts';
import type { OpenStream, StreamSink } from './stream.ts';

const GONE = 410;

export interface SharedStream {
  readonly isOpen: boolean;
  open(): void;
  close(): void;
}

export function sharedStream(
  collection: Collection,
  openStream: OpenStream,
  deliver: (event: WatchEvent) => void,
): SharedStream {
  let closeCurrent: (() => void) | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let since: string | undefined;
  let failures = 0;

  function open(): void {
    if (closeCurrent || retry) return;
    let isCurrent = true;
    const sink: StreamSink = {
      event(event) {
        if (isCurrent) handle(event);
      },
      closed() {
        if (!isCurrent) return;
        isCurrent = false;
        closeCurrent = undefined;
        retry = setTimeout(reopen, backoff(failures++));
        // Without a code: nothing is wrong with the objects, but events may be missing.
        deliver({
          type: 'ERROR',
          object: { kind: 'Status', status: 'Failure', message: 'The stream was closed' },
        });
      },
    };
    const closeStream = openStream(collection, sink, since);
    if (!isCurrent) {
      closeStream();
      return;
    }
    closeCurrent = () => {
      isCurrent = false;
      closeStream();
    };
  }

  function reopen(): void {
    retry = undefined;
    open();
  }

  function handle(event: WatchEvent): void {
    if (event.type === 'ERROR') {
      // Too old to resume from: the next stream begins with the current state.
      if (event.object?.code === GONE) since = undefined;
      else deliver(event);
      return;
    }
    failures = 0;
    since = event.object?.metadata?.resourceVersion ?? since;
    if (event.type !== 'BOOKMARK') deliver(event);
  }

  return {
    get isOpen() {
      return closeCurrent !== undefined;
    },
    open,
    close() {
      clearTimeout(retry);
      retry = undefined;
      closeCurrent?.();
      closeCurrent = undefined;
    },
  };
}
