// What a component writes.
import { createElement } from 'react';
import { TaskQueue } from 'taskwatch';
import type { TaskView } from 'taskwatch';
import { TaskQueueProvider, useTask, useTaskQueue, useWatch } from 'taskwatch/react';

createElement(TaskQueueProvider, { config: { concurrency: 2 } }, 'children');
createElement(TaskQueueProvider, { queue: new TaskQueue() });
createElement(TaskQueueProvider, null, 'children');
// @ts-expect-error a queue or the options of one
createElement(TaskQueueProvider, { queue: new TaskQueue(), config: {} });
// @ts-expect-error not an option
createElement(TaskQueueProvider, { config: { concurency: 2 } });

export function Panel() {
  const { tasks, enqueue, retry, activeSummary, ready, error } = useTaskQueue({
    status: ['pending', 'running'],
  });
  const views: TaskView[] = tasks;
  const { result } = enqueue({ title: 'a', processor: async () => 3 });
  const three: Promise<number> = result();
  retry(views[0]?.id ?? '')?.cancel();
  const view: TaskView | undefined = useTask('id');
  useWatch({ resourceType: 'api/v1/pods', name: 'p' }, ({ type, object }) => console.log(type, object));
  useWatch(undefined, () => {}).error;
  void three;
  return `${ready} ${error?.message} ${activeSummary?.title} ${view?.title}`;
}
export const finished = () => useTaskQueue({ status: 'completed' });
// @ts-expect-error not a status
export const wrong = () => useTaskQueue({ status: 'done' });
