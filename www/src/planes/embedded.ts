// The control planes that live in the page, so that the demo needs no cluster. They
// are taskwatch's own fake for tests, which answers at once and moves conditions later.

import { fakeControlPlane } from 'taskwatch/testing';
import { fateOf } from '../settings/knobs.ts';
import { ApiError, type ControlPlane, type KubernetesObject } from './plane.ts';
import { seedObjects } from './seed.ts';

const LATENCY = 60;
// Delays are drawn between these parts of what is set.
const SPREAD = [0.6, 1.4] as const;
const SEED = 7;

export function embeddedPlane(): ControlPlane {
  // Not replaying: a console's streams begin with what happens next.
  const fake = fakeControlPlane({ seed: SEED, replay: false });
  for (const { collection, object } of seedObjects) fake.create(object, { ...collection, delay: 0 });

  const get: ControlPlane['get'] = async (options, signal) => {
    await latency(signal);
    return (await fake.read(options)) as KubernetesObject | undefined;
  };
  const list: ControlPlane['list'] = async (collection, signal) => {
    await latency(signal);
    const { items } = (await fake.read(collection)) as { items: KubernetesObject[] };
    return items;
  };

  return {
    maxStreams: Infinity,
    openStream: (collection, sink) =>
      fake.subscribe(collection, (event) => {
        // A stream that was cut tells so, and nothing more.
        if (event.type === 'ERROR' && event.object?.code === undefined) sink.closed();
        else sink.event(event);
      }),
    get,
    list,
    async create({ resourceType, orgId, projectId, namespace }, object, signal) {
      await latency(signal);
      const { delay, failureReason, neverReady, lostEvent } = fateOf(object.metadata.annotations);
      try {
        return fake.create(object, {
          resourceType,
          orgId,
          projectId,
          namespace,
          delay: [delay * SPREAD[0], delay * SPREAD[1]],
          neverReady,
          loseReady: lostEvent,
          ...(failureReason && {
            failure: {
              reason: failureReason,
              message: `It could not be provisioned: ${inWords(failureReason)}`,
            },
          }),
        }) as KubernetesObject;
      } catch (error) {
        throw asApiError(error);
      }
    },
    async remove({ resourceType, orgId, projectId, namespace, name = '' }, signal) {
      await latency(signal);
      fake.remove(name, { resourceType, orgId, projectId, namespace });
    },
    probe: (_collection, signal) => latency(signal),
    dropStreams: () => fake.cutStreams(),
    readInBackground: (options) => (options.name === undefined ? list(options) : get(options)),
  };
}

async function latency(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LATENCY));
  signal?.throwIfAborted();
}

function asApiError(error: unknown): unknown {
  const { message, code, reason } = error as { message: string; code?: unknown; reason?: string };
  return typeof code === 'number' ? new ApiError(message, code, reason, { cause: error }) : error;
}

/** `QuotaExceeded` as "quota exceeded". */
function inWords(reason: string): string {
  return reason.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}
