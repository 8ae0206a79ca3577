// A CommonJS program, by `import … = require` and by `import`.
import { setWatchSource, TaskQueue, type TaskView } from 'taskwatch';
import taskwatch = require('taskwatch');
import react = require('taskwatch/react');
import slim = require('taskwatch/slim');
import testing = require('taskwatch/testing');

setWatchSource(testing.scriptedSource());
export const queue: taskwatch.TaskQueue = new TaskQueue({ concurrency: 2 });
export const views: TaskView[] = queue.getSnapshot();
export const { TaskQueueProvider } = react;
export const loaded: Promise<void> = slim.default();

// @ts-expect-error: the types are not `any`
queue.enqueue({ title: 5 });
