// Finds programs on PATH, and asks nothing of them.

import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The first of these names that is a program on PATH, as a path; `undefined` if none is. */
export function findCommand(...names) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter))
    for (const name of names) {
      const file = path.join(folder, name);
      if (isExecutable(file)) return file;
    }
  return undefined;
}

/** CHROMIUM_PATH, else the first of the usual names on PATH. */
export const chromiumPath = () =>
  process.env.CHROMIUM_PATH || findCommand('chromium', 'chromium-browser', 'google-chrome', 'chrome');

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
