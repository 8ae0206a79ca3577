// What the tests of the React binding share: a page to render into, and components that keep what hooks gave them.
import { countListeners, window } from '../page.mjs';
import { afterEach } from 'node:test';

/**
 * All that one version of React needs for its tests. `modules` are `react`, `client`, `server`, `taskwatch`, `binding`
 * and `testing`.
 */
export function makeStage(modules) {
  const { act, createElement } = modules.react;
  const { createRoot, hydrateRoot } = modules.client;
  const { TaskQueueProvider, useTaskQueue } = modules.binding;
  const { settle } = modules.testing;
  const roots = [];

  /** Acts, and lets the queue notify its listeners before React is looked at. */
  const turn = (body = () => {}) =>
    act(async () => {
      await body();
      await settle();
    });

  afterEach(async () => {
    for (const root of roots.splice(0)) await turn(() => root.unmount());
    await turn(finishAll);
  });

  /** Renders into a new element of the page. */
  async function render(element) {
    const container = document.body.appendChild(document.createElement('div'));
    const root = createRoot(container);
    roots.push(root);
    await turn(() => root.render(element));
    return { root, container };
  }

  /** Hydrates what a server would have sent, and gives that, too. */
  async function hydrate(element) {
    const container = document.body.appendChild(document.createElement('div'));
    container.innerHTML = modules.server.renderToString(element);
    const sent = container.textContent;
    await turn(() => roots.push(hydrateRoot(container, element)));
    return { container, sent };
  }

  /** A component that keeps what a hook gave at each render. */
  function watcher(useHook) {
    const seen = [];
    const Probe = (props) => {
      seen.push(useHook(props));
      return null;
    };
    return { Probe, seen, last: () => seen.at(-1) };
  }

  return {
    ...modules,
    window,
    unloadListeners: countListeners('beforeunload'),
    turn,
    render,
    hydrate,
    watcher,
    probe: (options) => watcher(() => useTaskQueue(options)),
    /** A provider around components without props. */
    provider: (props, ...components) =>
      createElement(TaskQueueProvider, props, ...components.map((Component) => createElement(Component))),
  };
}

/** What lets the tasks of the present test end. */
let unfinished = [];

/** Lets all end that still run: those of a provider outlast it. */
function finishAll() {
  for (const finish of unfinished) finish();
  unfinished = [];
}

/** Enqueues a task that runs until its `finish` is called, or the test is over. */
export function endless({ enqueue }, options) {
  let finish;
  const ended = new Promise((resolve) => {
    finish = resolve;
  });
  unfinished.push(finish);
  const { id, promise, result } = enqueue({ title: 'endless', processor: () => ended, ...options });
  return { id, promise, result, finish };
}

/** A store that counts the queues made on it, and those that still listen to it. */
export function countingStorage() {
  const storage = { made: 0, listeners: 0, get() {}, set() {}, remove() {}, clear() {} };
  storage.getAll = () => {
    storage.made += 1;
    return [];
  };
  return storage;
}

/** A load that the test settles. */
export function controlledLoad() {
  const load = () =>
    new Promise((resolve, reject) => {
      load.calls += 1;
      load.resolve = resolve;
      load.reject = reject;
    });
  load.calls = 0;
  return load;
}
