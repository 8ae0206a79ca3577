// The steps of the tour: what each says, where to look, and what its button does. Doing that without the button leads to
// the next step as well.

import type { EnqueueOptions, Project, TaskView } from 'taskwatch';
import { faults } from '../faults/faults.ts';
import { drawerOpen } from '../faults/open.ts';
import { pages } from '../resources/kinds.ts';
import { defaults, knobs } from '../settings/knobs.ts';
import { createProject } from '../tasks/create-project.ts';
import { panelOpen } from '../tasks/start.ts';
import { hasEnded } from '../tasks/words.ts';

interface Tools {
  navigate(path: string): void;
  start(options: EnqueueOptions<unknown, Project>): void;
}

interface Situation {
  readonly path: string;
  readonly tasks: readonly TaskView[];
  /** When the step began, in epoch milliseconds. */
  readonly since: number;
}

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** What the button says. */
  readonly action: string;
  /** A selector of the element to look at. */
  readonly target?: string;
  /** What the button does before the next step. */
  readonly act?: (tools: Tools) => void;
  /** Whether the step has been done, with the button or without. */
  readonly isDone?: (situation: Situation) => boolean;
  /** Whether the button has to wait. */
  readonly isEarly?: (situation: Situation) => boolean;
}

const ORGANIZATION = 'acme';
/** Slow enough that it is still under way when the page is loaded again. */
const DELAY = 20_000;

/** Until then a page may not know yet which tasks there are. */
const LOADED_WITHIN = 3000;

export const steps: readonly Step[] = [
  {
    id: 'open',
    title: 'Open an organization',
    text: 'Its projects live on a control plane, here one inside this page.',
    action: 'Open Acme',
    target: '.tiles .tile',
    act: ({ navigate }) => navigate(pages.projects(ORGANIZATION)),
    isDone: ({ path }) => path.startsWith('/organizations/'),
  },
  {
    id: 'create',
    title: 'Create a project',
    text: 'The API accepts it at once; it is ready much later. A task waits for that while you continue.',
    action: 'Create it',
    target: '[data-tour="create-project"]',
    act({ navigate, start }) {
      knobs.set({ ...knobs.get(), delay: DELAY });
      navigate(pages.projects(ORGANIZATION));
      const name = `tour-${Date.now().toString(36).slice(-5)}`;
      start(
        createProject({ orgId: ORGANIZATION, name, displayName: 'Tour', description: 'Made by the tour' }),
      );
    },
    isDone: ({ tasks, since }) => tasks.some((task) => task.createdAt >= since),
  },
  {
    id: 'cut',
    title: 'Kill its stream',
    text: 'The watch breaks, and events in the meantime are lost. The task reads the object instead, and continues.',
    action: 'Drop all streams',
    target: '[data-tour="faults"]',
    act() {
      if (window.innerWidth >= 1024) drawerOpen.set(true);
      faults.start('cut');
    },
    isDone: () => faults.get().has('cut'),
  },
  {
    id: 'reload',
    title: 'Reload the page',
    text: 'In the middle of the task. It is durable: the next page resumes it where this one left off.',
    action: 'Reload',
    act: () => location.reload(),
  },
  {
    id: 'finish',
    title: 'See it finish',
    text: 'Still the same task. It ends when the project is ready, not when a request was answered.',
    action: 'Go on',
    target: '#task-panel',
    act: () => drawerOpen.set(false),
    isEarly: ({ tasks, since }) =>
      tasks.some((task) => !hasEnded(task)) || (tasks.length === 0 && Date.now() - since < LOADED_WITHIN),
  },
  {
    id: 'compare',
    title: 'One fault, three implementations',
    text: 'The same fault for polling, a plain watch and taskwatch, side by side and counted.',
    action: 'Show me',
    target: '.places [href="/compare"]',
    act({ navigate }) {
      panelOpen.set(false);
      navigate(pages.compare());
    },
    isDone: ({ path }) => path === pages.compare(),
  },
  {
    id: 'end',
    title: 'That is all',
    text: 'Run it, choose another fault, or break the console itself: Faults is always up there.',
    action: 'Finish',
    target: '[data-tour="compare"]',
  },
];

/** What a tour has changed. */
export function tidyUp(): void {
  if (knobs.get().delay === DELAY) knobs.set({ ...knobs.get(), delay: defaults.delay });
}
