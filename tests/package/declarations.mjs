// Holds values of the running package to its declarations: each value is written as TypeScript, annotated with
// its declared type, and the compiler is asked whether it fits. Undeclared fields, missing fields and fields
// of another type are then complaints. Never reads a declaration by itself.
import './install.mjs';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const tests = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  target: 'ES2022',
  lib: ['ES2022', 'DOM'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: [],
};

/**
 * What the compiler says about each sample, in their order: `{ type, value }`, or `{ type, names }` for exactly
 * the names of a type's members. A type may refer to `taskwatch`, `react` and `testing`, the package's entries.
 */
export function complaintsAbout(samples) {
  const project = mkdtempSync(join(tests, '../target/declarations-'));
  try {
    symlinkSync(join(tests, 'node_modules'), join(project, 'node_modules'), 'dir');
    const files = samples.map((_, index) => `sample-${index}.ts`);
    samples.forEach((sample, index) => {
      writeFileSync(join(project, files[index]), program(sample));
    });
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, files }));
    const flags = ['--project', project, '--pretty', 'false'];
    const tsc = join(tests, 'node_modules/.bin/tsc');
    const { stdout, stderr } = spawnSync(tsc, flags, { cwd: project, encoding: 'utf8' });
    return sorted(stdout + stderr, files);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** The names of what an object has, and what its classes have, as far as they are not symbols. */
export function memberNames(object) {
  const names = new Set();
  for (let at = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  names.delete('constructor');
  return [...names];
}

/** An error as plain data: what is on it and on its class, but the stack. */
export function errorFields(error) {
  const { name, code, message } = error;
  const own = Object.getOwnPropertyNames(error).filter((field) => field !== 'stack');
  return { name, code, message, ...Object.fromEntries(own.map((field) => [field, error[field]])) };
}

function program(sample) {
  return [
    "import type * as taskwatch from 'taskwatch';",
    "import type * as react from 'taskwatch/react';",
    "import type * as testing from 'taskwatch/testing';",
    'export type Entries = [typeof taskwatch, typeof react, typeof testing];',
    statement(sample),
  ].join('\n');
}

function statement({ type, value, names }) {
  if (names === undefined) return `export const value: ${type} = ${literal(value)};`;
  const given = Object.fromEntries(names.map((name) => [name, true]));
  return `export const names = ${literal(given)} satisfies { [Name in keyof ${type} & string]-?: true };`;
}

/** A value as an expression: plain data as it is, and a stand-in of the same type for anything else. */
function literal(value) {
  switch (typeof value) {
    case 'function':
      return '(null! as (...given: any) => any)';
    case 'bigint':
      return `${value}n`;
    case 'object':
      break;
    default:
      return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'undefined');
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value instanceof Date) return 'new Date()';
  if (value instanceof AbortSignal) return 'new AbortController().signal';
  if (value instanceof Promise) return 'new Promise<any>(() => {})';
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${literal(field)}`);
  return `{ ${fields.join(', ')} }`;
}

/** Lines of the compiler by file; a line that names none continues the one before. */
function sorted(output, files) {
  const lines = files.map(() => []);
  let current;
  for (const line of output.split('\n')) {
    const found = /^sample-(\d+)\.ts\(/.exec(line);
    if (found !== null) current = Number(found[1]);
    else if (!line.startsWith(' ')) current = undefined;
    if (current !== undefined) lines[current].push(line);
    else if (line.trim() !== '') throw new Error(`the compiler says: ${line}`);
  }
  return lines;
}
