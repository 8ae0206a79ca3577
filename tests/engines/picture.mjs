// Pictures of pages in each engine, for people to look at.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../target/artifacts');

/** Saves what the engine shows as `target/artifacts/NAME-ENGINE.png`. */
export async function pictureOf(engine, name) {
  await mkdir(folder, { recursive: true });
  const picture = await engine.driver.takeScreenshot();
  await writeFile(path.join(folder, `${name}-${engine.name}.png`), picture, 'base64');
}
