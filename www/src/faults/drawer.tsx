// The faults that can be triggered, beside the page on which they are seen: in a column if there is room, else in a sheet
// at the lower edge. It is not a dialog: the page stays usable.

import { useEffect, useRef, useSyncExternalStore } from 'react';
import { Settings } from '../settings/settings.tsx';
import { Icon } from '../ui/icons.tsx';
import { useSecondsUntil } from '../ui/now.ts';
import { type FaultState, faults } from './faults.ts';
import { DRAWER_ID, drawerOpen } from './open.ts';
import { type Scenario, scenarios } from './scenarios.ts';

export function FaultDrawer() {
  const isOpen = drawerOpen.use();
  const states = useSyncExternalStore(faults.subscribe, faults.get);
  const heading = useRef<HTMLHeadingElement>(null);
  const wasOpen = useRef(isOpen);

  useEffect(() => {
    if (isOpen && !wasOpen.current) heading.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  function close(): void {
    drawerOpen.set(false);
    document.querySelector<HTMLElement>(`[aria-controls="${DRAWER_ID}"]`)?.focus();
  }

  return (
    <aside
      id={DRAWER_ID}
      className="drawer"
      aria-labelledby="faults-title"
      hidden={!isOpen}
      onKeyDown={({ key }) => {
        if (key === 'Escape') close();
      }}
    >
      <header className="drawer-header">
        <h2 id="faults-title" ref={heading} tabIndex={-1}>
          Faults
        </h2>
        <button type="button" className="button ghost square small" aria-label="Close faults" onClick={close}>
          <Icon name="cross" />
        </button>
      </header>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard too, so it takes the focus
        <section className="drawer-body" aria-label="Scenarios" tabIndex={0}>
          <p className="muted drawer-intro">
            Break something, and watch the page and its tasks deal with it.
          </p>
          <ul className="faults">
            {scenarios.map((scenario) => (
              <Fault key={scenario.id} scenario={scenario} state={states.get(scenario.id)} />
            ))}
          </ul>
          <Settings />
        </section>
      )}
      <p className="visually-hidden" aria-live="polite">
        {spoken(states)}
      </p>
    </aside>
  );
}

function Fault({ scenario, state }: { scenario: Scenario; state: FaultState | undefined }) {
  const { id, icon, title, text, action, effect, seconds } = scenario;
  const left = useSecondsUntil(state?.until);
  const isOn = state?.until !== undefined;
  return (
    <li className={`fault${isOn ? ' on' : ''}`} data-fault={id}>
      <span className="fault-icon">
        <Icon name={icon} />
      </span>
      <h3>{title}</h3>
      <button
        type="button"
        className={`button small${isOn ? ' danger' : ''}`}
        onClick={() => (isOn ? faults.end(id) : faults.start(id))}
      >
        {isOn ? 'End now' : action}
        <span className="visually-hidden">: {title}</span>
      </button>
      <p className="fault-text">{text}</p>
      <p className="fault-effect tabular">
        {isOn && <strong>{left} s left · </strong>}
        {state ? effect(state.count) : seconds > 0 ? `For ${seconds} s` : 'Once'}
      </p>
      {isOn && <span className="fault-left" ref={(bar) => lasting(bar, seconds, state.until)} />}
    </li>
  );
}

/** Lets the bar run out at the end of the fault, without further renders. */
function lasting(bar: HTMLElement | null, seconds: number, until: number | undefined): void {
  if (!bar || until === undefined) return;
  bar.style.setProperty('--duration', `${seconds}s`);
  bar.style.setProperty('--passed', `${Math.min(0, (until - Date.now()) / 1000 - seconds)}s`);
}

/** Announced when a fault begins and ends, but not what it does in between. */
function spoken(states: ReadonlyMap<string, FaultState>): string {
  return scenarios
    .flatMap(({ id, title, effect, seconds }) => {
      const state = states.get(id);
      if (!state) return [];
      if (state.until !== undefined) return [`${title}: for ${seconds} seconds`];
      return [`${title}: ${seconds === 0 ? effect(state.count) : 'over'}`];
    })
    .join('. ');
}
