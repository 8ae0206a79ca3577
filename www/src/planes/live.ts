// The control planes of a Kubernetes API, behind the page's own server (see
// kubernetes-proxy.ts). There are at most six connections: two are for streams,
// two for creating, one for the reads of waits, and one is always left for the page.

import { limit } from './limit.ts';
import { openLiveStream } from './live-stream.ts';
import { request } from './live-request.ts';
import { apiPath } from './paths.ts';
import { ApiError, type ControlPlane, type KubernetesObject } from './plane.ts';

const BASE = '/kubernetes';
const STREAMS = 2;
// Below the five minutes after which proxies tend to cut silent streams.
const STREAM_SECONDS = 240;
// A read that takes longer would hold up the others; its caller asks again.
const READ_TIMEOUT = 10_000;

/** Few enough to be read in one go without holding up the page. */
const PAGE = 250;

interface List {
  items: KubernetesObject[];
  metadata?: { continue?: string };
}

export function livePlane(): ControlPlane {
  const creating = limit(2);
  const inBackground = limit(1);
  const streams = new Set<() => void>();

  const get: ControlPlane['get'] = async (options, signal) => {
    try {
      return await request<KubernetesObject>(BASE + apiPath(options), { signal: signal ?? null });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  };

  const list: ControlPlane['list'] = async (collection, signal) => {
    const items: KubernetesObject[] = [];
    let rest: string | undefined;
    do {
      const query = new URLSearchParams({ limit: `${PAGE}`, ...(rest && { continue: rest }) });
      const page = await request<List>(`${BASE}${apiPath(collection)}?${query}`, { signal: signal ?? null });
      for (const item of page.items) items.push(item);
      rest = page.metadata?.continue;
    } while (rest);
    return items;
  };

  return {
    maxStreams: STREAMS,
    openStream(collection, sink, since) {
      const query = new URLSearchParams({
        watch: '1',
        allowWatchBookmarks: 'true',
        timeoutSeconds: `${STREAM_SECONDS}`,
      });
      if (since) query.set('resourceVersion', since);
      const close = openLiveStream(`${BASE}${apiPath(collection)}?${query}`, {
        event: (event) => sink.event(event),
        closed() {
          streams.delete(close);
          sink.closed();
        },
      });
      streams.add(close);
      return () => {
        streams.delete(close);
        close();
      };
    },
    get,
    list,
    create: (collection, object, signal) =>
      creating(() =>
        request<KubernetesObject>(BASE + apiPath(collection), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(object),
          signal: signal ?? null,
        }),
      ),
    async remove(options, signal) {
      await request(BASE + apiPath(options), { method: 'DELETE', signal: signal ?? null });
    },
    async probe(collection, signal) {
      await request(`${BASE}${apiPath(collection)}?limit=1`, { signal: signal ?? null });
    },
    dropStreams() {
      const dropped = streams.size;
      for (const drop of [...streams]) drop();
      return dropped;
    },
    readInBackground: (options) =>
      inBackground(async () => {
        const signal = AbortSignal.timeout(READ_TIMEOUT);
        return options.name === undefined ? list(options, signal) : get(options, signal);
      }),
  };
}

/** The URL of the server's API, for people to read; `null` if it has none. */
export async function findKubernetes(): Promise<string | null> {
  const { url } = await request<{ url: string | null }>('/kubernetes.json').catch(() => ({ url: null }));
  return url;
}
