import { useState } from 'react';
import { zoneName } from '../resources/kinds.ts';
import { createZone } from '../tasks/create-zone.ts';
import { useStart } from '../tasks/start.ts';
import { TextField } from '../ui/form.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

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

  function submit(): void {
    start(createZone({ orgId, projectId, domainName }));
  }

  return (
    <FormDialog
      title="Create zone"
      description="The zone is ready once the name servers have it."
      action="Create zone"
      onSubmit={submit}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
