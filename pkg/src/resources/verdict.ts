// Verdicts on objects that a caller already has: reads the facts, and lets the wasm judge them.

import type { WasmExports } from 'taskwatch:bindings';
import { makeVerdict, type Reader, readFacts } from '../../../src/web/resource/verdict.js';
import type { Verdict } from '../../types/index.d.ts';
import type { VerdictCore } from '../../wasm/taskwatch.js';

/** Judges objects by one set of rules, in one instance of the wasm. */
export class ObjectJudge {
  readonly #wasm: WasmExports;
  readonly #core: VerdictCore;
  readonly #reader: Reader;

  constructor(core: VerdictCore, wasm: WasmExports) {
    this.#wasm = wasm;
    this.#core = core;
    this.#reader = core.reader();
  }

  verdict(object: unknown): Verdict {
    const kept = this.#read(object);
    const template = this.#core.judge();
    // Negative: the numbers are not enough. They are still in the buffer.
    return makeVerdict(
      object,
      this.#reader,
      kept,
      template < 0 ? this.#core.judgeWith(object, kept) : template,
    );
  }

  #read(object: unknown) {
    try {
      return readFacts(object, this.#reader);
    } catch (failure) {
      throw this.#wasm.adapterError(failure);
    }
  }
}

let live: { wasm: WasmExports; judges: Map<number, ObjectJudge> } | undefined;

/** The verdict on an object of one of the package's own kinds, in this instance of the wasm. */
export function verdictOfResource(kind: number, object: unknown, wasm: WasmExports): Verdict {
  if (live?.wasm !== wasm) live = { wasm, judges: new Map() };
  let judge = live.judges.get(kind);
  if (judge === undefined) {
    const core = wasm.verdictsOfResource(kind);
    if (core === undefined) throw new RangeError(`No kind has the number ${kind}`);
    judge = new ObjectJudge(core, wasm);
    live.judges.set(kind, judge);
  }
  return judge.verdict(object);
}
