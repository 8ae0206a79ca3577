import { useState } from 'react';
import { projectOf, projectVerdict } from '../resources/adapted.ts';
import { Link } from 'wouter';
import { pages, projectsOf } from '../resources/kinds.ts';
import { organizationName, organizations } from '../resources/organizations.ts';
import { Icon } from '../ui/icons.tsx';
import { type Column, ObjectTable } from '../ui/object-table.tsx';
import { Page } from '../ui/page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { When } from '../ui/when.tsx';
import { namesOf, useCollection } from '../watch/use-collection.ts';
import { CreateProjectDialog } from './create-project-dialog.tsx';

export function ProjectsPage({ orgId }: { orgId: string }) {
  const collection = useCollection(projectsOf(orgId));
  const name = organizationName(organizations.use(), orgId);
  const [isCreating, setCreating] = useState(false);
  const create = (
    <button
      type="button"
      className="button primary"
      data-tour="create-project"
      onClick={() => setCreating(true)}
    >
      <Icon name="plus" /> Create project
    </button>
  );
  return (
    <Page title="Projects" description={`Everything that ${name} runs.`} actions={create}>
      <ObjectTable
        label="Projects"
        collection={collection}
        columns={columns(orgId)}
        empty={{
          icon: 'project',
          title: 'No projects yet',
          text: 'A project has a control plane of its own.',
          action: null,
        }}
      />
      {isCreating && (
        <CreateProjectDialog
          orgId={orgId}
          taken={namesOf(collection.objects)}
          onClose={() => setCreating(false)}
        />
      )}
    </Page>
  );
}

function columns(orgId: string): Column[] {
  return [
    {
      title: 'Project',
      width: '34%',
      cell: (object) => {
        const { name, displayName } = projectOf(object);
        return (
          <Link className="row-link" href={pages.project(orgId, name)} title={displayName}>
            {displayName}
          </Link>
        );
      },
    },
    {
      title: 'Name',
      width: '22%',
      isMinor: true,
      cell: ({ metadata }) => (
        <span className="mono muted" title={metadata.name}>
          {metadata.name}
        </span>
      ),
    },
    { title: 'Status', width: '18%', cell: (object) => <StatusBadge verdict={projectVerdict(object)} /> },
    {
      title: 'Created',
      width: '26%',
      isMinor: true,
      cell: (object) => <When date={projectOf(object).createdAt} />,
    },
  ];
}
