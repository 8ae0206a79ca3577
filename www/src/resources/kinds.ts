// The kinds that the console shows: where their objects are, how a new one looks, and
// on which page it is shown.

import type { Collection } from '../watch/collection.ts';
import type { KubernetesObject } from '../planes/plane.ts';

/** The projects of an organization. */
export function projectsOf(orgId: string): Collection {
  return { resourceType: 'apis/resourcemanager.miloapis.com/v1alpha1/projects', orgId };
}

/** The DNS zones of a project. */
export function zonesOf(projectId: string): Collection {
  return {
    resourceType: 'apis/dns.networking.miloapis.com/v1alpha1/dnszones',
    projectId,
    namespace: 'default',
  };
}

export interface NewProject {
  orgId: string;
  name: string;
  displayName: string;
  description: string;
}

export function projectObject({ orgId, name, displayName, description }: NewProject): KubernetesObject {
  return {
    apiVersion: 'resourcemanager.miloapis.com/v1alpha1',
    kind: 'Project',
    metadata: {
      name,
      annotations: {
        'kubernetes.io/display-name': displayName,
        ...(description && { 'kubernetes.io/description': description }),
      },
    },
    spec: { ownerRef: { kind: 'Organization', name: orgId } },
  };
}

export interface NewZone {
  orgId: string;
  projectId: string;
  domainName: string;
}

export function zoneObject({ domainName }: NewZone): KubernetesObject {
  return {
    apiVersion: 'dns.networking.miloapis.com/v1alpha1',
    kind: 'DNSZone',
    metadata: { name: zoneName(domainName), namespace: 'default' },
    spec: { domainName, dnsZoneClassName: 'external-global-dns' },
  };
}

/** The name of the object for a domain: `example.com` as `example-com`. */
export function zoneName(domainName: string): string {
  return slug(domainName);
}

/** What may be the name of an object: lower case letters, digits and dashes. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 50)
    .replace(/-+$/, '');
}

/**
 * An object name for any display name: its Latin letters if there are any, else the prefix and a hash of the text, so that
 * 東京 is the same project in each attempt.
 */
export function nameFor(text: string, prefix: string): string {
  const name = slug(text);
  if (name || !text.trim()) return name;
  let hash = 0;
  for (const character of text.trim()) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return `${prefix}-${hash.toString(36)}`;
}

/** Addresses of the console's pages. */
export const pages = {
  organizations: () => '/',
  projects: (orgId: string) => `/organizations/${encodeURIComponent(orgId)}`,
  project: (orgId: string, projectId: string) =>
    `${pages.projects(orgId)}/projects/${encodeURIComponent(projectId)}`,
  zones: (orgId: string, projectId: string) => `${pages.project(orgId, projectId)}/dns-zones`,
  task: (id: string) => `/tasks/${encodeURIComponent(id)}`,
  manyEntries: () => '/timeline/many',
  zone: (orgId: string, projectId: string, zone: string) =>
    `${pages.zones(orgId, projectId)}/${encodeURIComponent(zone)}`,
  compare: () => '/compare',
  verdicts: () => '/verdicts',
  objects: () => '/verdicts/objects',
  diagnostics: () => '/diagnostics',
};
