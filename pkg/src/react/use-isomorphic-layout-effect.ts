// An effect that runs before the paint. A server runs no effects at all, and React 18 warns there about
// layout effects.

import { useEffect, useLayoutEffect } from 'react';

export const useIsomorphicLayoutEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;
