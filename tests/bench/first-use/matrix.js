// A user's id, parsed.

import { initAsync, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';

export async function use() {
  await initAsync();
  return new UserId('@user:example.org').localpart;
}
