// `computeStatus`: the kstatus of an object. `./kstatus-reader.ts` reads the object, the rules are in Rust,
// and their words and messages in the protocol.

import type { WasmExports } from 'taskwatch:bindings';
import type { StatusCore } from '../../wasm/taskwatch.js';
import { swallowed } from '../../../src/web/shared/nesting.js';
import { ReadFailure } from '../../../src/web/shared/read-failure.js';
import type { ComputedStatus, StandardCondition } from '../../types/status.d.ts';
import {
  KSTATUS_OUTCOMES,
  KSTATUS_RESULT_LENGTH,
  KSTATUS_STANDARD_CONDITIONS,
  KstatusResult,
  NoFacts,
} from '../generated/protocol.ts';
import { type Kept, type Picked, KstatusReader } from './kstatus-reader.ts';

/** More numbers than most objects have. */
const USUAL_LENGTH = 64;

let live: StatusComputer | undefined;

/** The status of an object, computed by this instance of the wasm. */
export function computeStatus(object: unknown, wasm: WasmExports): ComputedStatus {
  if (live?.wasm !== wasm) live = new StatusComputer(wasm);
  return live.compute(object);
}

class StatusComputer {
  readonly wasm: WasmExports;
  readonly #core: StatusCore;
  readonly #memory: WebAssembly.Memory;
  readonly #reader = new KstatusReader();
  readonly #outcomes = KSTATUS_OUTCOMES.map(toOutcome);
  #buffer: Float64Array = new Float64Array();

  constructor(wasm: WasmExports) {
    this.wasm = wasm;
    this.#core = new wasm.StatusCore();
    this.#memory = this.#core.memory();
  }

  compute(object: unknown): ComputedStatus {
    let picked: Picked;
    try {
      picked = this.#read(object);
    } catch (error) {
      swallowed(error instanceof ReadFailure ? error.cause : error);
      const { message } = this.wasm.adapterError(ReadFailure.of(error, []));
      return { status: 'Unknown', message, conditions: [] };
    }
    const { facts, kept } = picked;
    const buffer = this.#bufferFor(facts.length);
    // From here on no caller's object is read, so no other report can come in between.
    for (let at = 0; at < facts.length; at += 1) buffer[at] = facts[at] ?? NaN;
    this.#core.judge(facts.length);
    return this.#describe(this.#bufferFor(KSTATUS_RESULT_LENGTH), kept);
  }

  #read(object: unknown): Picked {
    if (object === undefined || object === null) return { facts: [NoFacts.Absent], kept: NOTHING_KEPT };
    if (!isObject(object)) return { facts: [NoFacts.NotAnObject], kept: NOTHING_KEPT };
    return this.#reader.read(object);
  }

  #bufferFor(length: number): Float64Array {
    // When the memory grows, a view of it loses its length.
    if (this.#buffer.length < length) {
      const size = Math.max(length, USUAL_LENGTH);
      // In this order: requesting the buffer may grow the memory.
      const address = this.#core.buffer(size);
      this.#buffer = new Float64Array(this.#memory.buffer, address, size);
    }
    return this.#buffer;
  }

  #describe(result: Float64Array, kept: Kept): ComputedStatus {
    const outcome = this.#outcomes[result[KstatusResult.Outcome] ?? 0];
    if (outcome === undefined) throw new Error('unreachable: an unknown outcome');
    const { status, standard, reason, pieces } = outcome;
    const own = kept.conditions[result[KstatusResult.Condition] ?? -1];
    const [only] = pieces;
    const message = pieces.length > 1 ? fill(pieces, result, kept) : only || own?.message || '';
    if (standard === undefined) return { status, message, conditions: [] };
    const condition: StandardCondition = {
      type: standard,
      status: 'True',
      reason: own?.reason ?? reason,
      message: own?.message ?? message,
    };
    return { status, message, conditions: [condition] };
  }
}

const NOTHING_KEPT: Kept = {
  generation: undefined,
  observed: undefined,
  text: undefined,
  containers: [],
  conditions: [],
};

interface Outcome {
  readonly status: ComputedStatus['status'];
  readonly standard: StandardCondition['type'] | undefined;
  readonly reason: string;
  /** Every second piece is a placeholder. */
  readonly pieces: readonly string[];
}

function toOutcome({ status, reason, message }: (typeof KSTATUS_OUTCOMES)[number]): Outcome {
  const standard: Readonly<Record<string, StandardCondition['type']>> = KSTATUS_STANDARD_CONDITIONS;
  return { status, standard: standard[status], reason, pieces: message.split(/[{}]/) };
}

/** Fills in the placeholders, which `core::status::kstatus::outcome` describes. */
function fill(pieces: readonly string[], result: Float64Array, kept: Kept): string {
  let next: number = KstatusResult.FirstNumber;
  const filled = pieces.map((piece, at) => {
    if (at % 2 === 0) return piece;
    switch (piece) {
      case '':
        return String(result[next++]);
      case 'generation':
        return String(kept.generation);
      case 'observed':
        return String(kept.observed);
      case 'text':
        return kept.text;
      default:
        return namesOf(kept.containers, piece.slice('waiting '.length));
    }
  });
  return filled.join('');
}

/** The names of the containers that wait for a reason. */
function namesOf(containers: Kept['containers'], reason: string): string {
  const waiting = containers.filter((container) => container.reason === reason);
  return waiting.map(({ name }) => name).join(', ');
}

/** Anything but a list. A revoked proxy counts as an object; reading it fails later. */
function isObject(value: unknown): value is object {
  try {
    return typeof value === 'object' && !Array.isArray(value);
  } catch {
    return true;
  }
}
