// `require`, where Node cannot require ES modules and where it can, and resolvers that know no `exports`.
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import vm from 'node:vm';
import { createRequire } from 'node:module';

import { runCommonJs } from './run-program.mjs';

const ENTRIES = ['', '/slim', '/react', '/testing'];

describe('the require entry', () => {
  it('gives what import gives', async () => {
    const [names] = runCommonJs(
      `console.log(JSON.stringify(${JSON.stringify(ENTRIES)}.map((entry) => Object.keys(require('taskwatch' + entry)).sort())));`,
    );
    for (const [index, entry] of ENTRIES.entries())
      assert.deepEqual(names[index], Object.keys(await import(`taskwatch${entry}`)).sort(), entry);
  });

  it('shares the instance of the process with import', () => {
    assert.deepEqual(
      runCommonJs(`
        const { TaskQueue } = require('taskwatch');
        const one = new TaskQueue();
        const handle = one.enqueue({ title: 'a', processor: () => 1 });
        const refuse = () => { throw new Error('a second instance'); };
        for (const name of ['Module', 'Instance']) WebAssembly[name] = class { constructor() { refuse(); } };
        import('taskwatch').then(async (taskwatch) => {
          const other = new taskwatch.TaskQueue();
          const { result } = await other.enqueue({ title: 'b', processor: () => 2 }).promise;
          console.log(JSON.stringify([taskwatch.TaskQueue === TaskQueue, (await handle.promise).result, result]));
        });`),
      [[false, 1, 2]],
    );
  });

  it("the provider's default load needs no `import()`, which Jest's modules do not have", async () => {
    const file = join(installed, 'dist/react.cjs');
    const text = readFileSync(file, 'utf8');
    assert.doesNotMatch(text, /\bimport\(/);
    assert.match(text, /require\("taskwatch"\)/);
    const module = { exports: {} };
    vm.runInThisContext(`(function (module, exports, require) {${text}\n})`)(
      module,
      module.exports,
      createRequire(file),
    );
    assert.equal(typeof module.exports.TaskQueueProvider, 'function');
  });
});

describe('resolvers that know no exports', () => {
  const read = (file) => JSON.parse(readFileSync(join(installed, file), 'utf8'));

  for (const folder of ENTRIES) {
    it(`find taskwatch${folder}`, () => {
      const manifest = read(join(folder, 'package.json'));
      const { import: module, require: main } = read('package.json').exports[`.${folder}`];
      const resolved = (file) => join(installed, folder, file);
      assert.equal(resolved(manifest.main), join(installed, main.default));
      assert.equal(resolved(manifest.module), join(installed, module.default));
      assert.equal(resolved(manifest.types), join(installed, module.types));
      for (const file of [manifest.main, manifest.module, manifest.types])
        assert.ok(existsSync(resolved(file)), file);
      assert.equal(manifest.sideEffects, false);
    });
  }
});
