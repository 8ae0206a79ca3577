// Reads objects once, outside of any connection: the object with a name, or all of a collection. Opens no stream and
// keeps nothing.

import { makeError } from '../../../src/web/shared/errors.js';
import { messageOf } from '../../../src/web/shared/report.js';
import { KUBERNETES_LIMITS } from '../generated/protocol.ts';
import type { CollectionAddress } from './address.ts';
import { requestUrl } from './address.ts';
import type { NamedObject } from './objects.ts';
import { itemsOf, metadataText } from './objects.ts';
import type { Refusal } from './refusal.ts';
import type { RequestClient } from './request-client.ts';
import type { TimedRead } from './timed-read.ts';

const NOT_FOUND = 404;
const GONE = 410;

/** What was read, or `undefined` if there is none: neither the object nor, for all, the collection. */
export type ReadResult = NamedObject | NamedObject[] | undefined;

/** Reads page by page. Rejects with a `WatchError` for a refusal, and where there is no answer that can be read. */
export async function readObjects(
  client: RequestClient,
  address: CollectionAddress,
  name: string | undefined,
  timed: TimedRead,
): Promise<ReadResult> {
  const objects: NamedObject[] = [];
  let continueToken: string | undefined;
  let hasExpired = false;
  for (;;) {
    const limit = name === undefined ? KUBERNETES_LIMITS.pageSize : undefined;
    const url = requestUrl(address, name, { limit, continue: continueToken });
    timed.beginPage();
    const { page, refusal } = await requestPage(client, url, timed.signal);
    if (refusal === undefined) {
      for (const object of page.objects) objects.push(object);
      continueToken = page.continueToken;
      if (continueToken !== undefined) continue;
      return name === undefined ? objects : objects.find((object) => object.metadata.name === name);
    }
    if (refusal.code === NOT_FOUND) return undefined;
    if (refusal.code !== GONE || continueToken === undefined || hasExpired) throw refusalError(refusal);
    // The pages have expired before the last one: once, they are read anew.
    hasExpired = true;
    objects.length = 0;
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

async function requestPage(client: RequestClient, url: string, signal: AbortSignal): Promise<PageAnswer> {
  try {
    const { body, refusal } = await client.get(url, signal);
    if (refusal !== undefined) return { refusal };
    return { page: { objects: itemsOf(body), continueToken: metadataText(body, 'continue') } };
  } catch (error) {
    throw makeError('WatchError', `Reading failed: ${messageOf(error)}`, undefined, error);
  }
}

function refusalError({ code, status, retryAfter }: Refusal): Error {
  const { message, reason } = status;
  return makeError('WatchError', String(message), { code, reason, retryAfter }, status);
}
