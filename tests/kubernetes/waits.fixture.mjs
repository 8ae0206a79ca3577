// A process that waits: what run-waits.mjs does with the waits given as its argument, told as lines of JSON. It must
// end by itself, so it calls no exit.

import '../package/install.mjs';
import { runWaits } from './run-waits.mjs';
import { takeTimers } from './platform-timers.mjs';

const { speed, ...run } = JSON.parse(process.argv[2]);
const timers = takeTimers(speed);
const taskwatch = await import('taskwatch');
await runWaits({
  ...run,
  taskwatch,
  timers,
  tell: (news) => process.stdout.write(`${JSON.stringify(news)}\n`),
});
