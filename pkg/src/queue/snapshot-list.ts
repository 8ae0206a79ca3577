// All tasks in the order of `enqueue`, and the snapshot of their views.
//
// A change touches only the changed task. A snapshot is built when it is read: a copy of the last one with the changed
// views replaced.

import type { TaskView } from '../../types/index.d.ts';

/** An entry of the list. */
interface SnapshotRow {
  /** Its position, maintained by the list; `undefined` while it is not in it. */
  position: number | undefined;
  /** Whether it has changed since the snapshot. Maintained by the list. */
  isChanged: boolean;
  /** The current view, once it was created. */
  view: TaskView | undefined;
}

export class SnapshotList<TRow extends SnapshotRow> {
  readonly #present: (row: TRow) => TaskView;
  #rows: (TRow | undefined)[] = [];
  #holes = 0;
  /** The views of the snapshot. Copied for the next one: copying a frozen array takes a hundred times as long. */
  #views: TaskView[] = [];
  #snapshot: TaskView[] = [];
  /** Rows changed since the snapshot; `undefined` when that is most of them, or the order has changed. */
  #changed: TRow[] | undefined = [];

  /** `present` returns the current view. */
  constructor(present: (row: TRow) => TaskView) {
    this.#present = present;
    Object.freeze(this.#snapshot);
  }

  get count(): number {
    return this.#rows.length - this.#holes;
  }

  add(row: TRow): void {
    row.position = this.#rows.push(row) - 1;
    this.changed(row);
  }

  /** Merges sorted rows among the others, whose order stays: each before the first row that it precedes. */
  merge(rows: readonly TRow[], isBefore: (row: TRow, other: TRow) => boolean): void {
    const last = lastOf(this.#rows);
    const [first] = rows;
    if (last === undefined || first === undefined || !isBefore(first, last)) {
      for (const row of rows) this.add(row);
      return;
    }
    const merged: TRow[] = [];
    const waiting = rows.values();
    let next = waiting.next();
    for (const row of this.#rows) {
      if (row === undefined) continue;
      for (; next.done !== true && isBefore(next.value, row); next = waiting.next()) merged.push(next.value);
      merged.push(row);
    }
    for (; next.done !== true; next = waiting.next()) merged.push(next.value);
    this.#compact(merged);
  }

  remove(row: TRow): void {
    const { position } = row;
    if (position === undefined || this.#rows[position] !== row) return;
    this.#rows[position] = undefined;
    row.position = undefined;
    this.#changed = undefined;
    this.#holes += 1;
    if (this.#holes > 16 && this.#holes > this.#rows.length / 2) this.#compact(this.#rows);
  }

  changed(row: TRow): void {
    row.view = undefined;
    if (row.isChanged || row.position === undefined) return;
    row.isChanged = true;
    if (this.#changed === undefined) return;
    if (this.#changed.length > 64 + this.#rows.length / 4) this.#changed = undefined;
    else this.#changed.push(row);
  }

  /** The same array until something has changed. Frozen. */
  snapshot(): TaskView[] {
    const changed = this.#changed;
    if (changed === undefined) {
      if (this.#holes > 0) this.#compact(this.#rows);
      this.#changed = [];
      this.#views = [];
      for (const row of this.#rows) if (row !== undefined) this.#views.push(this.#viewOf(row));
    } else if (changed.length > 0) {
      for (const row of changed)
        if (row.position !== undefined) this.#views[row.position] = this.#viewOf(row);
      this.#changed = [];
    } else return this.#snapshot;
    this.#snapshot = this.#views.slice();
    Object.freeze(this.#snapshot);
    return this.#snapshot;
  }

  *[Symbol.iterator](): Generator<TRow, void, undefined> {
    for (const row of [...this.#rows]) if (row !== undefined && row.position !== undefined) yield row;
  }

  #viewOf(row: TRow): TaskView {
    row.isChanged = false;
    row.view ??= this.#present(row);
    return row.view;
  }

  #compact(rows: readonly (TRow | undefined)[]): void {
    this.#rows = rows.filter((row) => row !== undefined);
    this.#rows.forEach((row, position) => {
      if (row !== undefined) row.position = position;
    });
    this.#holes = 0;
    this.#changed = undefined;
  }
}

function lastOf<TRow>(rows: readonly (TRow | undefined)[]): TRow | undefined {
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at];
    if (row !== undefined) return row;
  }
  return undefined;
}
