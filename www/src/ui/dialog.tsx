// A modal dialog on the platform's own <dialog>, which keeps the focus inside, gives
// it back and closes on Escape.

import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Icon } from './icons.tsx';

export function Dialog(props: {
  title: string;
  description?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Of layout, because only while it is in the page can it give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // One that asks for something begins where it is asked.
    element?.querySelector<HTMLElement>('input, select')?.focus();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        // Escape; of the dialog itself, not of a file or select inside.
        if (event.target === dialog.current) props.onClose();
      }}
      onMouseDown={(event) => {
        // The backdrop is the dialog's own; what is in it lies over it.
        if (event.target === dialog.current) props.onClose();
      }}
    >
      <div className="dialog-body">
        <div className="dialog-header">
          <div>
            <h2 id={titleId}>{props.title}</h2>
            {props.description && <p className="muted">{props.description}</p>}
          </div>
          <button type="button" className="button ghost square" aria-label="Close" onClick={props.onClose}>
            <Icon name="cross" />
          </button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
