// Splits the body of a response into lines, wherever its chunks were cut: within a line, within a character.

import { checkLine } from './bounds.ts';
import type { ResponseLike } from './response.ts';
import { readChunks, readWhole } from './response.ts';

/**
 * Calls `onLines` for each chunk, with the lines that it completes. What follows the last line feed when the body ends
 * counts if it is JSON: a part of an object never is. Rejects with what reading throws, and with a `BoundError` for a line
 * that is too long.
 */
export async function readLines(
  response: ResponseLike,
  signal: AbortSignal,
  onLines: (lines: string[]) => void,
): Promise<void> {
  const { body } = response;
  let rest = '';
  /** At least as long as `rest` is, whose characters may be of several bytes. */
  let restBytes = 0;
  const take = (text: string, bytes: number) => {
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      restBytes += bytes;
      checkLine(restBytes);
      rest += text;
      onLines([]);
      return;
    }
    const lines = (rest + text.slice(0, end)).split('\n').filter((line) => line.trim() !== '');
    rest = text.slice(end + 1);
    restBytes = rest.length;
    for (const { length } of lines) checkLine(length);
    checkLine(restBytes);
    // Empty lines are a proxy's, to keep the connection open.
    if (lines.length > 0 || rest !== '') onLines(lines);
  };
  if (body === null || body === undefined) {
    const text = await readWhole(response);
    take(text, text.length);
  } else {
    await readChunks(body, signal, take);
  }
  if (isJson(rest)) onLines([rest]);
}

function isJson(text: string): boolean {
  if (text.trim() === '') return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
