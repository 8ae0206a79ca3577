// A control plane with faults, between the console and the real one.

import type { WatchEvent } from 'taskwatch';
import { ApiError, type ControlPlane, type KubernetesObject } from '../planes/plane.ts';
import { failing, neverReady } from '../settings/knobs.ts';
import { sleep } from '../ui/sleep.ts';
import type { StreamSink } from '../watch/stream.ts';
import type { Faults } from './faults.ts';

const SLOWER = 3000;

export function faulty(plane: ControlPlane, faults: Faults): ControlPlane {
  const streams = new Set<Stream>();

  faults.onStart((id) => {
    // A server that goes down ends its streams; so does a permission that is revoked.
    if (id === 'cut' || id === 'down' || id === 'forbidden') {
      const open = [...streams];
      if (id === 'cut') faults.count(id, open.length);
      for (const stream of open) stream.cut();
    }
  });

  /** Passes a request on, later or not at all. */
  async function pass(signal?: AbortSignal): Promise<void> {
    if (faults.isOn('slow')) {
      faults.count('slow');
      await sleep(SLOWER, signal);
    }
    const refusal = refused();
    if (refusal) throw refusal;
  }

  function refused(): ApiError | undefined {
    if (faults.isOn('down')) {
      faults.count('down');
      return new ApiError('The control plane cannot be reached: the connection failed', 0, 'Unreachable');
    }
    if (faults.isOn('forbidden')) {
      faults.count('forbidden');
      return new ApiError('Forbidden: the permission to do this is missing', 403, 'Forbidden');
    }
    return undefined;
  }

  return {
    ...plane,
    async get(options, signal) {
      await pass(signal);
      return plane.get(options, signal);
    },
    async list(collection, signal) {
      await pass(signal);
      return plane.list(collection, signal);
    },
    async create(collection, object, signal) {
      await pass(signal);
      return plane.create(collection, fated(object, faults), signal);
    },
    async remove(options, signal) {
      await pass(signal);
      return plane.remove(options, signal);
    },
    async probe(collection, signal) {
      await pass(signal);
      return plane.probe(collection, signal);
    },
    async readInBackground(options) {
      await pass();
      return plane.readInBackground(options);
    },
    openStream(collection, sink, since) {
      const refusal = refused();
      if (refusal) return refuse(refusal, sink);
      const stream: Stream = {
        cut() {
          if (!streams.delete(stream)) return;
          close();
          sink.closed();
        },
      };
      streams.add(stream);
      const close = plane.openStream(
        collection,
        {
          event(event) {
            if (faults.isOn('lost-event') && tellsOfReadiness(event)) faults.count('lost-event');
            else sink.event(event);
          },
          closed() {
            if (streams.delete(stream)) sink.closed();
          },
        },
        since,
      );
      return () => {
        if (streams.delete(stream)) close();
      };
    },
    dropStreams() {
      faults.start('cut');
      return faults.get().get('cut')?.count ?? 0;
    },
  };
}

interface Stream {
  /** Ends it as a network does. */
  cut(): void;
}

/** Later, as over a network. */
function refuse(refusal: ApiError, sink: StreamSink): () => void {
  const timer = setTimeout(() => {
    const { status, reason, message } = refusal;
    // An unreachable server sends nothing.
    if (status > 0)
      sink.event({
        type: 'ERROR',
        object: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, reason, message },
      });
    sink.closed();
  });
  return () => clearTimeout(timer);
}

function tellsOfReadiness({ type, object }: WatchEvent<KubernetesObject>): boolean {
  return (
    type === 'MODIFIED' &&
    (object.status?.conditions ?? []).some(
      ({ type, status }) => status === 'True' && (type === 'Ready' || type === 'Programmed'),
    )
  );
}

function fated(object: KubernetesObject, faults: Faults): KubernetesObject {
  const annotations = { ...object.metadata.annotations };
  if (faults.isOn('quota')) {
    faults.count('quota');
    Object.assign(annotations, failing('QuotaExceeded'));
  }
  if (faults.isOn('never-ready')) {
    faults.count('never-ready');
    Object.assign(annotations, neverReady);
  }
  return { ...object, metadata: { ...object.metadata, annotations } };
}
