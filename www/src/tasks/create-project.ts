// The task behind "Create project".

import { type EnqueueOptions, type Project, verdictOfProject, waitForProjectReady } from 'taskwatch';
import { type NewProject, pages, projectObject, projectsOf } from '../resources/kinds.ts';
import { knobs } from '../settings/knobs.ts';
import { creator } from './create-object.ts';

export function createProject(input: NewProject): EnqueueOptions<unknown, Project> {
  const { orgId, name } = input;
  const create = creator(
    projectsOf(orgId),
    projectObject(input),
    (project) => verdictOfProject(project).state === 'failed',
  );
  return {
    title: `Create project ${input.displayName}`,
    icon: 'project',
    category: 'project',
    metadata: { subject: name },
    timeout: knobs.get().timeout,
    processor: async (ctx) => {
      ctx.setMessage('Sending the request');
      // The API answers at once; the project is ready much later.
      const created = await create(ctx.signal);
      return waitForProjectReady(orgId, name, { task: ctx, initial: created });
    },
    completionActions: (project) =>
      project ? [{ label: 'Open project', href: pages.project(orgId, name) }] : [],
  };
}
