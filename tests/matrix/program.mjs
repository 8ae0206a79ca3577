// The small program that every host of the matrix runs: three tasks, a batch, a timeout, a wait, and the end. It names
// nothing but the package, and answers with one line, the same everywhere.

/** @param {typeof import('taskwatch')} taskwatch */
export async function program({ TaskQueue, waitForWatch, condition, waitForResource }) {
  const queue = new TaskQueue({ concurrency: 2 });
  const titles = ['one', 'two', 'three'];
  const tasks = titles.map((title) =>
    queue.enqueue({ title, processor: async () => (await Promise.resolve(title)).length }),
  );
  const lengths = await Promise.all(tasks.map((task) => task.result()));
  const batch = await queue.enqueue({
    title: 'batch',
    items: ['a', 'b', 'c'],
    processItem: async (item) => {
      if (item === 'b') throw new Error('no b');
    },
  }).promise;
  const late = await queue.enqueue({ title: 'late', timeout: 20, processor: () => new Promise(() => {}) })
    .promise;
  const object = {
    metadata: { name: 'x', uid: 'u', generation: 1 },
    status: { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 1 }] },
  };
  const source = {
    subscribe(_options, onEvent) {
      setTimeout(onEvent, 0, { type: 'ADDED', object });
      return () => {};
    },
  };
  const target = { resourceType: 'api/v1/things', name: 'x', source };
  const waited = await waitForWatch({ ...target, onEvent: () => 'resolve' });
  const ready = await waitForResource({ ...target, until: condition('Ready') });
  queue.dispose();
  const after = await queue.enqueue({ title: 'after', processor: () => {} }).promise;
  return [
    `tasks ${lengths.join('+')}`,
    `batch ${batch.completed} of 3, ${batch.failedItems[0]?.message}`,
    `late ${late.status} ${late.error?.name}`,
    `wait ${waited.metadata.name} ${ready.metadata.uid}`,
    `after ${after.status}`,
  ].join(', ');
}

export const EXPECTED =
  'tasks 3+3+5, batch 2 of 3, no b, late failed TimeoutError, wait x u, after cancelled';
