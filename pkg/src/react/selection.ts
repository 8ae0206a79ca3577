// @ts-nocheck
// What `useTaskQueue` reads of a queue. A selection keeps its identity until a part of it has changed, so that
// React can compare by identity and renders no component in vain.

const NO_TASKS = Object.freeze([]);

/** What a server renders, and a page while it hydrates. */
const NOTHING = Object.freeze({
  tasks: NO_TASKS,
  activeSummary: null,
  summaryRenderContent: undefined,
  ready: false,
  error: undefined,
});

/** Makes a snapshot function for `useSyncExternalStore`; `statuses` are separated by spaces, absent for all. */
export function taskSelection(store, statuses) {
  const wanted = statuses === undefined ? undefined : new Set(statuses.split(' '));
  let snapshot;
  let last = NOTHING;

  const select = () => {
    const { queue, error } = store;
    const next = {
      tasks: queue === undefined ? NO_TASKS : tasksOf(queue.getSnapshot()),
      activeSummary: queue?.getActiveSummary() ?? null,
      summaryRenderContent: queue?.getSummaryRenderContent(),
      ready: queue !== undefined,
      error,
    };
    const changed = Object.keys(next).some((part) => next[part] !== last[part]);
    if (changed) last = Object.freeze(next);
    return last;
  };

  const tasksOf = (all) => {
    if (all === snapshot) return last.tasks;
    snapshot = all;
    const chosen = wanted === undefined ? all : Object.freeze(all.filter(({ status }) => wanted.has(status)));
    return sameItems(chosen, last.tasks) ? last.tasks : chosen;
  };

  select.server = () => NOTHING;
  return select;
}

function sameItems(one, other) {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
