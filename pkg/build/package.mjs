// Builds the npm package, target/taskwatch.tgz, in four steps:
//
//   compile   the Rust crate to wasm, with wasm-bindgen's JavaScript and types for it     pkg/wasm
//   shrink    the wasm: no panic messages, wasm-opt, short names                          pkg/wasm
//   bundle    the bindings and the sources into one module per entry, with source maps    pkg/dist
//   pack      the modules, the types and the sources, as npm publishes them               target
//
// `--bundle-only` uses the wasm of the last build, if only JavaScript or TypeScript has changed. It refuses a wasm
// that was compiled from other Rust sources.

import { bundle } from './bundle.mjs';
import { compile } from './compile.mjs';
import { pack } from './pack.mjs';
import { root, wasmDir } from './paths.mjs';
import { checkStamp, stampOf, writeStamp } from './stamp.mjs';
import { shrink } from './shrink.mjs';

if (process.argv.includes('--bundle-only')) await checkStamp(root, wasmDir);
else {
  const stamp = await stampOf(root);
  console.log('compile: wasm-pack');
  await compile();
  console.log('shrink: wasm-opt');
  await shrink();
  await writeStamp(wasmDir, stamp);
}
console.log('bundle: esbuild');
await bundle();
const { files, bytes } = await pack();
console.log(`pack: target/taskwatch.tgz, ${files} files, ${(bytes / 1000).toFixed(1)} kB`);
