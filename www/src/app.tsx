// The shell around the pages, which stays while the user navigates.

import { useLayoutEffect, useSyncExternalStore } from 'react';
import { useTaskQueue } from 'taskwatch/react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { shown } from './diagnostics.ts';
import { FaultDrawer } from './faults/drawer.tsx';
import { faults } from './faults/faults.ts';
import { DRAWER_ID, drawerOpen } from './faults/open.ts';
import { ComparePage } from './pages/compare.tsx';
import { DiagnosticsPage } from './pages/diagnostics.tsx';
import { ObjectsPage } from './pages/objects.tsx';
import { OrganizationsPage } from './pages/organizations.tsx';
import { ProjectPage } from './pages/project.tsx';
import { ProjectsPage } from './pages/projects.tsx';
import { VerdictsPage } from './pages/verdicts.tsx';
import { ZonePage } from './pages/zone.tsx';
import { ZonesPage } from './pages/zones.tsx';
import { pages } from './resources/kinds.ts';
import { ModeSwitch } from './settings/mode-switch.tsx';
import { TaskAnnouncer } from './tasks/announcer.tsx';
import { TaskPage } from './tasks/page.tsx';
import { FailureBadge } from './tasks/failure-badge.tsx';
import { PANEL_ID, TaskPanel } from './tasks/panel.tsx';
import { panelOpen } from './tasks/start.ts';
import { hasEnded } from './tasks/words.ts';
import { ManyEntriesPage } from './timeline/many-page.tsx';
import { Tour } from './tour/tour.tsx';
import { Breadcrumbs } from './ui/breadcrumbs.tsx';
import { ConnectionState } from './ui/connection-state.tsx';
import { Icon } from './ui/icons.tsx';
import { ThemeSwitch } from './ui/theme-switch.tsx';

export function App() {
  const { error } = useTaskQueue();
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <TopBar isBlocked={error !== undefined && error !== null} />
      {!error && <FaultDrawer />}
      <main id="main" tabIndex={-1}>
        {error ? (
          <Blocked error={error} />
        ) : (
          <>
            <Breadcrumbs />
            <Pages />
          </>
        )}
      </main>
      {!error && (
        <>
          <Tour />
          <TaskPanel />
          <TaskAnnouncer />
        </>
      )}
    </>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={OrganizationsPage} />
      <Route path="/organizations/:orgId">{({ orgId }) => <ProjectsPage key={orgId} orgId={orgId} />}</Route>
      <Route path="/organizations/:orgId/projects/:projectId">
        {({ orgId, projectId }) => <ProjectPage key={projectId} orgId={orgId} projectId={projectId} />}
      </Route>
      <Route path="/organizations/:orgId/projects/:projectId/dns-zones">
        {({ orgId, projectId }) => <ZonesPage key={projectId} orgId={orgId} projectId={projectId} />}
      </Route>
      <Route path="/tasks/:id">{({ id }) => <TaskPage key={id} id={decodeURIComponent(id)} />}</Route>
      <Route path="/timeline/many" component={ManyEntriesPage} />
      <Route path="/organizations/:orgId/projects/:projectId/dns-zones/:zone">
        {({ orgId, projectId, zone }) => (
          <ZonePage key={zone} orgId={orgId} projectId={projectId} zone={zone} />
        )}
      </Route>
      <Route path="/compare" component={ComparePage} />
      <Route path="/verdicts" component={VerdictsPage} />
      <Route path="/verdicts/objects" component={ObjectsPage} />
      <Route path="/diagnostics" component={DiagnosticsPage} />
      <Route>
        <div className="card empty">
          <h1>There is no such page</h1>
          <Link className="button" href={pages.organizations()}>
            All organizations
          </Link>
        </div>
      </Route>
    </Switch>
  );
}

/** The navigation: addresses, each with its page's name. */
const places = [
  [pages.organizations(), 'Console', /^\/($|organizations)/],
  [pages.compare(), 'Compare', /^\/compare/],
  [pages.verdicts(), 'Verdicts', /^\/verdicts/],
  [pages.diagnostics(), 'Diagnostics', /^\/diagnostics/],
] as const;

function TopBar({ isBlocked }: { isBlocked: boolean }) {
  return (
    <header className="top-bar">
      <Link className="brand" href={pages.organizations()} aria-label="taskwatch, to the first page">
        <span className="brand-mark">
          <Icon name="check" />
        </span>
        <span className="brand-name">taskwatch</span>
      </Link>
      <Places />
      {!isBlocked && (
        <>
          <ConnectionState />
          <div className="top-bar-actions">
            <ModeSwitch />
            <FaultsButton />
            <TasksButton />
            <ThemeSwitch />
          </div>
        </>
      )}
    </header>
  );
}

function Places() {
  const [location] = useLocation();
  return (
    <nav className="places" aria-label="Pages">
      {places.map(([href, text, isHere]) => (
        <Link key={href} href={href} {...(isHere.test(location) && { 'aria-current': 'page' as const })}>
          {text}
        </Link>
      ))}
    </nav>
  );
}

function FaultsButton() {
  const isOpen = drawerOpen.use();
  const states = useSyncExternalStore(faults.subscribe, faults.get);
  const active = [...states.values()].filter(({ until }) => until !== undefined).length;
  return (
    <button
      type="button"
      className="button"
      data-tour="faults"
      aria-expanded={isOpen}
      aria-controls={DRAWER_ID}
      onClick={() => drawerOpen.set(!isOpen)}
    >
      <Icon name="bolt" /> <span>Faults</span>
      {active > 0 && (
        <span className="count failing tabular">
          {active}
          <span className="visually-hidden"> at work</span>
        </span>
      )}
    </button>
  );
}

function TasksButton() {
  const { tasks } = useTaskQueue();
  const isOpen = panelOpen.use();
  const unended = tasks.filter((task) => !hasEnded(task)).length;

  useLayoutEffect(() => shown(tasks), [tasks]);

  return (
    <button
      type="button"
      className="button"
      aria-expanded={isOpen}
      aria-controls={PANEL_ID}
      onClick={() => panelOpen.set(!isOpen)}
    >
      <Icon name="tasks" /> <span>Tasks</span>
      <span className={`count tabular${unended > 0 ? ' active' : ''}`}>
        {unended}
        <span className="visually-hidden"> not ended</span>
      </span>
      <FailureBadge />
    </button>
  );
}

/** Shown instead of the console if the page's policy forbids WebAssembly, or the package cannot be used. */
function Blocked({ error }: { error: Error }) {
  return (
    <div className="banner" role="alert">
      <Icon name="alert" />
      <div>
        <h1>Tasks cannot run in this page</h1>
        <p>{error.message}</p>
      </div>
    </div>
  );
}
