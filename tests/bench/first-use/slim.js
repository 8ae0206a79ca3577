// A task through a queue whose wasm is loaded as a file.

import init, { TaskQueue } from 'taskwatch/slim';

export async function use() {
  await init();
  const queue = new TaskQueue();
  await queue.enqueue({ title: 'task', processor: async () => {} }).promise;
}
