'use client';
// The React binding, for React 18 and 19: a provider that owns a queue or borrows one, and the hooks that
// read it. Nothing here creates a queue while rendering: a server creates none at all, and if wasm is blocked
// no render throws. No other entry of the package is imported before something is mounted.

export { TaskQueueProvider } from './provider.ts';
export { useQueue } from './use-queue.ts';
export { useResource } from './use-resource.ts';
export { useTask, useTaskGroup, useTimeline } from './use-task.ts';
export { useTaskQueue } from './use-task-queue.ts';
export { useIsBusy, useTasks } from './use-tasks.ts';
export { useWatch } from './use-watch.ts';
