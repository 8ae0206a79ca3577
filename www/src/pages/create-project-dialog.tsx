import { type FormEvent, useState } from 'react';
import { slug } from '../resources/kinds.ts';
import { createProject } from '../tasks/create-project.ts';
import { useStart } from '../tasks/start.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/form.tsx';

/** Closes at once: from there on it is the task's matter. */
export function CreateProjectDialog({ orgId, onClose }: { orgId: string; onClose: () => void }) {
  const start = useStart();
  const [displayName, setDisplayName] = useState('');
  const [ownName, setOwnName] = useState<string>();
  const [description, setDescription] = useState('');
  const name = ownName ?? slug(displayName);

  function submit(event: FormEvent): void {
    event.preventDefault();
    onClose();
    start(createProject({ orgId, name, displayName: displayName.trim(), description: description.trim() }));
  }

  return (
    <Dialog
      title="Create project"
      description="It takes a while until a project is ready. You can go on meanwhile."
      onClose={onClose}
    >
      <form onSubmit={submit}>
        <TextField
          label="Display name"
          required
          pattern=".*[a-zA-Z0-9].*"
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
          value={name}
          onChange={(event) => setOwnName(event.target.value)}
        />
        <TextField
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
          <button type="submit" className="button primary">
            Create project
          </button>
        </div>
      </form>
    </Dialog>
  );
}
