// A process that waits for what its parent names. Messages: `{ id, way, project, name }` in, `{ id }` when it waits and
// `{ id, at }` when it knows, out.

import '../package/install.mjs';
import { waiter } from './waiter.mjs';

const ways = waiter(await import('taskwatch'), process.argv[2]);
process.on('message', async ({ id, way, project, name }) => {
  const at = await ways[way](project, name, () => process.send({ id }));
  process.send({ id, at });
});
process.on('disconnect', () => process.exit());
