// A document with a word in it.

import init, { LoroDoc } from 'loro-crdt/web';

export async function use() {
  await init();
  new LoroDoc().getText('text').insert(0, 'word');
}
