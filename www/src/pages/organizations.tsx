import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { pages, slug } from '../resources/kinds.ts';
import { organizations } from '../resources/organizations.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/form.tsx';
import { Icon } from '../ui/icons.tsx';
import { Page } from '../ui/page.tsx';

export function OrganizationsPage() {
  const list = organizations.use();
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title="Organizations"
      description="Each has a control plane of its own, and projects in it."
      actions={
        <button type="button" className="button" onClick={() => setAdding(true)}>
          <Icon name="plus" /> Add organization
        </button>
      }
    >
      <ul className="tiles">
        {list.map(({ id, displayName }) => (
          <li key={id}>
            <Link className="card tile" href={pages.projects(id)}>
              <span className="tile-icon">
                <Icon name="organization" />
              </span>
              <span>
                <strong>{displayName}</strong>
                <span className="muted mono">{id}</span>
              </span>
              <Icon name="chevron" />
            </Link>
          </li>
        ))}
      </ul>
      {isAdding && <AddOrganizationDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

/** Adds one to the list, for those who have a cluster of their own. */
function AddOrganizationDialog({ onClose }: { onClose: () => void }) {
  const [displayName, setDisplayName] = useState('');
  const [ownId, setOwnId] = useState<string>();
  const id = ownId ?? slug(displayName);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const others = organizations.get().filter((organization) => organization.id !== id);
    organizations.set([...others, { id, displayName: displayName.trim() }]);
    onClose();
  }

  return (
    <Dialog
      title="Add organization"
      description="Shows an organization here. It is not created."
      onClose={onClose}
    >
      <form onSubmit={submit}>
        <TextField
          label="Display name"
          required
          value={displayName}
          onChange={(event) => setDisplayName(event.target.value)}
        />
        <TextField
          label="Name"
          hint="As its API knows it."
          required
          pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?"
          maxLength={50}
          value={id}
          onChange={(event) => setOwnId(event.target.value)}
        />
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
          <button type="submit" className="button primary">
            Add organization
          </button>
        </div>
      </form>
    </Dialog>
  );
}
