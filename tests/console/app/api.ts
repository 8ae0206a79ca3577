// The console's requests to its API.

import type { WatchOptions } from 'taskwatch';

export const ZONES = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';
export const PROJECT = 'shop';

export interface Zone {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: { readonly domainName: string };
}

export async function createZone(domainName: string): Promise<Zone> {
  const response = await fetch('/api/zones', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ domainName }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

export async function readObject({ name }: WatchOptions): Promise<object | undefined> {
  const response = await fetch(`/api/zones/${encodeURIComponent(name ?? '')}`);
  if (response.status === 404) return undefined;
  if (!response.ok) throw Object.assign(new Error(response.statusText), { code: response.status });
  return response.json();
}
