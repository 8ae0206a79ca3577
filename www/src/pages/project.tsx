import { projectOf, projectVerdict } from '../resources/adapted.ts';
import { Link } from 'wouter';
import { pages, projectsOf } from '../resources/kinds.ts';
import { deleteProject } from '../tasks/delete-object.ts';
import { Icon } from '../ui/icons.tsx';
import { ObjectPage } from '../ui/object-page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useCollection } from '../watch/use-collection.ts';

export function ProjectPage({ orgId, projectId }: { orgId: string; projectId: string }) {
  const collection = useCollection(projectsOf(orgId));
  const object = collection.objects?.find(({ metadata }) => metadata.name === projectId);
  const project = object && projectOf(object);
  const title = project?.displayName ?? projectId;

  return (
    <ObjectPage
      kind="project"
      name={projectId}
      collection={collection}
      title={title}
      description={project?.description || 'No description'}
      deletion={() => deleteProject(orgId, projectId, title)}
      actions={
        <Link className="button primary" href={pages.zones(orgId, projectId)}>
          <Icon name="zone" /> DNS zones
        </Link>
      }
      others={
        <Link className="button" href={pages.projects(orgId)}>
          All projects
        </Link>
      }
      facts={(object) => [
        ['Status', object && <StatusBadge verdict={projectVerdict(object)} />],
        ['Name', object && <code>{object.metadata.name}</code>],
        ['Organization', object && <code>{projectOf(object).organizationId}</code>],
      ]}
    />
  );
}
