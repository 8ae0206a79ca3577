import { useState } from 'react';
import { addZones } from '../tasks/add-zones.ts';
import { useStart } from '../tasks/start.ts';
import { SelectField, TextField } from '../ui/form.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { DOMAIN } from './create-zone-dialog.tsx';

const LIMIT = 10_000;

export function AddZonesDialog({
  orgId,
  projectId,
  onClose,
}: {
  orgId: string;
  projectId: string;
  onClose: () => void;
}) {
  const start = useStart();
  const [count, setCount] = useState(20);
  const [domain, setDomain] = useState('');
  const [atOnce, setAtOnce] = useState(5);

  function submit(): void {
    const domainNames = Array.from({ length: count }, (_, index) => `zone-${index + 1}.${domain}`);
    start(addZones({ orgId, projectId, domainNames, atOnce }));
  }

  return (
    <FormDialog
      title="Add zones"
      description="One task creates them all. What fails can be tried again on its own."
      action="Add zones"
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Parent domain"
        hint="example.com gives zone-1.example.com, zone-2.example.com and so on"
        required
        pattern={DOMAIN}
        maxLength={40}
        value={domain}
        onChange={(event) => setDomain(event.target.value.toLowerCase())}
      />
      <div className="field-row">
        <TextField
          label="Zones"
          hint={`Up to ${LIMIT.toLocaleString('en')}`}
          type="number"
          required
          min={1}
          max={LIMIT}
          value={count}
          onChange={(event) => setCount(event.target.valueAsNumber || 0)}
        />
        <SelectField
          label="At once"
          value={atOnce}
          onChange={(event) => setAtOnce(Number(event.target.value))}
        >
          {[1, 5, 10, 20, 50].map((number) => (
            <option key={number}>{number}</option>
          ))}
        </SelectField>
      </div>
    </FormDialog>
  );
}
