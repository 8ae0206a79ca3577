/** Epoch milliseconds with fractions: the same clock in all processes and pages of one machine. */
export const now = () => performance.timeOrigin + performance.now();
