// Where the user is: the organization, the project, the page in it.

import { Link, useRoute } from 'wouter';
import { pages } from '../resources/kinds.ts';
import { organizationName, organizations } from '../resources/organizations.ts';
import { Icon } from './icons.tsx';

export function Breadcrumbs() {
  const [, params] = useRoute<{ orgId: string; projectId?: string; page?: string }>(
    '/organizations/:orgId/*?',
  );
  const [, deeper] = useRoute<{ orgId: string; projectId: string; page?: string; zone?: string }>(
    '/organizations/:orgId/projects/:projectId/:page?/:zone?',
  );
  const list = organizations.use();
  const crumbs: [string, string][] = [];
  if (params) crumbs.push([organizationName(list, params.orgId), pages.projects(params.orgId)]);
  if (deeper) crumbs.push([deeper.projectId, pages.project(deeper.orgId, deeper.projectId)]);
  if (deeper?.page) crumbs.push(['DNS zones', pages.zones(deeper.orgId, deeper.projectId)]);
  if (deeper?.zone) crumbs.push([deeper.zone, pages.zone(deeper.orgId, deeper.projectId, deeper.zone)]);
  if (crumbs.length === 0) return null;
  return (
    <nav className="breadcrumbs" aria-label="Breadcrumbs">
      <ol>
        {[['Organizations', pages.organizations()] as const, ...crumbs].map(([text, href], index) => (
          <li key={href}>
            {index > 0 && <Icon name="chevron" />}
            <Link href={href} {...(index === crumbs.length && { 'aria-current': 'page' as const })}>
              {text}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
