// The objects that exist when the demo is opened.

import { projectObject, projectsOf, zoneObject, zonesOf } from '../resources/kinds.ts';
import type { Collection } from '../watch/collection.ts';
import type { KubernetesObject } from './plane.ts';

const projects = [
  {
    orgId: 'acme',
    name: 'storefront',
    displayName: 'Storefront',
    description: 'The public shop and its checkout',
  },
  {
    orgId: 'acme',
    name: 'data-platform',
    displayName: 'Data platform',
    description: 'Pipelines and the warehouse',
  },
  { orgId: 'acme', name: 'internal-tools', displayName: 'Internal tools', description: '' },
  { orgId: 'globex', name: 'research', displayName: 'Research', description: 'Experiments' },
];

const zones = ['storefront.example', 'cdn.storefront.example', 'mail.storefront.example'].map(
  (domainName) => ({
    orgId: 'acme',
    projectId: 'storefront',
    domainName,
  }),
);

export const seedObjects: { collection: Collection; object: KubernetesObject }[] = [
  ...projects.map((project) => ({ collection: projectsOf(project.orgId), object: projectObject(project) })),
  ...zones.map((zone) => ({ collection: zonesOf(zone.projectId), object: zoneObject(zone) })),
];
