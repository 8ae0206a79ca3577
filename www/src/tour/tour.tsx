// The tour: a card that says what to do next, and a ring around the element it mentions. The page stays usable.

import { useEffect, useRef } from 'react';
import { useTaskQueue } from 'taskwatch/react';
import { useLocation } from 'wouter';
import { useStart } from '../tasks/start.ts';
import { Icon } from '../ui/icons.tsx';
import { useSecondsSince } from '../ui/now.ts';
import { tour } from './state.ts';
import { type Step, steps, tidyUp } from './steps.ts';

const RELOAD = steps.findIndex(({ id }) => id === 'reload');

// This page is the next one.
if (tour.get().step === RELOAD) go(RELOAD + 1);

export function startTour(): void {
  go(0);
}

function go(step: number): void {
  tour.set({
    ...tour.get(),
    step: step < steps.length ? step : undefined,
    isKnown: tour.get().isKnown || step >= steps.length,
  });
  if (step >= steps.length) tidyUp();
}

export function Tour() {
  const { step: number } = tour.use();
  const step = number === undefined ? undefined : steps[number];
  if (number === undefined || !step) return null;
  return <Card key={step.id} step={step} number={number} />;
}

function Card({ step, number }: { step: Step; number: number }) {
  const { tasks } = useTaskQueue();
  const [path, navigate] = useLocation();
  const start = useStart();
  const since = useRef(Date.now()).current;
  const button = useRef<HTMLButtonElement>(null);
  const isShown = useRef(false);
  // Some of what the steps wait for is no state of React's.
  const passed = useSecondsSince(since);
  const situation = { path, tasks, since };
  const isEarly = step.isEarly?.(situation) ?? false;
  const isDone = step.isDone?.(situation) ?? false;

  useEffect(() => {
    button.current?.focus();
  }, []);

  useEffect(() => {
    if (isDone) go(number + 1);
  }, [isDone, number]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for again second by second, since pages come and go
  useEffect(() => {
    const element =
      step.target === undefined ? undefined : (document.querySelector(step.target) ?? undefined);
    element?.setAttribute('data-ringed', '');
    // Into sight, once: after that one scrolls as one likes.
    if (element && !isShown.current) element.scrollIntoView({ block: 'center' });
    isShown.current ||= element !== undefined;
    return () => element?.removeAttribute('data-ringed');
  }, [step, path, passed]);

  function act(): void {
    if (isEarly) return;
    step.act?.({ navigate, start });
    // The page after the reload counts on by itself.
    if (number !== RELOAD) go(number + 1);
  }

  return (
    <section
      className="tour"
      aria-labelledby="tour-title"
      data-step={step.id}
      onKeyDown={({ key }) => {
        if (key === 'Escape') go(steps.length);
      }}
    >
      <header className="tour-header">
        <span className="tour-count tabular">
          {number + 1} of {steps.length}
        </span>
        <button
          type="button"
          className="button ghost square small"
          aria-label="Skip the tour"
          onClick={() => go(steps.length)}
        >
          <Icon name="cross" />
        </button>
      </header>
      <h2 id="tour-title">{step.title}</h2>
      <p className="muted" aria-live="polite">
        {step.text}
      </p>
      <footer className="tour-footer">
        <ol className="tour-dots" aria-hidden="true">
          {steps.map(({ id }, index) => (
            <li key={id} className={index <= number ? 'passed' : ''} />
          ))}
        </ol>
        <button
          type="button"
          className="button primary small"
          ref={button}
          aria-disabled={isEarly}
          onClick={act}
        >
          {isEarly ? 'Waiting for it…' : step.action}
        </button>
      </footer>
    </section>
  );
}
