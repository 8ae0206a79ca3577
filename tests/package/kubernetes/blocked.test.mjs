// `createKubernetesWatch` in a page whose content security policy lacks 'wasm-unsafe-eval'. A process of its own, since
// the module must not have been compiled before; no bytes are ever compiled, as under such a policy.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const refuse = () => {
  throw new WebAssembly.CompileError("violates the Content Security Policy directive: script-src 'self'");
};
WebAssembly.Module = class {
  constructor() {
    refuse();
  }
};

const { TYPE, fakeApi, open } = await import('./support.mjs');

test('subscribing throws and reading rejects with a WasmBlockedError, and nothing is requested', async () => {
  const api = fakeApi();
  const { source } = open(api);
  assert.throws(() => source.subscribe({ resourceType: TYPE }, () => {}), { name: 'WasmBlockedError' });
  await assert.rejects(source.read({ resourceType: TYPE }), {
    name: 'WasmBlockedError',
    code: 'WASM_BLOCKED',
  });
  assert.equal(api.requests.length, 0);
});

test('options are checked first', async () => {
  const { source } = open(fakeApi());
  await assert.rejects(source.read({ resourceType: '' }), { name: 'TypeError', message: /resourceType/ });
});
