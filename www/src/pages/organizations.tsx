// The first page: an introduction, and the organizations that the user can open.

import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { pages, slug } from '../resources/kinds.ts';
import { organizations } from '../resources/organizations.ts';
import { TextField } from '../ui/form.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { startTour } from '../tour/tour.tsx';
import { tour } from '../tour/state.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { usePageHeading } from '../ui/page.tsx';

const promises: [IconName, string, string][] = [
  [
    'unlink',
    'A stream breaks, an event is lost',
    'It reads what it has missed, and asks for nothing while all is well.',
  ],
  [
    'clock',
    'The page is closed in the middle',
    'The task is kept. The next page, or another tab, takes it up.',
  ],
  [
    'inspect',
    'It takes long, or it fails',
    'It says what it waits for, since when, and why, in the words of the API.',
  ],
];

export function OrganizationsPage() {
  const list = organizations.use();
  const { isKnown } = tour.use();
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <Hero>
        <button type="button" className="button primary" onClick={startTour}>
          <Icon name="play" /> {isKnown ? 'Take the tour again' : 'Take the 60-second tour'}
        </button>
        <Link className="button" href={pages.compare()}>
          <Icon name="compare" /> Compare three implementations
        </Link>
        {/* Pages of their own, made by another generator. */}
        <a className="button" href="/docs/">
          Documents
        </a>
      </Hero>
      <ul className="promises">
        {promises.map(([icon, title, text]) => (
          <li key={title}>
            <Icon name={icon} />
            <strong>{title}</strong>
            <p>{text}</p>
          </li>
        ))}
      </ul>
      <header className="section-header">
        <h2>Organizations</h2>
        <button type="button" className="button" onClick={() => setAdding(true)}>
          <Icon name="plus" /> Add organization
        </button>
      </header>
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
    </>
  );
}

function Hero({ children }: { children: ReactNode }) {
  const heading = usePageHeading('taskwatch: tasks that know when Kubernetes is done');
  return (
    <header className="hero">
      <h1 ref={heading} tabIndex={-1}>
        Tasks that know when Kubernetes is done.
      </h1>
      <p className="hero-text">
        taskwatch queues what your console starts, watches the control plane until each object is really
        ready, and tells the user what is going on until then. This is a console that is built on it: create
        something, break something, reload.
      </p>
      <div className="hero-actions">{children}</div>
    </header>
  );
}

/** Adds one to the list, for users with their own cluster. */
function AddOrganizationDialog({ onClose }: { onClose: () => void }) {
  const [displayName, setDisplayName] = useState('');
  const [ownId, setOwnId] = useState<string>();
  const id = ownId ?? slug(displayName);

  function submit(): void {
    const others = organizations.get().filter((organization) => organization.id !== id);
    organizations.set([...others, { id, displayName: displayName.trim() }]);
  }

  return (
    <FormDialog
      title="Add organization"
      description="Shows an organization here. It is not created."
      action="Add organization"
      onSubmit={submit}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
