import type { ReactNode } from 'react';
import { toProject, verdictOfProject } from 'taskwatch';
import { Link } from 'wouter';
import type { KubernetesObject } from '../planes/plane.ts';
import { pages, projectsOf } from '../resources/kinds.ts';
import { Icon } from '../ui/icons.tsx';
import { Page } from '../ui/page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { When } from '../ui/when.tsx';
import { useCollection } from '../watch/use-collection.ts';

export function ProjectPage({ orgId, projectId }: { orgId: string; projectId: string }) {
  const { objects, error, reload } = useCollection(projectsOf(orgId));
  const object = objects?.find(({ metadata }) => metadata.name === projectId);
  const project = object && toProject(object);
  const isMissing = objects !== undefined && !object;

  return (
    <Page
      title={project?.displayName ?? projectId}
      description={project?.description || 'No description'}
      actions={
        <Link className="button" href={pages.zones(orgId, projectId)}>
          <Icon name="zone" /> DNS zones
        </Link>
      }
    >
      {isMissing || (error && !objects) ? (
        <div className="card empty" role="alert">
          <Icon name="alert" />
          <h2>{isMissing ? 'There is no such project' : 'The project could not be read'}</h2>
          <p className="muted">{error?.message ?? `${projectId} may have been deleted.`}</p>
          <button type="button" className="button" onClick={reload}>
            Try again
          </button>
        </div>
      ) : (
        <>
          <Overview object={object} />
          <Conditions object={object} />
        </>
      )}
    </Page>
  );
}

function Overview({ object }: { object: KubernetesObject | undefined }) {
  const project = object && toProject(object);
  const facts: [string, ReactNode][] = [
    ['Status', object && <StatusBadge verdict={verdictOfProject(object)} />],
    ['Name', project && <code>{project.name}</code>],
    ['Created', project && <When date={project.createdAt} />],
    ['Organization', project && <code>{project.organizationId}</code>],
    ['UID', project && <code data-testid="uid">{project.uid}</code>],
    ['Resource version', project && <code>{project.resourceVersion}</code>],
  ];
  return (
    <section className="card" aria-label="Overview">
      <dl className="facts grid">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value ?? <span className="skeleton" />}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Conditions({ object }: { object: KubernetesObject | undefined }) {
  const conditions = object?.status?.conditions ?? [];
  return (
    <section className="card table-card" aria-labelledby="conditions">
      <h2 id="conditions" className="card-title">
        Conditions
      </h2>
      <table aria-labelledby="conditions">
        <colgroup>
          <col style={{ width: '18%' }} />
          <col style={{ width: '14%' }} />
          <col style={{ width: '22%' }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Status</th>
            <th scope="col">Reason</th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map(({ type, status, reason, message }) => (
            <tr key={type}>
              <td>{type}</td>
              <td>{status}</td>
              <td className="mono">{reason}</td>
              <td className="muted">{message || '–'}</td>
            </tr>
          ))}
          {conditions.length === 0 && (
            <tr>
              <td colSpan={4} className="muted">
                None yet
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
