// @ts-nocheck
// Tasks that are shown together, taken as one.

/** Numbers of `Status` in `core::queue`. */
const COMPLETED = 2,
  FAILED = 3;

/** The group of this name as it is now; `cancel` cancels its tasks. Tasks that run in another tab are not counted. */
export function groupOf(id, ledger, cancel) {
  const { relations, wasm, words } = ledger;
  const tasks = [];
  const counts = new Uint32Array(words.length);
  let done = 0;
  for (const task of relations.group(id)) {
    const view = ledger.seen(task);
    const hasEnded = wasm.isEnded(view.status);
    if (task.slot < 0 && !hasEnded) continue;
    tasks.push(view);
    counts[words.indexOf(view.status)] += 1;
    done += view.progress ?? (hasEnded ? 1 : 0);
  }
  return Object.freeze({
    id,
    tasks: Object.freeze(tasks),
    total: tasks.length,
    completed: counts[COMPLETED],
    failed: counts[FAILED],
    progress: tasks.length === 0 ? 1 : done / tasks.length,
    status: words[wasm.rules.statusOfAll(counts)],
    cancel,
  });
}
