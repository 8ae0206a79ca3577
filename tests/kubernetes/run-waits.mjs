// Waits as a list of plain data, run in Node or in a page alike: which verdict each came to, and what is held after.

const ZONES = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';
/** A client may keep its connection for a moment after the last unsubscribe. */
const LET_GO_WITHIN = 10_000;

const isProgrammed = (object) =>
  object.status?.conditions?.some(({ type, status }) => type === 'Programmed' && status === 'True');
const zones = ({ project, name, ...options }) => ({
  resourceType: ZONES,
  projectId: project,
  namespace: 'default',
  name,
  ...options,
});

/** What is waited for, by `kind`. */
const KINDS = {
  zone: (taskwatch, { project, name, options }) => taskwatch.waitForDnsZoneReady(project, name, options),
  project: (taskwatch, { organization, name, options }) =>
    taskwatch.waitForProjectReady(organization, name, options),
  gone: (taskwatch, { project, name, options }) =>
    taskwatch.waitForResource(zones({ project, name, ...options, until: taskwatch.deleted() })),
  /** One of unknown name, picked out of the collection by its label. */
  child: (taskwatch, { project, label, options }) =>
    taskwatch.waitForResource(
      zones({
        project,
        ...options,
        match: (object) => object.metadata.labels?.for === label,
        until: taskwatch.condition('Programmed'),
      }),
    ),
  events: (taskwatch, { project, name, options: { onStatus, ...options } }) =>
    taskwatch.waitForWatch(
      zones({
        project,
        name,
        ...options,
        onEvent: ({ object }) => {
          onStatus();
          return isProgrammed(object) ? 'resolve' : 'continue';
        },
      }),
    ),
};

/**
 * @param {{ taskwatch: object, url: string, waits: object[], scopes: string, letGoWithin?: number,
 *   tell: (news: object) => void, timers: () => number }} run
 *   `scopes`: which requests at the gateway are of this run, as a regular expression
 */
export async function runWaits({ taskwatch, url, waits, scopes, tell, timers, letGoWithin = LET_GO_WITHIN }) {
  const client = taskwatch.createKubernetesWatch({ baseUrl: url });
  let subscriptions = 0;
  const source = {
    // All of it: a wait also looks at what is not in the contract.
    ...client,
    subscribe(options, onEvent) {
      const unsubscribe = client.subscribe(options, onEvent);
      subscriptions++;
      return () => {
        subscriptions--;
        unsubscribe();
      };
    },
  };
  const verdicts = waits.map(({ id, kind, timeout, ...target }) =>
    KINDS[kind](taskwatch, { ...target, options: { source, timeout, onStatus: () => tell({ id }) } })
      .then(() => 'met', verdictOf)
      .then((verdict) => tell({ id, verdict })),
  );
  await Promise.all(verdicts);
  const held = { subscriptions, timers: timers(), requests: NaN };
  const end = performance.now() + letGoWithin;
  do {
    await pause(100);
    const requests = await (await fetch(`${url}/-/requests`)).json();
    held.requests = requests.filter((request) => request.open && new RegExp(scopes).test(request.url)).length;
    held.timers = timers();
  } while ((held.timers || held.requests) && performance.now() < end);
  tell({ held });
}

/** In words that are the same wherever it ran. */
export function verdictOf(error) {
  switch (error.name) {
    case 'TimeoutError':
      return error.appeared ? 'timed out' : 'never appeared';
    case 'ResourceDeletedError':
      return 'deleted';
    case 'ResourceFailedError':
      return `failed (${error.reason})`;
    case 'WatchError':
      return `refused (${error.reason})`;
    default:
      return `${error.name}: ${error.message}`;
  }
}

/** Real time: what is run may have been given a clock that runs faster. */
const { setTimeout: realTimeout } = globalThis;
const pause = (milliseconds) => new Promise((resolve) => realTimeout(resolve, milliseconds));
