// How much a server may send. A body is counted while it arrives, so that neither an endless line nor a
// small gzip that expands to a lot of JSON fills the memory.

import { KUBERNETES_LIMITS } from '../generated/protocol.ts';

/** A response grew beyond a bound, which the message names. */
export class BoundError extends Error {}

/** Counts the bytes of a body as they arrive. Throws a `BoundError` for too many. */
export type CountBytes = (bytes: number) => void;

/** What is left of a list's budget, over all its pages. */
export class ListBudget {
  #pages = 0;
  #bytes = 0;

  /** A page is about to be requested. */
  addPage(): void {
    this.#pages += 1;
    if (this.#pages > KUBERNETES_LIMITS.maxPages) {
      throw new BoundError(`The list has more than ${KUBERNETES_LIMITS.maxPages} pages`);
    }
  }

  readonly count: CountBytes = (bytes) => {
    this.#bytes += bytes;
    if (this.#bytes > KUBERNETES_LIMITS.maxListBytes)
      throw tooLong('The list', KUBERNETES_LIMITS.maxListBytes);
  };
}

/** Counts a `Status`, which is no longer than a line may be. */
export function statusBudget(): CountBytes {
  let total = 0;
  return (bytes) => {
    total += bytes;
    checkLine(total);
  };
}

/** Throws a `BoundError` if a line of this length is too long. */
export function checkLine(bytes: number): void {
  if (bytes > KUBERNETES_LIMITS.maxLineBytes) {
    throw tooLong('A line of the response', KUBERNETES_LIMITS.maxLineBytes);
  }
}

function tooLong(what: string, bytes: number): BoundError {
  return new BoundError(`${what} has more than ${bytes / 1e6} MB`);
}
