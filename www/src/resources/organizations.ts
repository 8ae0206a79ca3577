// The organizations that the console knows. A real console asks its API for the
// user's; here they are a list that the user can extend.

import { store } from '../store.ts';

export interface Organization {
  id: string;
  displayName: string;
}

const initial: Organization[] = [
  { id: 'acme', displayName: 'Acme Corporation' },
  { id: 'globex', displayName: 'Globex' },
];

export const organizations = store<Organization[]>('console.organizations', (stored) =>
  Array.isArray(stored) ? stored : initial,
);

export function organizationName(list: readonly Organization[], id: string): string {
  return list.find((organization) => organization.id === id)?.displayName ?? id;
}
