// Follows redirects within an origin and refuses all others: a `fetch` that followed them would send the caller's headers,
// including credentials, to wherever a server or a proxy points.

import { discard, readHeader } from './response.ts';
import type { ResponseLike } from './response.ts';

/** Makes one request. */
type Send = (url: string, more: RequestInit) => Promise<ResponseLike>;

const REDIRECTS: readonly unknown[] = [301, 302, 303, 307, 308];
/** As many as the platform's own `fetch` follows. */
const MOST = 20;

/** Resolves with the first response that is not a redirect. Rejects for a redirect to another origin, and for too many. */
export async function followRedirects(url: string, send: Send): Promise<ResponseLike> {
  const first = absolute(url);
  let next = url;
  for (let count = 0; count <= MOST; count += 1) {
    const response = await send(next, { redirect: 'manual' });
    if (response.type === 'opaqueredirect') return followInPage(next, send);
    if (response.redirected === true && response.url) checkOrigin(response, first, response.url);
    const location = REDIRECTS.includes(response.status) ? readHeader(response, 'location') : undefined;
    if (location === undefined) return response;
    next = checkOrigin(response, first, new URL(location, absolute(next) ?? undefined).href);
    discard(response);
  }
  throw new TypeError(`The server answered with more than ${MOST} redirects`);
}

/** A page cannot see where a redirect leads, but it can limit a request to its own origin. */
function followInPage(url: string, send: Send): Promise<ResponseLike> {
  const own = globalThis.location?.origin;
  if (own !== undefined && absolute(url)?.origin === own) {
    return send(url, { redirect: 'follow', mode: 'same-origin' });
  }
  throw new TypeError(`A redirect of ${url} was refused, since it may lead to another origin`);
}

/** Returns the target, if it is of the same origin. */
function checkOrigin(response: ResponseLike, first: URL | undefined, target: string): string {
  if (first !== undefined && new URL(target).origin === first.origin) return target;
  discard(response);
  throw new TypeError(`A redirect to another origin was refused: ${target}`);
}

function absolute(url: string): URL | undefined {
  try {
    return new URL(url, globalThis.location?.href);
  } catch {
    return undefined;
  }
}
