// What is offered when a task has ended, derived from its stored view, so that a later page offers the same.

import type { TaskView } from 'taskwatch';
import { pages } from '../resources/kinds.ts';
import { ADD_ZONES, type AddZonesInput } from './add-zones.ts';
import { CREATE_PROJECT, type CreateProjectInput } from './create-project.ts';
import { CREATE_ZONE, type CreateZoneInput } from './create-zone.ts';

export type TaskLink = { label: string; href: string } | { label: 'Summary' };

export function linksOf({ kind, input, status }: TaskView): TaskLink[] {
  switch (kind) {
    case CREATE_PROJECT: {
      const { orgId, name } = input as CreateProjectInput;
      return status === 'completed' ? [{ label: 'Open project', href: pages.project(orgId, name) }] : [];
    }
    case CREATE_ZONE: {
      const { orgId, projectId } = input as CreateZoneInput;
      return status === 'completed' ? [{ label: 'Open zones', href: pages.zones(orgId, projectId) }] : [];
    }
    case ADD_ZONES: {
      const { orgId, projectId } = input as AddZonesInput;
      return [{ label: 'Summary' }, { label: 'Open zones', href: pages.zones(orgId, projectId) }];
    }
    default:
      return [];
  }
}
