// A page whose content security policy lacks 'wasm-unsafe-eval'. A process of its own, since the module must not have
// been compiled before; the policy is stood in for by what it does: no bytes are ever compiled.
import './install.mjs';
import './page.mjs';
import assert from 'node:assert/strict';
import { it, mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const refuse = () => {
  throw new WebAssembly.CompileError(
    "violates the following Content Security policy directive: script-src 'self'",
  );
};
for (const name of ['Module', 'Instance'])
  WebAssembly[name] = class {
    constructor() {
      refuse();
    }
  };
for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming'])
  WebAssembly[name] = async () => refuse();

const { StrictMode, act, createElement, useEffect } = await import('react');
const { createRoot } = await import('react-dom/client');
const { renderToString } = await import('react-dom/server');
const binding = await import('taskwatch/react');
const { TaskQueueProvider, useTaskQueue } = binding;

it('renders without throwing, and says in `error` and once on the console what is blocked', async () => {
  const noise = mock.method(console, 'error', () => {});
  const options = { resourceType: 'api/v1/pods', name: 'p', source: { subscribe: () => () => {} } };
  let queue;
  let watch;
  let resource;
  let early;
  const Probe = () => {
    queue = useTaskQueue();
    watch = binding.useWatch(options, () => {});
    resource = binding.useResource(options);
    const { enqueue, error } = queue;
    useEffect(() => {
      early ??= enqueue({ title: 'a', processor: () => {} });
    }, [enqueue]);
    const group = binding.useTaskGroup('g');
    const counts = [binding.useTasks().length, binding.useIsBusy(), binding.useTimeline('id').length];
    return [String(binding.useTask('id')), binding.useQueue(), group.total, ...counts, error?.name].join(' ');
  };
  const tree = createElement(StrictMode, null, createElement(TaskQueueProvider, null, createElement(Probe)));
  renderToString(tree);
  const container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  await act(async () => root.render(tree));
  // The module is read from disk.
  const deadline = Date.now() + 10_000;
  while (queue.error === undefined && Date.now() < deadline) await act(() => sleep(5));
  noise.mock.restore();

  assert.equal(container.textContent, 'undefined  0 0 0 0 WasmBlockedError');
  assert.equal(queue.ready, false);
  assert.equal(queue.error.name, 'WasmBlockedError');
  assert.match(queue.error.message, /'wasm-unsafe-eval'/);
  assert.deepEqual(queue.tasks, []);
  assert.deepEqual(
    noise.mock.calls.map(({ arguments: [said] }) => said),
    [queue.error],
  );
  for (const handle of [early, queue.enqueue({ title: 'b', processor: () => {} })]) {
    const { status, error } = await handle.promise;
    assert.equal(status, 'failed');
    assert.equal(error, queue.error);
  }
  assert.equal(watch.error.name, 'WasmBlockedError');
  assert.equal(resource.error.name, 'WasmBlockedError');
  assert.equal(resource.isPending, false);
  await act(async () => root.unmount());
});
