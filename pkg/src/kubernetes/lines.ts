// @ts-nocheck
// Takes the body of an answer apart into lines, wherever it was cut: within a line, within a character.

/** Calls `onLines(lines)` for each chunk, with the lines that it completes. What follows the last line feed when the body
 * ends counts if it is JSON: a part of an object never is. `reading.cancel` gives up. Rejects with what reading throws. */
export async function readLines(response, reading, onLines) {
  const { body } = response;
  let rest = '';
  const take = (text) => {
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
    take(await response.text());
    finish();
    return;
  }
  const decoder = new TextDecoder();
  const decode = (chunk) => (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
  if (typeof body.getReader !== 'function') {
    for await (const chunk of body) take(decode(chunk));
    finish();
    return;
  }
  const reader = body.getReader();
  // Some `fetch` of the caller's does not heed the signal.
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

function isJson(text) {
  if (text.trim() === '') return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
