// Announces to screen readers when a task starts and ends, but not the messages in between.

import { useEffect, useRef, useState } from 'react';
import type { TaskStatus } from 'taskwatch';
import { useTaskQueue } from 'taskwatch/react';
import { explain, stateWords } from './words.ts';

export function TaskAnnouncer() {
  const { tasks } = useTaskQueue();
  const [text, setText] = useState('');
  const known = useRef(new Map<string, TaskStatus>());

  useEffect(() => {
    const changed = tasks.filter(({ id, status }) => known.current.get(id) !== status);
    known.current = new Map(tasks.map(({ id, status }) => [id, status]));
    if (changed.length === 0) return;
    setText(
      changed
        .map(
          (task) =>
            `${task.title}: ${stateWords[task.status]}${task.status === 'failed' ? `, ${explain(task)}` : ''}`,
        )
        .join('. '),
    );
  }, [tasks]);

  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
