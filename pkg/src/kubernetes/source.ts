// `createKubernetesWatch`: a watch source for a plain Kubernetes API. Finds or creates the collection of a subscriber,
// and reads. Requests nothing by itself.

import { CHECK_TARGET, REPORTS_STREAM, type ReportedStream } from '../../../src/web/watch/source.js';
import type { KubernetesWatch, KubernetesWatchOptions } from '../../types/kubernetes.d.ts';
import type { WatchEvent, WatchOptions } from '../../types/watch.d.ts';
import { addressKey, addressOf, targetNamespace } from './address.ts';
import { Collection } from './collection.ts';
import { checkSubscriber, takeConfig, takeTarget } from './options.ts';
import type { ClientRuntime } from './pool-bridge.ts';
import { PoolBridge } from './pool-bridge.ts';
import type { ReadResult } from './read.ts';
import { readObjects } from './read.ts';
import { RequestClient } from './request-client.ts';
import { withTimeLimit } from './timed-read.ts';

/** Makes `createKubernetesWatch`. All its sources share one bridge, as their streams share the limits of origins. */
export function makeKubernetesWatch(
  runtime: ClientRuntime,
): (options: KubernetesWatchOptions) => KubernetesWatch {
  const bridge = new PoolBridge(runtime);
  return (options) => new KubernetesWatchSource(takeConfig(options), bridge);
}

class KubernetesWatchSource implements KubernetesWatch {
  readonly consistent = true;
  declare readonly [REPORTS_STREAM]: true;
  declare readonly [CHECK_TARGET]: (options: WatchOptions) => void;
  readonly #config: KubernetesWatchOptions;
  readonly #bridge: PoolBridge;
  readonly #client: RequestClient;
  readonly #collections = new Map<string, Collection>();

  constructor(config: KubernetesWatchOptions, bridge: PoolBridge) {
    this.#config = config;
    // Not as a field: a class with a computed name is kept by bundlers, whether it is used or not.
    Object.assign(this, {
      [REPORTS_STREAM]: true,
      [CHECK_TARGET]: (options: WatchOptions) => checkTarget(options, config),
    });
    this.#bridge = bridge;
    this.#client = new RequestClient(config);
  }

  // Both are functions of their own: callers pass them on without the source.
  // Waits give a third argument, as `REPORTS_STREAM` says.
  readonly subscribe = (
    options: WatchOptions,
    onEvent: (event: WatchEvent) => void,
    onStream?: (stream: ReportedStream) => void,
  ): (() => void) => {
    const target = takeTarget(options);
    checkSubscriber(onEvent);
    const collection = this.#collectionOf(target);
    return collection.subscribe(target.name, targetNamespace(target), onEvent, onStream);
  };

  readonly read = (options: WatchOptions): Promise<ReadResult> =>
    withTimeLimit(this.#bridge, async (timed) => {
      const target = takeTarget(options);
      const address = addressOf(target, this.#config);
      return readObjects(this.#client, address, target.name, timed);
    });

  #collectionOf(target: WatchOptions): Collection {
    const address = addressOf(target, this.#config);
    this.#bridge.acquire();
    const key = addressKey(address);
    const known = this.#collections.get(key);
    if (known !== undefined) return known;
    const collection = new Collection({
      address,
      client: this.#client,
      bridge: this.#bridge,
      maxStreams: this.#config.maxStreams,
      onClose: () => {
        if (this.#collections.get(key) === collection) this.#collections.delete(key);
      },
    });
    this.#collections.set(key, collection);
    return collection;
  }
}

/** Throws a `TypeError` for a watch that this client can never serve. A caller's own `path` is only called later. */
function checkTarget(options: WatchOptions, config: KubernetesWatchOptions): void {
  const target = takeTarget(options);
  if (config.path === undefined) addressOf(target, config);
}
