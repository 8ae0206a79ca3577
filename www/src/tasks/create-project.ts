// The task behind "Create project".

import {
  type EnqueueOptions,
  type Project,
  type TaskContext,
  verdictOfProject,
  waitForProjectReady,
} from 'taskwatch';
import { connectionTo } from '../planes/connection.ts';
import { type NewProject, projectObject, projectsOf } from '../resources/kinds.ts';
import { knobs } from '../settings/knobs.ts';
import { createInStep } from './create-object.ts';
import { newWork, type Work } from './work.ts';

export const CREATE_PROJECT = 'create-project';

export type CreateProjectInput = NewProject & Work;

/** Runs in each page that resumes the task: an object that was created is found again, and awaited. */
export async function runCreateProject(
  ctx: TaskContext,
  input: CreateProjectInput,
  retries: number,
): Promise<Project> {
  const { orgId, name, mode } = input;
  ctx.setMessage('Sending the request');
  // The API answers at once; the project is ready much later.
  const created = await createInStep(ctx, {
    mode,
    collection: projectsOf(orgId),
    object: projectObject(input),
    retries,
    hasFailed: (project) => verdictOfProject(project).state === 'failed',
  });
  return waitForProjectReady(orgId, name, {
    task: ctx,
    initial: created,
    source: connectionTo(mode).source,
    explain: true,
  });
}

export function createProject(input: NewProject): EnqueueOptions<unknown, Project> {
  return {
    kind: CREATE_PROJECT,
    input: { ...input, ...newWork() } satisfies CreateProjectInput,
    title: `Create project ${input.displayName}`,
    category: 'project',
    metadata: { subject: input.name },
    timeout: knobs.get().timeout,
  };
}
