// Reads objects once, outside of any connection: the object with a name, or all of a collection. Opens no stream and
// keeps nothing.

import { makeError } from '../../../src/web/shared/errors.js';
import { messageOf } from '../../../src/web/shared/report.js';
import { MISSING_PATH } from '../../../src/web/shared/missing-path.js';
import { KUBERNETES_LIMITS } from '../generated/protocol.ts';
import type { CollectionAddress } from './address.ts';
import { requestUrl } from './address.ts';
import { ListBudget } from './bounds.ts';
import type { NamedObject } from './objects.ts';
import { itemsOf, metadataText } from './objects.ts';
import type { Refusal } from './refusal.ts';
import type { RequestClient } from './request-client.ts';
import type { TimedRead } from './timed-read.ts';

const NOT_FOUND = 404;
/** How a server refuses the place where a page begins, or the version of the pages before. */
const CANNOT_CONTINUE: readonly number[] = [400, 410];

/** What was read, or `undefined` if there is no such object. */
export type ReadResult = NamedObject | NamedObject[] | undefined;

/** Reads page by page. Rejects with a `WatchError` for a refusal, and if there is no readable answer. */
export async function readObjects(
  client: RequestClient,
  address: CollectionAddress,
  name: string | undefined,
  timed: TimedRead,
): Promise<ReadResult> {
  const objects: NamedObject[] = [];
  let continueToken: string | undefined;
  let hasExpired = false;
  let budget = new ListBudget();
  for (;;) {
    const limit = name === undefined ? KUBERNETES_LIMITS.pageSize : undefined;
    const url = requestUrl(address, name, { limit, continue: continueToken });
    timed.beginPage();
    const { page, refusal } = await requestPage(client, url, timed.signal, budget);
    if (refusal === undefined) {
      for (const object of page.objects) objects.push(object);
      continueToken = page.continueToken;
      if (continueToken !== undefined) continue;
      return name === undefined ? objects : objects.find((object) => object.metadata.name === name);
    }
    if (refusal.code === NOT_FOUND && refusal.status[MISSING_PATH] === undefined) return undefined;
    if (!CANNOT_CONTINUE.includes(refusal.code) || continueToken === undefined || hasExpired) {
      throw refusalError(refusal);
    }
    // The pages expired before the last one: read them again, once.
    hasExpired = true;
    objects.length = 0;
    budget = new ListBudget();
    continueToken = undefined;
  }
}

type PageAnswer =
  | { readonly page: Page; readonly refusal?: undefined }
  | { readonly page?: undefined; readonly refusal: Refusal };

interface Page {
  readonly objects: readonly NamedObject[];
  /** Where the next page begins; `undefined` for the last one. */
  readonly continueToken: string | undefined;
}

async function requestPage(
  client: RequestClient,
  url: string,
  signal: AbortSignal,
  budget: ListBudget,
): Promise<PageAnswer> {
  try {
    budget.addPage();
    const { body, refusal } = await client.get(url, signal, budget.count);
    if (refusal !== undefined) return { refusal };
    return { page: { objects: itemsOf(body), continueToken: metadataText(body, 'continue') } };
  } catch (error) {
    throw makeError('WatchError', `Reading failed: ${messageOf(error)}`, undefined, error);
  }
}

function refusalError({ code, status, retryAfter }: Refusal): Error {
  const { message, reason, [MISSING_PATH]: url } = status;
  const text = url === undefined ? String(message) : `${message} (${url})`;
  const error = makeError('WatchError', text, { code, reason, retryAfter }, status);
  return url === undefined ? error : Object.defineProperty(error, MISSING_PATH, { value: url });
}
