// The shell around the pages: what stays while one moves between them.

import { useLayoutEffect, useState } from 'react';
import { useTaskQueue } from 'taskwatch/react';
import { Link, Route, Switch } from 'wouter';
import { shown } from './diagnostics.ts';
import { DiagnosticsPage } from './pages/diagnostics.tsx';
import { ObjectsPage } from './pages/objects.tsx';
import { OrganizationsPage } from './pages/organizations.tsx';
import { ProjectPage } from './pages/project.tsx';
import { ProjectsPage } from './pages/projects.tsx';
import { VerdictsPage } from './pages/verdicts.tsx';
import { ZonesPage } from './pages/zones.tsx';
import { pages } from './resources/kinds.ts';
import { ModeSwitch } from './settings/mode-switch.tsx';
import { SettingsDialog } from './settings/settings-dialog.tsx';
import { TaskAnnouncer } from './tasks/announcer.tsx';
import { PANEL_ID, TaskPanel } from './tasks/panel.tsx';
import { panelOpen } from './tasks/start.ts';
import { hasEnded } from './tasks/words.ts';
import { Breadcrumbs } from './ui/breadcrumbs.tsx';
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
      <main id="main" tabIndex={-1}>
        {error ? <Blocked error={error} /> : <Pages />}
      </main>
      {!error && (
        <>
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

function TopBar({ isBlocked }: { isBlocked: boolean }) {
  const { tasks } = useTaskQueue();
  const [isSetting, setSetting] = useState(false);
  const isOpen = panelOpen.use();
  const unended = tasks.filter((task) => !hasEnded(task)).length;

  useLayoutEffect(() => shown(tasks), [tasks]);

  return (
    <header className="top-bar">
      <Link className="brand" href={pages.organizations()}>
        <span className="brand-mark">
          <Icon name="check" />
        </span>
        Console
      </Link>
      <Breadcrumbs />
      {!isBlocked && (
        <div className="top-bar-actions">
          <ModeSwitch />
          <button
            type="button"
            className="button ghost square"
            aria-label="Simulation"
            title="Simulation"
            onClick={() => setSetting(true)}
          >
            <Icon name="sliders" />
          </button>
          <Link
            className="button ghost square"
            href={pages.verdicts()}
            aria-label="Verdicts"
            title="Verdicts"
          >
            <Icon name="inspect" />
          </Link>
          <Link
            className="button ghost square"
            href={pages.diagnostics()}
            aria-label="Diagnostics"
            title="Diagnostics"
          >
            <Icon name="pulse" />
          </Link>
          <ThemeSwitch />
          <button
            type="button"
            className="button"
            aria-expanded={isOpen}
            aria-controls={PANEL_ID}
            onClick={() => panelOpen.set(!isOpen)}
          >
            <Icon name="tasks" /> <span className="wide-only">Tasks</span>
            <span className={`count tabular${unended > 0 ? ' active' : ''}`}>
              {unended}
              <span className="visually-hidden"> not ended</span>
            </span>
          </button>
        </div>
      )}
      {isSetting && <SettingsDialog onClose={() => setSetting(false)} />}
    </header>
  );
}

/** The page's policy forbids WebAssembly, or what it holds cannot be used: said once, in the place of all. */
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
