// The tasks behind "Delete": a project, or a zone.

import { deleted, type EnqueueOptions, type TaskContext, waitForResource } from 'taskwatch';
import { connectionTo } from '../planes/connection.ts';
import { projectsOf, zonesOf } from '../resources/kinds.ts';
import type { Collection } from '../watch/collection.ts';
import { newWork, type Work } from './work.ts';

export const DELETE_OBJECT = 'delete-object';

export interface DeleteInput extends Work {
  kind: 'Project' | 'DNSZone';
  collection: Collection;
  name: string;
}

/** Deleting an object that is already gone is a success. */
export async function runDelete(ctx: TaskContext, { mode, collection, name }: DeleteInput): Promise<void> {
  const { plane, source } = connectionTo(mode);
  const target = { ...collection, name };
  ctx.setMessage('Sending the request');
  await ctx.step('delete', async () => {
    if (await plane.get(target, ctx.signal)) await plane.remove(target, ctx.signal);
  });
  await waitForResource({ ...target, until: deleted(), task: ctx, source });
}

/** @param title its name for people */
export function deleteProject(orgId: string, name: string, title: string): EnqueueOptions {
  return deletion('Project', projectsOf(orgId), name, `Delete project ${title}`);
}

export function deleteZone(projectId: string, name: string, domainName: string): EnqueueOptions {
  return deletion('DNSZone', zonesOf(projectId), name, `Delete zone ${domainName}`);
}

function deletion(
  kind: DeleteInput['kind'],
  collection: Collection,
  name: string,
  title: string,
): EnqueueOptions {
  return {
    kind: DELETE_OBJECT,
    input: { kind, collection, name, ...newWork() } satisfies DeleteInput,
    title,
    category: kind === 'Project' ? 'project' : 'zone',
    metadata: { subject: name },
  };
}
