import { useState } from 'react';
import { nameFor } from '../resources/kinds.ts';
import { createProject } from '../tasks/create-project.ts';
import { useStart } from '../tasks/start.ts';
import { TextField } from '../ui/form.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

interface Props {
  orgId: string;
  /** Names that there are, as far as the page knows. */
  taken: ReadonlySet<string>;
  onClose: () => void;
}

/** Closes at once: the task does the rest. */
export function CreateProjectDialog({ orgId, taken, onClose }: Props) {
  const start = useStart();
  const [displayName, setDisplayName] = useState('');
  const [ownName, setOwnName] = useState<string>();
  const [description, setDescription] = useState('');
  const name = ownName ?? nameFor(displayName, 'project');

  function submit(): void {
    start(createProject({ orgId, name, displayName: displayName.trim(), description: description.trim() }));
  }

  return (
    <FormDialog
      title="Create project"
      description="It takes a while until a project is ready. You can go on meanwhile."
      action="Create project"
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Display name"
        required
        pattern=".*\S.*"
        title="Any name, in any script"
        maxLength={60}
        value={displayName}
        onChange={(event) => setDisplayName(event.target.value)}
      />
      <TextField
        label="Name"
        hint="Lower case letters, digits and dashes. It cannot be changed later."
        required
        pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?"
        maxLength={50}
        problem={taken.has(name) && `There is a project ${name} already`}
        value={name}
        onChange={(event) => setOwnName(event.target.value)}
      />
      <TextField
        label="Description"
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
    </FormDialog>
  );
}
