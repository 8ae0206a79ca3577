// An app says once what its icons, actions and metadata are.
import { TaskQueue } from 'taskwatch';
import type { TaskMetadata, TaskView } from 'taskwatch';
import { same, type Same } from '../expect.js';

interface Action {
  label: string;
  href: string;
}
declare module 'taskwatch' {
  interface Register {
    icon: 'folder' | 'globe';
    action: Action;
    metadata: { projectId?: string };
  }
}

same<Same<TaskMetadata, { projectId?: string }>>();
same<Same<TaskView['icon'], 'folder' | 'globe' | undefined>>();
const queue = new TaskQueue();
queue.enqueue({
  title: 'a',
  processor: () => {},
  icon: 'folder',
  metadata: { projectId: 'p' },
  completionActions: [{ label: 'Open', href: '/' }],
});
queue.enqueue({
  title: 'a',
  processor: () => 3,
  completionActions: (size) => [{ label: String(size), href: '/' }],
});
// @ts-expect-error not an icon of this app
queue.enqueue({ title: 'a', processor: () => {}, icon: 'star' });
// @ts-expect-error not an action of this app
queue.enqueue({ title: 'a', processor: () => 3, completionActions: () => [{ label: 'Open' }] });
// @ts-expect-error not metadata of this app
queue.enqueue({ title: 'a', processor: () => {}, metadata: { project: 'p' } });
const label: string | undefined = queue.getTask('a')?.completionActions?.[0]?.label;
void label;
