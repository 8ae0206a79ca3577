// Whether the drawer of faults is open, for the button in the header and for the tour.

import { store } from '../store.ts';

export const DRAWER_ID = 'faults';

export const drawerOpen = store<boolean>('console.faults', (stored) => stored === true);
