// The lists of the demo after the API server has crashed: each says what is so, as soon as the tasks do.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { skip, startKubernetes } from '../kubernetes/index.mjs';
import { picture } from './artifacts.mjs';
import { closeConsole } from './browser.mjs';
import { createProject, openOrganization, taskIn } from './console.mjs';
import { useDemo } from './demo.mjs';

const DOWN = 8000;
/** Between the end of a task and the row that shows it. */
const AGREED_WITHIN = 3000;

describe('lists after an outage', () => {
  let kubernetes;

  before(async () => {
    if (!skip) kubernetes = await startKubernetes({ reconciler: { delay: [100, 300], seed: 1 } });
  });
  const demo = useDemo({ kubernetes: () => kubernetes.url, skip });
  after(() => kubernetes?.stop());

  for (const compact of [false, true]) {
    test(`after a SIGKILL of the API server a row follows its task${compact ? ', the history compacted meanwhile' : ''}`, {
      skip,
    }, async (t) => {
      const page = await demo.open({ mode: 'live', knobs: { delay: 6000 } });
      const name = compact ? 'Compacted' : 'Outlasted';
      await openOrganization(page);
      await createProject(page, name);
      await taskIn(page, name.toLowerCase(), 'running');
      await page
        .getByRole('row', { name: new RegExp(name) })
        .getByText('Provisioning')
        .waitFor();
      const killed = Date.now();
      if (compact) await kubernetes.controlPlane.compact();
      const restarted = kubernetes.controlPlane.restart({ signal: 'SIGKILL', down: DOWN });
      await page.getByText(/^API unreachable for \d+ s, next try in \d+ s$/).waitFor();
      const noticed = Date.now();
      await picture(page, `live-outage${compact ? '-compacted' : ''}`);
      await restarted;
      const back = Date.now();
      await page.getByText('Reconnected', { exact: true }).waitFor();
      const reconnected = Date.now();
      await taskIn(page, name.toLowerCase(), 'completed', 60_000);
      const told = Date.now();
      await page
        .getByRole('row', { name: new RegExp(name) })
        .getByText('Ready')
        .waitFor({ timeout: 120_000 });
      const shown = Date.now();
      t.diagnostic(
        `header says so ${noticed - killed} ms after the kill; API server away for ${back - killed} ms; "Reconnected" ${reconnected - back} ms after, task completed ${told - back} ms after, its row says Ready ${shown - told} ms after that`,
      );
      assert.ok(shown - told <= AGREED_WITHIN, `the row took ${shown - told} ms longer than the task`);
      await closeConsole(page, { expected: [/status of (429|50\d)/, /ERR_/] });
    });
  }
});
