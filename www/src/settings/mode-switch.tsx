// The switch between the control plane in the page and the one of a Kubernetes API.

import { useEffect, useState } from 'react';
import { useTaskQueue } from 'taskwatch/react';
import { useLocation } from 'wouter';
import { connect, type Mode, useConnection } from '../planes/connection.ts';
import { findKubernetes } from '../planes/live.ts';
import { pages } from '../resources/kinds.ts';
import { isOwn } from '../tasks/queue.ts';
import { hasEnded } from '../tasks/words.ts';
import { Dialog } from '../ui/dialog.tsx';

const modes: [Mode, string][] = [
  ['embedded', 'Embedded'],
  ['live', 'Live'],
];

export function ModeSwitch() {
  const { mode } = useConnection();
  const { tasks, cancel } = useTaskQueue();
  const [, navigate] = useLocation();
  const [isUnavailable, setUnavailable] = useState(false);
  const [asking, setAsking] = useState<Mode>();
  const unended = tasks.filter((task) => isOwn(task) && !hasEnded(task));

  useEffect(() => {
    // What was remembered from another server may not be there at this one.
    if (mode === 'live') void findKubernetes().then((url) => setUnavailable(url === null));
  }, [mode]);

  async function choose(wanted: Mode): Promise<void> {
    if (wanted === mode) return;
    if (wanted === 'live' && (await findKubernetes()) === null) setUnavailable(true);
    else if (unended.length > 0) setAsking(wanted);
    else change(wanted);
  }

  function change(wanted: Mode): void {
    setAsking(undefined);
    for (const { id } of unended) cancel(id, 'The control plane was changed');
    connect(wanted);
    navigate(pages.organizations());
  }

  return (
    <>
      <fieldset className="segmented">
        <legend className="visually-hidden">Control plane</legend>
        {modes.map(([value, text]) => (
          <label key={value}>
            <input
              type="radio"
              name="mode"
              value={value}
              checked={mode === value}
              onChange={() => void choose(value)}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      {isUnavailable && (
        <Dialog
          title="No Kubernetes API here"
          description="The server of this page was not given one."
          onClose={() => {
            setUnavailable(false);
            if (mode === 'live') change('embedded');
          }}
        >
          <p>Start it with the URL of an API, and choose Live again:</p>
          <pre>
            <code>TASKWATCH_KUBERNETES_URL=http://127.0.0.1:8001 make demo</code>
          </pre>
          <p className="muted">
            <code>make kubernetes</code> starts an API with everything the demo needs and prints its URL.
          </p>
        </Dialog>
      )}
      {asking && (
        <Dialog title="Change the control plane?" onClose={() => setAsking(undefined)}>
          <p>
            {unended.length === 1 ? 'One task has' : `${unended.length} tasks have`} not ended and will be
            cancelled. What they created stays.
          </p>
          <div className="dialog-actions">
            <button type="button" className="button" onClick={() => setAsking(undefined)}>
              Back
            </button>
            <button type="button" className="button primary" onClick={() => change(asking)}>
              Cancel them and change
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
