// Asks before something is deleted. What is asked begins with the verb, and so does the task.

import type { EnqueueOptions } from 'taskwatch';
import { useStart } from '../tasks/start.ts';
import { Dialog } from './dialog.tsx';

export function DeleteDialog(props: { what: string; task: () => EnqueueOptions; onClose: () => void }) {
  const start = useStart();
  return (
    <Dialog title={`Delete ${props.what}?`} onClose={props.onClose}>
      <p className="muted">It cannot be brought back. The task ends when it is really gone.</p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={props.onClose}>
          Back
        </button>
        <button
          type="button"
          className="button primary"
          onClick={() => {
            props.onClose();
            start(props.task());
          }}
        >
          Delete
        </button>
      </div>
    </Dialog>
  );
}
