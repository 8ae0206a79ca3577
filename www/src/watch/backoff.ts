/** How long to wait before the n-th attempt in a row: doubling up to ten seconds, with half of it random. */
export function backoff(attempt: number): number {
  const ceiling = Math.min(10_000, 500 * 2 ** attempt);
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}
