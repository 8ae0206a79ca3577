// Makes an engine compile the functions of a queue's first use together with the module. A page's module is parsed on another thread
// while it arrives, and its functions only to find their ends; each is parsed again and compiled at its first call, on
// the main thread. Parentheses around a function tell an engine that it will be called soon. Methods cannot have them.

/** Functions by the files of the sources. Measured: without them a first use takes 7 % longer. */
const FIRST_USE = {
  'pkg/src/queue/config.ts': ['isReady', 'readConfig'],
  'pkg/src/queue/core-memory.ts': ['integerAt', 'numberAt'],
  'pkg/src/queue/end-errors.ts': ['errorOf'],
  'pkg/src/queue/engine.ts': ['randomText'],

  'pkg/src/queue/options.ts': ['readOptions'],
  'pkg/src/queue/scheduling-options.ts': ['readRateLimit', 'schedulingOf'],
  'pkg/src/queue/task-queue.ts': ['makeTaskQueue', 'methodsOf'],
  'pkg/src/queue/task-view.ts': ['failureEntries', 'outcomeOf'],
  'pkg/src/queue/task.ts': ['isLive'],
  'pkg/src/runtime/own-module.ts': ['compile'],
  'pkg/src/runtime/platform-timers.ts': ['clearTimer', 'setTimer'],
  'pkg/src/runtime/runtime.ts': ['join', 'runtime', 'startInstance'],
  'pkg/src/runtime/utf8.ts': ['textCodecs'],
  'pkg/src/runtime/wasm-bytes.ts': ['decode'],
  'pkg/src/storage/choose.ts': ['makeStore'],
  'src/web/shared/options.js': ['check', 'checkAll', 'isAllowed', 'kindOf'],
  'src/web/shared/report.js': ['awaitable', 'isObject', 'isPlainPromise'],
};

/** The files that `withEager` changes, as paths from the root. */
export const eagerFiles = Object.keys(FIRST_USE);

/** The text of one of the files with parentheses around its functions, each on the lines where it was. */
export function withEager(file, text) {
  return FIRST_USE[file].reduce((rest, name) => {
    const changed = rest.replace(
      new RegExp(`^(export )?function ${name}\\b([^]*?)^\\}$`, 'm'),
      (_, exported = '', written) => `${exported}const ${name} = (function ${written}});`,
    );
    if (changed === rest) throw new Error(`${file} has no function ${name}, which pkg/build/eager.mjs names`);
    return changed;
  }, text);
}
