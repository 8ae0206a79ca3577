// Makes the custom resource definitions of the folder resources known to the server.

import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const FOLDER = new URL('resources/', import.meta.url);
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const SERVED_WITHIN = 30_000;

/** Resolves when each of them is served. */
export async function installCustomResources(client) {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml'));
  await Promise.all(
    files.map(async (file) => {
      const name = file.slice(0, -'.yaml'.length);
      // Server-side apply, as it takes YAML and also an object that is there already.
      const { status, body } = await client.request(
        'PATCH',
        `${DEFINITIONS}/${name}?fieldManager=taskwatch&force=true`,
        {
          body: await readFile(new URL(file, FOLDER), 'utf8'),
          type: 'application/apply-patch+yaml',
        },
      );
      if (status >= 300) throw new Error(`${file} was refused: ${body.message ?? status}`);
      const { group, versions, names } = body.spec;
      await served(client, `/apis/${group}/${versions[0].name}/${names.plural}`);
    }),
  );
}

/** Established comes a moment before the path answers, so the path is asked. */
async function served(client, path) {
  const end = Date.now() + SERVED_WITHIN;
  while ((await client.request('GET', `${path}?limit=1`)).status !== 200) {
    if (Date.now() > end) throw new Error(`${path} was not served within ${SERVED_WITHIN / 1000} s`);
    await sleep(50);
  }
}
