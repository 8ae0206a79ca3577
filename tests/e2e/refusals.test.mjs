// What the demo says where it cannot work.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { closeConsole, openConsole } from './browser.mjs';
import { createProject, openOrganization, taskIn, taskRow } from './console.mjs';
import { startDemo } from './demo-server.mjs';
import { useDemo } from './demo.mjs';

// Nothing listens there: the port is below those that are given out, and reserved.
const NOWHERE = 'http://127.0.0.1:1';
const BAD_GATEWAY = [/status of 502/];

describe('the demo where something is missing', () => {
  const demo = useDemo({ kubernetes: NOWHERE });

  test('a page whose policy forbids WebAssembly says so, in one place', async () => {
    const page = await demo.open({ blockWasm: true });
    const banner = page.getByRole('alert');
    await banner.waitFor();
    assert.match(await banner.textContent(), /wasm-unsafe-eval/);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    // The refused attempt is the only violation, and it is the one that is meant.
    const violations = await page.evaluate(() => window.policyViolations.splice(0));
    assert.ok(
      violations.length > 0 && violations.every((violation) => violation.startsWith('script-src')),
      violations.join(),
    );
    await closeConsole(page, { expected: [/wasm-unsafe-eval/] });
  });

  test('the policy is in the header and in the page, and stops an inline script', async () => {
    const response = await fetch(demo.url);
    const header = response.headers.get('content-security-policy');
    const meta = /http-equiv="Content-Security-Policy" content="([^"]*)"/
      .exec(await response.text())[1]
      .replaceAll('&#39;', "'");
    for (const policy of [header, meta]) {
      assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
      assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
    }
    const page = await demo.open();
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.body.append(script);
      return 'inlineRan' in window;
    });
    assert.equal(ran, false);
    assert.deepEqual(await page.evaluate(() => window.policyViolations.splice(0)), [
      'script-src-elem inline',
      'script-src-elem inline',
    ]);
    await closeConsole(page, { expected: [/inline script/] });
  });

  test('a Kubernetes API that cannot be reached is named, in the list and in the task', async () => {
    const page = await demo.open({ mode: 'live' });
    await openOrganization(page);
    await page.getByRole('alert').waitFor();
    assert.match(
      await page.getByRole('alert').textContent(),
      /This list could not be read.*127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/,
    );
    await createProject(page, 'Nowhere');
    const { failedItems } = await taskIn(page, 'nowhere', 'failed');
    assert.equal(failedItems[0].message, `The Kubernetes API at ${NOWHERE} cannot be reached (ECONNREFUSED)`);
    assert.equal(await taskRow(page, 'nowhere').getByRole('button', { name: 'Retry' }).count(), 1);
    await closeConsole(page, { expected: BAD_GATEWAY });
  });

  test('a server that knows no Kubernetes API tells how to give it one', async () => {
    const without = await startDemo();
    const page = await openConsole(demo.browser, without.url);
    await page.getByText('Live', { exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'No Kubernetes API here' });
    await dialog.waitFor();
    assert.match(await dialog.textContent(), /TASKWATCH_KUBERNETES_URL/);
    await page.keyboard.press('Escape');
    assert.ok(await page.getByRole('radio', { name: 'Embedded' }).isChecked());
    await closeConsole(page);
    await without.stop();
  });

  test('changing the control plane cancels what has not ended, after asking', async () => {
    const page = await demo.open({ knobs: { neverReady: true } });
    await openOrganization(page);
    await createProject(page, 'Left behind');
    await taskIn(page, 'left-behind', 'running');
    await page.getByText('Live', { exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the control plane?' });
    await dialog.getByRole('button', { name: 'Back' }).click();
    assert.equal((await taskIn(page, 'left-behind', 'running')).status, 'running');
    await page.getByText('Live', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Cancel them and change' }).click();
    await taskIn(page, 'left-behind', 'cancelled');
    assert.ok(await page.getByRole('radio', { name: 'Live' }).isChecked());
    await closeConsole(page, { expected: BAD_GATEWAY });
  });
});
