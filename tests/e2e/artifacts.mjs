// Pictures of the demo for people to look at.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../target/artifacts');

/** Saves what the page shows as `target/artifacts/NAME.png`, without what moves. */
export async function picture(page, name, options) {
  await mkdir(folder, { recursive: true });
  // Away from what lights up below it.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled', ...options });
}
