// A task through a queue.

import { TaskQueue } from 'taskwatch';

export async function use() {
  const queue = new TaskQueue();
  await queue.enqueue({ title: 'task', processor: async () => {} }).promise;
}
