// The console's interface to a control plane, whether in the page or a Kubernetes API.

import type { WatchOptions } from 'taskwatch';
import type { Collection } from '../watch/collection.ts';
import type { OpenStream } from '../watch/stream.ts';

/** An object as the API has it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    annotations?: Record<string, string>;
  };
  spec?: Record<string, unknown>;
  status?: {
    conditions?: {
      type: string;
      status: string;
      reason?: string;
      message?: string;
      lastTransitionTime?: string;
      observedGeneration?: number;
    }[];
  };
}

export interface ControlPlane {
  readonly openStream: OpenStream;
  /** How many streams may be open at once. */
  readonly maxStreams: number;
  /** The object; `undefined` if there is none. */
  get(options: WatchOptions, signal?: AbortSignal): Promise<KubernetesObject | undefined>;
  list(collection: Collection, signal?: AbortSignal): Promise<KubernetesObject[]>;
  /** Answers as soon as the object is accepted, which is long before it is ready. */
  create(collection: Collection, object: KubernetesObject, signal?: AbortSignal): Promise<KubernetesObject>;
  remove(options: WatchOptions, signal?: AbortSignal): Promise<void>;
  /** Requests as little as possible, to see whether the API answers. */
  probe(collection: Collection, signal?: AbortSignal): Promise<void>;
  /** Ends all open streams, as a proxy or a flaky network does. Returns how many there were. */
  dropStreams(): number;
  /** A read for waits, which yields to requests by people. */
  readInBackground(options: WatchOptions): Promise<KubernetesObject | KubernetesObject[] | undefined>;
}

/** A refusal by the API, or its absence (`status` 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly reason: string;

  constructor(message: string, status: number, reason = '', options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.reason = reason;
  }
}
