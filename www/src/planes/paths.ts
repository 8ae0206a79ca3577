// Where the objects of a control plane are, below the address of the API.

import type { WatchOptions } from 'taskwatch';

/** The path of a collection, or of the object that is named. */
export function apiPath(options: WatchOptions): string {
  const { resourceType, namespace, name } = options;
  // `apis/<group>/<version>/<plural>`, the namespace standing before the plural.
  const [plural, ...base] = resourceType.split('/').reverse();
  const segments = [...base.reverse()];
  if (namespace) segments.push('namespaces', encodeURIComponent(namespace));
  segments.push(plural ?? '');
  if (name !== undefined) segments.push(encodeURIComponent(name));
  return `${controlPlanePath(options)}/${segments.join('/')}`;
}

function controlPlanePath({ orgId, projectId }: WatchOptions): string {
  const root = '/apis/resourcemanager.miloapis.com/v1alpha1';
  if (projectId !== undefined) return `${root}/projects/${encodeURIComponent(projectId)}/control-plane`;
  if (orgId !== undefined) return `${root}/organizations/${encodeURIComponent(orgId)}/control-plane`;
  return '';
}
