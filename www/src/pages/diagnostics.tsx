// What the console holds at this moment. Leaving nothing behind is half of what a
// wait has to do, so this page shows it.

import { useMemo, useSyncExternalStore } from 'react';
import type { TaskStatus } from 'taskwatch';
import { useTaskQueue } from 'taskwatch/react';
import { useConnection } from '../planes/connection.ts';
import { queue, storageType } from '../tasks/queue.ts';
import { placeWords, stateWords } from '../tasks/words.ts';
import { Facts } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';

const states = Object.keys(stateWords) as TaskStatus[];

export function DiagnosticsPage() {
  const { tasks } = useTaskQueue();
  const { mode, watch } = useConnection();
  const text = useSyncExternalStore(watch.onChange, () => JSON.stringify(watch.counts()));
  const { subscribers, channels, streams } = useMemo(
    () => JSON.parse(text) as ReturnType<typeof watch.counts>,
    [text],
  );
  const persistence = useSyncExternalStore(listen, () => queue?.persistence ?? 'off');
  return (
    <Page title="Diagnostics" description="What the watch manager and the task queue hold at this moment.">
      <div className="columns">
        <Figures
          title={`Watch manager, ${mode}`}
          figures={[
            ['Subscribers', subscribers],
            ['Channels', channels],
            ['Streams', streams],
          ]}
        />
        <Figures
          title="Task queue"
          figures={states.map((state) => [
            stateWords[state],
            tasks.filter(({ status }) => status === state).length,
          ])}
        />
        <Figures
          title="Storage"
          figures={[
            ['Kept in', placeWords[startedWith]],
            ['Persistence', persistence],
          ]}
        />
      </div>
    </Page>
  );
}

/** The queue's settings at its creation: a change takes effect at the next load. */
const startedWith = storageType.get();

function listen(listener: () => void): () => void {
  return queue?.subscribe(listener) ?? (() => {});
}

function Figures({ title, figures }: { title: string; figures: [string, number | string][] }) {
  return (
    <section className="card" aria-label={title}>
      <h2 className="card-title">{title}</h2>
      <Facts className="tabular" facts={figures} />
    </section>
  );
}
