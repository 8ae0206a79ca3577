import { type FormEvent, useState } from 'react';
import { zoneName } from '../resources/kinds.ts';
import { createZone } from '../tasks/create-zone.ts';
import { useStart } from '../tasks/start.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/form.tsx';

export const DOMAIN = '([a-z0-9]([a-z0-9\\-]*[a-z0-9])?\\.)+[a-z]{2,}';

export function CreateZoneDialog({
  orgId,
  projectId,
  taken,
  onClose,
}: {
  orgId: string;
  projectId: string;
  /** Names of zones that there are, as far as the page knows. */
  taken: ReadonlySet<string>;
  onClose: () => void;
}) {
  const start = useStart();
  const [domainName, setDomainName] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    onClose();
    start(createZone({ orgId, projectId, domainName }));
  }

  return (
    <Dialog
      title="Create zone"
      description="The zone is ready once the name servers have it."
      onClose={onClose}
    >
      <form onSubmit={submit}>
        <TextField
          label="Domain"
          hint="Such as example.com"
          required
          pattern={DOMAIN}
          maxLength={50}
          problem={taken.has(zoneName(domainName)) && `There is a zone for ${domainName} already`}
          value={domainName}
          onChange={(event) => setDomainName(event.target.value.toLowerCase())}
        />
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
          <button type="submit" className="button primary">
            Create zone
          </button>
        </div>
      </form>
    </Dialog>
  );
}
