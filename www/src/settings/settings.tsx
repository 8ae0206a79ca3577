// How fast things are, how long tasks wait and where they are stored: applies to everything created from now on.

import { saveRecording, type StorageType, storageType } from '../tasks/queue.ts';
import { placeWords } from '../tasks/words.ts';
import { CheckField, SelectField, TextField } from '../ui/form.tsx';
import { defaults, type Knobs, knobs } from './knobs.ts';

const delays = [
  [300, 'At once'],
  [1500, 'Quick, 1 to 2 seconds'],
  [4000, 'Normal, 2 to 6 seconds'],
  [20_000, 'Slow, 12 to 28 seconds'],
] as const;

const timeouts = [
  [3000, '3 seconds'],
  [30_000, '30 seconds'],
  [300_000, '5 minutes'],
  [0, 'Never'],
] as const;

export function Settings() {
  const values = knobs.use();
  const place = storageType.use();
  const set = (change: Partial<Knobs>) => knobs.set({ ...knobs.get(), ...change });

  return (
    <section className="settings" aria-labelledby="settings-title">
      <h3 id="settings-title">Settings</h3>
      <p className="muted">For what is created from now on, retries included.</p>
      <SelectField
        label="Time until ready"
        value={values.delay}
        onChange={(event) => set({ delay: Number(event.target.value) })}
      >
        {offered(delays, values.delay).map(([ms, text]) => (
          <option key={ms} value={ms}>
            {text}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Tasks give up after"
        value={values.timeout}
        onChange={(event) => set({ timeout: Number(event.target.value) })}
      >
        {offered(timeouts, values.timeout).map(([ms, text]) => (
          <option key={ms} value={ms}>
            {text}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Failure reason"
        hint="Such as QuotaExceeded. Empty: nothing fails."
        pattern="[A-Za-z][A-Za-z0-9]*"
        value={values.failureReason}
        onChange={(event) => set({ failureReason: event.target.value.replace(/[^A-Za-z0-9]/g, '') })}
      />
      <CheckField
        label="Never ready"
        hint="Objects stay at Provisioning until this is off."
        checked={values.neverReady}
        onChange={(event) => set({ neverReady: event.target.checked })}
      />
      <SelectField
        label="Tasks are kept in"
        hint="From the next load of the page."
        value={place}
        onChange={(event) => storageType.set(event.target.value as StorageType)}
      >
        {Object.entries(placeWords).map(([type, text]) => (
          <option key={type} value={type}>
            {text}
          </option>
        ))}
      </SelectField>
      <div className="settings-actions">
        <button type="button" className="button small" onClick={() => knobs.set(defaults)}>
          Reset
        </button>
        <button
          type="button"
          className="button small"
          onClick={saveRecording}
          title="Ids and times of the last 2000 steps of the queue, no names or values"
        >
          Save recording
        </button>
      </div>
    </section>
  );
}

/** The options, including the current value, which need not be one of them. */
function offered(
  choices: readonly (readonly [number, string])[],
  value: number,
): readonly (readonly [number, string])[] {
  return choices.some(([ms]) => ms === value) ? choices : [...choices, [value, `${value / 1000} seconds`]];
}
