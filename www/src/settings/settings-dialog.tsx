// What can be made to go wrong, and how fast things are.

import { connection } from '../planes/connection.ts';
import { saveRecording, type StorageType, storageType } from '../tasks/queue.ts';
import { placeWords } from '../tasks/words.ts';
import { Dialog } from '../ui/dialog.tsx';
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

export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const values = knobs.use();
  const place = storageType.use();
  const { mode, plane } = connection();
  const set = (change: Partial<Knobs>) => knobs.set({ ...knobs.get(), ...change });

  return (
    <Dialog
      title="Simulation"
      description="Holds for what is created from now on, retries included."
      onClose={onClose}
    >
      <SelectField
        label="Time until ready"
        value={values.delay}
        onChange={(event) => set({ delay: Number(event.target.value) })}
      >
        {delays.map(([ms, text]) => (
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
        {timeouts.map(([ms, text]) => (
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
        hint="Objects stay at Provisioning."
        checked={values.neverReady}
        onChange={(event) => set({ neverReady: event.target.checked })}
      />
      <CheckField
        label="Lose the event that tells of readiness"
        hint={
          mode === 'embedded' ? 'The task finds it out by reading.' : 'In the embedded control plane only.'
        }
        disabled={mode !== 'embedded'}
        checked={values.lostEvent}
        onChange={(event) => set({ lostEvent: event.target.checked })}
      />
      <SelectField
        label="Tasks are kept in"
        hint="From the next load of the page. Kept tasks are shown after a reload and in other tabs."
        value={place}
        onChange={(event) => storageType.set(event.target.value as StorageType)}
      >
        {Object.entries(placeWords).map(([type, text]) => (
          <option key={type} value={type}>
            {text}
          </option>
        ))}
      </SelectField>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={() => plane.dropStreams()}>
          Drop all streams
        </button>
        <button
          type="button"
          className="button"
          onClick={saveRecording}
          title="Ids and times of the last 2000 steps of the queue, no names or values"
        >
          Save recording
        </button>
        <button type="button" className="button push" onClick={() => knobs.set(defaults)}>
          Reset
        </button>
        <button type="button" className="button primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
