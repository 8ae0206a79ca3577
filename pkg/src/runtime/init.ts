// `init` of `taskwatch/slim`: finds the wasm, compiles it off the main thread and passes it to the page's runtime. Never called by
// the package itself.

import { judgingImports } from 'taskwatch:bindings';
import { check } from '../../../src/web/shared/options.js';
import type { InitOptions } from '../../types/slim.d.ts';
import { INIT } from '../generated/protocol.ts';
import { blockedError } from './obstacles.ts';
import { runtime } from './runtime.ts';

/** The build puts `taskwatch@` and the package's version here. */
declare const INSTANCE_NAME: string;

/** See `pkg/types/slim.d.ts`. */
export async function init(options: InitOptions = {}): Promise<void> {
  check(INIT.options, options);
  const { url, bytes, module } = options;
  check(INIT.url, url);
  check(INIT.bytes, bytes);
  check(INIT.module, module);
  const live = runtime();
  if (live.isComplete) return;
  try {
    await live.load(async () => {
      const found = module ?? (await (bytes === undefined ? compileFrom(url) : WebAssembly.compile(bytes)));
      checkVersion(found);
      return found;
    }, judgingImports);
  } catch (error) {
    throw blockedError(error) ?? error;
  }
}

async function compileFrom(url: InitOptions['url']): Promise<WebAssembly.Module> {
  // Bundlers look for this very expression.
  const file = url ?? new URL('./taskwatch.wasm', import.meta.url);
  if (/^file:/.test(String(file))) return WebAssembly.compile(await readFile(file));
  const response = await fetch(file);
  if (!response.ok) throw new Error(`taskwatch/slim: loading ${response.url} failed with ${response.status}`);
  const isWasm = response.headers.get('content-type')?.startsWith('application/wasm') === true;
  if (isWasm && typeof WebAssembly.compileStreaming === 'function')
    return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

interface FileSystem {
  readFile(file: URL): Promise<Uint8Array<ArrayBuffer>>;
}

async function readFile(file: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  // Not a literal: bundlers for browsers would look for the module.
  const name = ['node:fs', 'promises'].join('/');
  const { readFile: read }: FileSystem = await import(/* webpackIgnore: true */ /* @vite-ignore */ name);
  return read(new URL(file));
}

/** The imports of another version may have the same short names with another meaning. */
function checkVersion(module: WebAssembly.Module): void {
  if (WebAssembly.Module.customSections(module, INSTANCE_NAME).length > 0) return;
  throw new Error(
    `taskwatch/slim: this is not the WebAssembly module of ${INSTANCE_NAME}; is it an old copy, or from a cache?`,
  );
}
