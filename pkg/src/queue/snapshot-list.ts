// @ts-nocheck
// All tasks in the order of `enqueue`, and the snapshot of their views.
//
// A change touches the changed task alone. A snapshot is made when somebody reads it: a copy of the last one
// with the changed views put in.

/** An ordered list of rows; a row is anything with `index` and `isChanged`. */
export class Rows {
  #rows = [];
  #holes = 0;
  /** The views of the snapshot. Copied for the next one: copying a frozen array takes a hundred times as long. */
  #views = [];
  #snapshot = Object.freeze([]);
  /** Rows changed since the snapshot, or `undefined` when that is most of them or the order has changed. */
  #changed = [];
  #viewOf;

  /** `viewOf(row)` gives the row's present view. */
  constructor(viewOf) {
    this.#viewOf = viewOf;
  }

  get count() {
    return this.#rows.length - this.#holes;
  }

  add(row) {
    row.index = this.#rows.push(row) - 1;
    this.changed(row);
  }

  /** Puts sorted rows in among the others, whose order stays: each in front of the first that it is before. */
  merge(rows, isBefore) {
    const last = this.#rows.findLast((row) => row !== undefined);
    if (last === undefined || !isBefore(rows[0], last)) {
      for (const row of rows) this.add(row);
      return;
    }
    const merged = [];
    let next = 0;
    for (const row of this.#rows) {
      if (row === undefined) continue;
      while (next < rows.length && isBefore(rows[next], row)) merged.push(rows[next++]);
      merged.push(row);
    }
    this.#compact([...merged, ...rows.slice(next)]);
  }

  remove(row) {
    if (this.#rows[row.index] !== row) return;
    this.#rows[row.index] = undefined;
    row.index = -1;
    this.#changed = undefined;
    this.#holes += 1;
    if (this.#holes > 16 && this.#holes > this.#rows.length / 2) this.#compact(this.#rows);
  }

  changed(row) {
    row.view = undefined;
    if (row.isChanged || row.index < 0) return;
    row.isChanged = true;
    if (this.#changed === undefined) return;
    if (this.#changed.length > 64 + this.#rows.length / 4) this.#changed = undefined;
    else this.#changed.push(row);
  }

  /** The same array until something has changed. */
  snapshot() {
    if (this.#changed === undefined) {
      if (this.#holes > 0) this.#compact(this.#rows);
      this.#changed = [];
      this.#views = this.#rows.map((row) => this.#seen(row));
      this.#snapshot = Object.freeze(this.#views.slice());
    } else if (this.#changed.length > 0) {
      for (const row of this.#changed) this.#views[row.index] = this.#seen(row);
      this.#snapshot = Object.freeze(this.#views.slice());
      this.#changed = [];
    }
    return this.#snapshot;
  }

  *[Symbol.iterator]() {
    for (const row of [...this.#rows]) if (row !== undefined && row.index >= 0) yield row;
  }

  #seen(row) {
    row.isChanged = false;
    return (row.view ??= this.#viewOf(row));
  }

  #compact(rows) {
    this.#rows = rows.filter((row) => row !== undefined);
    this.#rows.forEach((row, index) => (row.index = index));
    this.#holes = 0;
    this.#changed = undefined;
  }
}
