// Splits the body of a response into lines, wherever its chunks were cut: within a line, within a character.

import type { Chunk, ResponseLike } from './response.ts';
import { isStream, readText } from './response.ts';

/** A request whose body is being read. */
export interface BodyReading {
  /** Stops reading; there only while it would help. Some `fetch` of a caller does not heed the signal. */
  cancel: (() => void) | undefined;
}

/**
 * Calls `onLines` for each chunk, with the lines that it completes. What follows the last line feed when the body ends
 * counts if it is JSON: a part of an object never is. Rejects with what reading throws.
 */
export async function readLines(
  response: ResponseLike,
  reading: BodyReading,
  onLines: (lines: string[]) => void,
): Promise<void> {
  const { body } = response;
  let rest = '';
  const take = (text: string) => {
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      rest += text;
      onLines([]);
      return;
    }
    const whole = rest + text.slice(0, end);
    rest = text.slice(end + 1);
    onLines(whole.split('\n').filter((line) => line.trim() !== ''));
  };
  const finish = () => {
    if (isJson(rest)) onLines([rest]);
  };
  if (body === null || body === undefined) {
    take(await readText(response));
    finish();
    return;
  }
  const decoder = new TextDecoder();
  const decode = (chunk: Chunk) =>
    typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  if (!isStream(body)) {
    for await (const chunk of body) take(decode(chunk));
    finish();
    return;
  }
  const reader = body.getReader();
  reading.cancel = () => {
    reader.cancel().catch(() => {});
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      take(decode(value));
    }
    finish();
  } finally {
    reading.cancel = undefined;
  }
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
