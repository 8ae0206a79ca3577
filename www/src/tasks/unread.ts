// Failures that nobody has seen yet: they are counted beside the button "Tasks" and in the title of the tab, until the panel
// is open.

import { useEffect } from 'react';
import type { TaskView } from 'taskwatch';
import { useTasks } from 'taskwatch/react';
import { store } from '../store.ts';
import { panelOpen } from './start.ts';

/** The endings that were seen. */
const seen = store<readonly string[]>('console.seen-failures', (stored) =>
  Array.isArray(stored) ? stored : [],
);

/** One ending of one task: it may fail again. */
function endingOf({ id, completedAt }: TaskView): string {
  return `${id} ${completedAt}`;
}

const PREFIX = /^\(\d+ failed\) /;

/** How many failures were not seen yet. Keeps the title of the tab in step; to be used once in a page. */
export function useUnreadFailures(): number {
  const endings = useTasks({ status: 'failed', select: (tasks) => tasks.map(endingOf) });
  const known = seen.use();
  const isOpen = panelOpen.use();
  const count = isOpen ? 0 : endings.filter((ending) => !known.includes(ending)).length;

  useEffect(() => {
    if (isOpen && endings.some((ending) => !known.includes(ending))) seen.set(endings);
  }, [isOpen, endings, known]);

  useEffect(() => {
    const element = document.querySelector('title');
    const mark = () => {
      const title = document.title.replace(PREFIX, '');
      const marked = count > 0 ? `(${count} failed) ${title}` : title;
      if (document.title !== marked) document.title = marked;
    };
    mark();
    if (!element) return;
    // Each page sets a title of its own.
    const observer = new MutationObserver(mark);
    observer.observe(element, { childList: true });
    return () => observer.disconnect();
  }, [count]);

  return count;
}
