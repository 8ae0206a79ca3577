// Loads the module that has the queue and the waits, when a component is mounted and never before. The binding
// imports it only here, so that a page's first load does not contain it.

import type { TaskwatchLoader, TaskwatchModule } from '../../types/react.d.ts';

/** The state of a loader's module, kept as long as the loader, so that equal loaders load once. */
interface Load {
  readonly promise: Promise<TaskwatchModule>;
  module?: TaskwatchModule;
}

const loads = new WeakMap<TaskwatchLoader, Load>();

export const loadDefault: TaskwatchLoader = () => import('taskwatch');

/** The module that this loader has loaded; `undefined` before. */
export function loadedModule(load: TaskwatchLoader): TaskwatchModule | undefined {
  return loads.get(load)?.module;
}

/** Loads once; the next call tries a failed load again. Never throws. */
export function loadModule(load: TaskwatchLoader): Promise<TaskwatchModule> {
  // A weak map takes no other key.
  if (typeof load !== 'function')
    return Promise.reject(new TypeError(`Expected \`load\` to be a function, got ${typeof load}`));
  const known = loads.get(load);
  if (known !== undefined) return known.promise;
  const started: Load = { promise: start(load) };
  loads.set(load, started);
  started.promise.then(
    (module) => {
      started.module = module;
    },
    () => loads.delete(load),
  );
  return started.promise;
}

async function start(load: TaskwatchLoader): Promise<TaskwatchModule> {
  const module = await load();
  // `taskwatch/slim` has to fetch its wasm first, and says so by its default export.
  if (typeof module?.default === 'function') await module.default();
  // Read here for the first time, where a getter that throws fails the load too.
  if (!module?.TaskQueue) throw new TypeError('Expected `load` to give a module with `TaskQueue`');
  return module;
}
