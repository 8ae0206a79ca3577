/** How long to wait before the n-th new attempt in a row: doubling up to ten seconds, half of it by chance. */
export function backoff(attempt: number): number {
  const ceiling = Math.min(10_000, 500 * 2 ** attempt);
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}
