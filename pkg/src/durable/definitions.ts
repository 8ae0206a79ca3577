// The kinds of durable tasks whose code a queue has.

import type { MigratedWork, StoredWork, TaskView } from '../../types/index.d.ts';
import { check, checkAll, wrong } from '../../../src/web/shared/options.js';
import { DEFINE } from '../generated/protocol.ts';

/** What was passed to `define`, as far as it is checked. */
export interface Definition {
  readonly kind: string;
  readonly version: number;
  readonly run: ((context: unknown, input: unknown) => unknown) | undefined;
  readonly runItem: ((item: unknown, context: unknown, input: unknown) => unknown) | undefined;
  readonly migrate: ((stored: StoredWork) => MigratedWork | PromiseLike<MigratedWork>) | undefined;
  readonly persist: boolean | undefined;
  readonly redact: ((view: TaskView) => unknown) | undefined;
}

export class Definitions {
  readonly #byKind = new Map<string, Definition>();

  get(kind: string | undefined): Definition | undefined {
    return kind === undefined ? undefined : this.#byKind.get(kind);
  }

  /** Returns whether the definition is new: the same one may be given again. Throws a `TypeError` for a wrong one. */
  add(kind: string, given: Partial<Definition>): boolean {
    const definition = readDefinition(kind, given);
    const known = this.#byKind.get(kind);
    if (known === undefined) {
      this.#byKind.set(kind, definition);
      return true;
    }
    const differs = (field: keyof Definition) => known[field] !== definition[field];
    const fields: readonly (keyof Definition)[] = [
      'version',
      'run',
      'runItem',
      'migrate',
      'persist',
      'redact',
    ];
    const other = fields.find(differs);
    if (other !== undefined)
      throw new TypeError(`The kind \`${kind}\` is defined already, with another \`${other}\``);
    return false;
  }
}

function readDefinition(kind: string, given: Partial<Definition>): Definition {
  check(DEFINE.kind, kind);
  check(DEFINE.definition, given);
  const { version, run, runItem, migrate, persist, redact } = given;
  checkAll(DEFINE, { kind, definition: given, version, run, runItem, migrate, persist, redact });
  if (run === undefined && runItem === undefined)
    throw wrong('run', 'a function, or `runItem` to be given', run);
  if (run !== undefined && runItem !== undefined)
    throw wrong('runItem', 'undefined, since `run` is given', runItem);
  return { kind, version: version ?? 1, run, runItem, migrate, persist, redact };
}
