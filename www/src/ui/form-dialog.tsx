// A dialog that is a form. It closes when the form is sent, since a task does the rest.

import type { FormEvent, ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

export function FormDialog({
  title,
  description,
  action,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  description: string;
  /** What the button says that sends the form. */
  action: string;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  function submit(event: FormEvent): void {
    event.preventDefault();
    onClose();
    onSubmit();
  }

  return (
    <Dialog title={title} description={description} onClose={onClose}>
      <form onSubmit={submit}>
        {children}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
          <button type="submit" className="button primary">
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
