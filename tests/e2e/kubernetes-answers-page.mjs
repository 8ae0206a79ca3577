// Plays a row of `server-answers.mjs` in the page that imports it, against the fake API, in real time. The page's own
// `fetch`, streams, timers and locks are what is tested; the server is a `fetch`, so that every row has an origin of its own.

import { createKubernetesWatch, waitForWatch } from '/taskwatch.js';
import { fakeApi, fault, isWatch } from '/fake-api.mjs';
import { ANSWERS } from '/server-answers.mjs';

const TYPE = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How long an object is left alone before it becomes ready. */
const QUIET = { version: 6_000, watch: 6_000, outage: 8_000 };

const ROLES = {
  /** The answer to watches from the first list's version. */
  version: (request) => isWatch(request) && request.query.get('resourceVersion') === '101',
  /** The answer to every watch. */
  watch: isWatch,
  /** The answer to everything, until the object is ready. */
  outage: () => true,
};

/** Milliseconds until the wait heard of its object, or its error; and how many requests were made. */
globalThis.play = async (what, role, index) => {
  const api = fakeApi();
  api.put('a');
  const source = createKubernetesWatch({ baseUrl: `https://${role}-${index}.example`, fetch: api.fetch });
  const isMeant = ROLES[role];
  const begin = () => fault(api, isMeant, ANSWERS[what].answer);
  let mend = role === 'outage' ? undefined : begin();
  const wait = waitForWatch({
    resourceType: TYPE,
    projectId: 'p',
    name: 'a',
    source,
    timeout: 60_000,
    onEvent: ({ object }) => (object.ready ? 'resolve' : 'continue'),
  });
  const ended = wait.then(
    () => ({ at: performance.now() }),
    (error) => ({ error: String(error), code: error.code }),
  );
  if (mend === undefined) {
    await sleep(500);
    mend = begin();
    api.cut(new TypeError('terminated'));
  }
  await sleep(QUIET[role]);
  const requests = api.requests.length;
  if (role === 'outage') mend();
  api.put('a', { ready: true });
  const readyAt = performance.now();
  const { at, error, code } = await ended;
  return { what, role, error, code, delay: at && Math.max(0, at - readyAt), requests };
};
