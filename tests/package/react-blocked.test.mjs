// A page whose content security policy lacks 'wasm-unsafe-eval'. A process of its own, since the module must not have
// been compiled before; the policy is stood in for by what it does: no bytes are ever compiled.
import './install.mjs';
import './page.mjs';
import assert from 'node:assert/strict';
import { it, mock } from 'node:test';

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

const { act, createElement } = await import('react');
const { createRoot } = await import('react-dom/client');
const { TaskQueueProvider, useTask, useTaskQueue, useWatch } = await import('taskwatch/react');

it('renders without throwing and says in `error` what is blocked', async () => {
  const noise = mock.method(console, 'error', () => {});
  let queue;
  let watch;
  const Probe = () => {
    queue = useTaskQueue();
    watch = useWatch(
      { resourceType: 'api/v1/pods', name: 'p', source: { subscribe: () => () => {} } },
      () => {},
    );
    return String(useTask('id'));
  };
  const container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  await act(async () => root.render(createElement(TaskQueueProvider, null, createElement(Probe))));
  noise.mock.restore();

  assert.equal(container.textContent, 'undefined');
  assert.equal(queue.ready, false);
  assert.equal(queue.error.name, 'WasmBlockedError');
  assert.match(queue.error.message, /'wasm-unsafe-eval'/);
  assert.deepEqual(queue.tasks, []);
  assert.throws(() => queue.enqueue({ title: 'a', processor: () => {} }), queue.error);
  assert.equal(watch.error.name, 'WasmBlockedError');
  assert.deepEqual(noise.mock.calls, []);
  await act(async () => root.unmount());
});
