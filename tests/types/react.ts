// What a component writes.
import { createElement } from 'react';
import { condition, defineResource, TaskQueue } from 'taskwatch';
import type { TaskGroup, TaskQueueConfig, TaskView, Verdict } from 'taskwatch';
import {
  TaskQueueProvider,
  useIsBusy,
  useQueue,
  useResource,
  useTask,
  useTaskGroup,
  useTaskQueue,
  useTasks,
  useTimeline,
  useWatch,
} from 'taskwatch/react';

const load = () => import('taskwatch');
createElement(TaskQueueProvider, { config: { concurrency: 2 } }, 'children');
createElement(TaskQueueProvider, { config: { concurrency: 2 }, load, disposeOnUnmount: true });
createElement(TaskQueueProvider, { queue: new TaskQueue(), load });
createElement(TaskQueueProvider, { load: async () => ({ ...(await load()), default: async () => {} }) });
createElement(TaskQueueProvider, null, 'children');
// A console's own provider, which tests give a queue.
export const Root = ({ queue, config }: { queue?: TaskQueue | undefined; config: TaskQueueConfig }) =>
  createElement(TaskQueueProvider, { queue, config, load });
// @ts-expect-error not an option
createElement(TaskQueueProvider, { config: { concurency: 2 } });
// @ts-expect-error not the module
createElement(TaskQueueProvider, { load: () => import('react') });

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

export function Parts() {
  const queue: TaskQueue | undefined = useQueue();
  const all: TaskView[] = useTasks();
  const some: TaskView[] = useTasks({ status: 'failed', category: ['dns', 'web'], group: 'g', kind: 'zone' });
  const count: number = useTasks({ status: 'failed', select: (tasks) => tasks.length });
  const titles: string[] = useTasks({ select: (tasks) => tasks.map(({ title }) => title) });
  // @ts-expect-error not what is selected
  const wrongCount: string = useTasks({ select: (tasks) => tasks.length });
  // @ts-expect-error not a field of a filter
  useTasks({ title: 'a' });
  const busy: number = useIsBusy() + useIsBusy({ group: 'g' });
  const group: TaskGroup = useTaskGroup('g');
  const kinds: string[] = useTimeline('id').map(({ at, kind }) => `${at} ${kind}`);
  return [queue?.size, all, some, count, titles, wrongCount, busy, group.status, kinds].join();
}

const widgets = defineResource({
  resourceType: 'apis/example.com/v1/widgets',
  scope: 'project',
  ready: ['Ready'],
  adapt: ({ metadata }) => ({ label: String(metadata.name) }),
});

export function Resources() {
  const widget = useResource(widgets, 'project', 'w');
  const label: string | undefined = widget.object?.label;
  const verdict: Verdict | undefined = widget.verdict;
  useResource(widgets, undefined, 'w');
  const pod = useResource({
    resourceType: 'api/v1/pods',
    name: 'p',
    until: condition('Ready'),
    adapt: (raw) => ({ phase: String(raw.status.phase) }),
  });
  const phase: string | undefined = pod.object?.phase;
  const stream: 'open' | 'lost' | 'refused' | undefined = pod.stream;
  useResource({ resourceType: 'api/v1/pods', until: ({ status }) => status.phase === 'Running' }).object
    ?.anything;
  useResource(undefined);
  // @ts-expect-error a watch has no such option
  useResource({ resourceType: 'api/v1/pods', project: 'p' });
  return `${label} ${verdict?.state} ${phase} ${stream} ${pod.isPending} ${pod.error}`;
}
