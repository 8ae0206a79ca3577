// What a page's own thread computes, task by task: time of the processor, so that a busy machine changes little.

import assert from 'node:assert/strict';

const SLOWER = 4;

/** How long each task of the page's thread would take on a processor that is four times slower, the longest first. */
export async function tasksOf(browser, page, act) {
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', 'devtools.timeline'],
  });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = traceEvents
    .filter(({ name, pid, tid }) => name === 'RunTask' && threads.has(`${pid}/${tid}`))
    .map(({ tdur }) => (SLOWER * tdur) / 1000)
    .sort((a, b) => b - a);
  assert.ok(tasks.length > 10, 'the trace has the tasks of the page');
  return tasks;
}
