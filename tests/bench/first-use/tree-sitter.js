// A parser without a grammar: each is a wasm of its own.

import { Parser } from 'web-tree-sitter';

export async function use() {
  await Parser.init();
  new Parser().delete();
}
