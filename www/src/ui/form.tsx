// Fields of a form, each with its label and its hint.

import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useEffect,
  useId,
  useRef,
} from 'react';

interface Labelled {
  label: string;
  hint?: ReactNode;
}

interface TextFieldProps extends Labelled, InputHTMLAttributes<HTMLInputElement> {
  /** What is wrong with the value: said at once, and the form is not sent. */
  problem?: string | false | undefined;
}

export function TextField({ label, hint, problem, ...input }: TextFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const note = problem || hint;

  useEffect(() => field.current?.setCustomValidity(problem || ''), [problem]);

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={field}
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...input}
        {...(problem && { 'aria-invalid': true })}
        {...(note && { 'aria-describedby': `${id}-hint` })}
      />
      {note && (
        <p className={`hint${problem ? ' problem' : ''}`} id={`${id}-hint`} aria-live="polite">
          {note}
        </p>
      )}
    </div>
  );
}

export function TextAreaField({
  label,
  hint,
  ...area
}: Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        autoComplete="off"
        spellCheck={false}
        {...area}
        {...(hint && { 'aria-describedby': `${id}-hint` })}
      />
      {hint && <Hint id={`${id}-hint`}>{hint}</Hint>}
    </div>
  );
}

export function SelectField({
  label,
  hint,
  children,
  ...select
}: Labelled & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} {...select} {...(hint && { 'aria-describedby': `${id}-hint` })}>
        {children}
      </select>
      {hint && <Hint id={`${id}-hint`}>{hint}</Hint>}
    </div>
  );
}

export function CheckField({ label, hint, ...input }: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="field check">
      <input id={id} type="checkbox" {...input} {...(hint && { 'aria-describedby': `${id}-hint` })} />
      <label htmlFor={id}>{label}</label>
      {hint && <Hint id={`${id}-hint`}>{hint}</Hint>}
    </div>
  );
}

function Hint({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p className="hint" id={id}>
      {children}
    </p>
  );
}
