// One of everything that lives on, as in a page that uses it: an engine drops what it has compiled for objects when
// the last of their kind is collected, and would pay for that again in each round.

import { AsyncQueuer } from '@tanstack/pacer';
import { TaskQueue, waitForWatch } from 'taskwatch';
import PQueue from 'p-queue';
import fastq from 'fastq';
import pLimit from 'p-limit';

const hang = () => new Promise(() => {});

export function makeLiving() {
  const queue = new TaskQueue();
  const handles = [
    queue.enqueue({ title: 'runs', processor: hang }),
    queue.enqueue({ title: 'runs', items: [1, 2], processItem: (item) => (item === 1 ? undefined : hang()) }),
    queue.enqueue({ title: 'ended', processor: async () => {} }),
  ];
  queue.subscribe(() => queue.getSnapshot());
  const wait = waitForWatch({
    resourceType: 'apis/apps/v1/deployments',
    projectId: 'p',
    name: 'never',
    onEvent: () => 'continue',
    source: { consistent: true, subscribe: () => () => {} },
  });
  const plain = fastq.promise(hang, 1);
  const limited = pLimit(1);
  const withoutTimeout = new PQueue();
  const withTimeout = new PQueue({ timeout: 2 ** 31 - 1 });
  const queuer = new AsyncQueuer(hang, { concurrency: 1 });
  queuer.addItem(1);
  const promises = [
    ...handles.map((handle) => handle.promise),
    plain.push(1),
    limited(hang),
    withoutTimeout.add(hang),
    withTimeout.add(hang),
  ];
  return { queue, handles, wait, plain, limited, withoutTimeout, withTimeout, queuer, promises };
}
