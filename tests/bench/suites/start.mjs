// Sizes, and what a page pays before its first task.

import { brotliCompressSync, constants } from 'node:zlib';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { atMost, toKnow } from '../goals.mjs';
import { installed } from '../../package/install.mjs';
import { median } from '../rounds.mjs';

const ROUNDS = 9;

export async function start(bench) {
  const wasm = readFileSync(path.join(installed, 'dist/taskwatch.wasm'));
  const entry = readFileSync(path.join(installed, 'dist/index.js'));
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await startOnce(bench));
  const of = (part) => median(times.map((time) => time[part]));
  const rows = [
    atMost('the wasm', wasm.length / 1000, 120, 'kB'),
    atMost('the wasm, brotli', brotli(wasm) / 1000, 50, 'kB'),
    toKnow('the entry with the wasm inside', entry.length / 1000, 'kB'),
    toKnow('the entry with the wasm inside, brotli', brotli(entry) / 1000, 'kB'),
    toKnow('import', of('importing'), 'ms'),
    toKnow('first use, compiling included', of('firstUse'), 'ms'),
    atMost('of which to compile and instantiate', of('compiling'), 3, 'ms'),
    toKnow('second use', of('secondUse'), 'ms'),
  ];
  return { heading: 'Size and start', rows, figures: { times } };
}

/** In a page of its own, in which nothing is cached. */
async function startOnce(bench) {
  const page = await bench.page('start');
  const times = await page.evaluate(async () => {
    let compiling = 0;
    for (const name of ['Module', 'Instance']) {
      const Original = WebAssembly[name];
      // biome-ignore lint/complexity/useArrowFunction: it is called by `new`
      WebAssembly[name] = function (...given) {
        const began = performance.now();
        const made = new Original(...given);
        compiling += performance.now() - began;
        return made;
      };
      WebAssembly[name].prototype = Original.prototype;
    }
    const use = async () => {
      const began = performance.now();
      const queue = new taskwatch.TaskQueue();
      await queue.enqueue({ title: 'task', processor: () => {} }).promise;
      queue.dispose();
      return performance.now() - began;
    };
    const began = performance.now();
    const taskwatch = await import('/taskwatch.js');
    const importing = performance.now() - began;
    return { importing, firstUse: await use(), compiling, secondUse: await use() };
  });
  await page.context().close();
  return times;
}

function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
