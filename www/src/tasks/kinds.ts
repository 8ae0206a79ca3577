// The console's kinds of tasks. They are defined in every page, so that each can resume the tasks of another.

import type { TaskQueue } from 'taskwatch';
import { ADD_ZONES, type AddZonesInput, runAddZone } from './add-zones.ts';
import { CREATE_PROJECT, type CreateProjectInput, runCreateProject } from './create-project.ts';
import { CREATE_ZONE, type CreateZoneInput, runCreateZone } from './create-zone.ts';
import { DELETE_OBJECT, type DeleteInput, runDelete } from './delete-object.ts';
import type { Work } from './work.ts';

export function defineKinds(queue: TaskQueue): void {
  /** How often a task was retried manually: its context only has automatic attempts. */
  const retriesOf = ({ id }: Work): number =>
    queue.getSnapshot().find(({ input }) => isWork(input) && input.id === id)?.retryCount ?? 0;

  queue.define(CREATE_PROJECT, {
    run: (ctx, input: CreateProjectInput) => runCreateProject(ctx, input, retriesOf(input)),
  });
  queue.define(CREATE_ZONE, {
    run: (ctx, input: CreateZoneInput) => runCreateZone(ctx, input, retriesOf(input)),
  });
  queue.define(ADD_ZONES, {
    runItem: (domainName: string, ctx, input: AddZonesInput) =>
      runAddZone(domainName, ctx, input, retriesOf(input)),
  });
  queue.define(DELETE_OBJECT, { run: (ctx, input: DeleteInput) => runDelete(ctx, input) });
}

function isWork(input: unknown): input is Work {
  return typeof input === 'object' && input !== null && 'id' in input;
}
