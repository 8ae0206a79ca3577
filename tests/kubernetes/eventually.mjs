import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a condition holds, or its promise resolves with something, and returns that. Fails after a while. */
export async function eventually(condition, within = 15_000) {
  const end = Date.now() + within;
  for (;;) {
    const value = await condition();
    if (value) return value;
    assert.ok(Date.now() < end, `not within ${within} ms: ${condition}`);
    await sleep(20);
  }
}
