// The panel of tasks: what is visible, what is announced while it is closed, and where it is.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from './artifacts.mjs';
import { violations } from './axe.mjs';
import { closeConsole } from './browser.mjs';
import { addZones, createProject, eventually, openFaults, openZones, taskIn, taskRow } from './console.mjs';
import { useDemo } from './demo.mjs';

const PROJECTS = '/organizations/acme';

describe('the task panel', () => {
  const demo = useDemo();

  test('of twelve tasks those that run are in sight, in a group of their own, and start at once', async (t) => {
    const page = await demo.open({ path: PROJECTS, knobs: { delay: 20_000 } });
    for (let at = 1; at <= 12; at++) await createProject(page, `Task ${at}`);
    const panel = page.getByRole('region', { name: 'Tasks' });
    assert.match(await panel.innerText(), /Running 3.*Waiting 9/s);
    for (const name of ['task-1', 'task-2', 'task-3']) {
      const box = await taskRow(page, name).boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height < 800, `${name} is in sight`);
    }
    await picture(page, 'embedded-light-twelve-tasks');
    // What a press of a button does is seen in the next picture.
    const { statuses, least } = await page.evaluate(async () => {
      const statuses = [];
      let least = Infinity;
      for (const name of ['task-12', 'task-11', 'task-10']) {
        const since = performance.now();
        document.querySelector(`[data-subject="${name}"] button`).click();
        await new Promise((done) => requestAnimationFrame(done));
        least = Math.min(least, performance.now() - since);
        statuses.push(document.querySelector(`[data-subject="${name}"]`).dataset.status);
      }
      return { statuses, least };
    });
    t.diagnostic(`a cancel is seen after ${least.toFixed(0)} ms`);
    assert.deepEqual(statuses, ['cancelled', 'cancelled', 'cancelled']);
    await closeConsole(page);
  });

  test('a failure while it is closed is counted, in the title too and over a reload, until it is open', async () => {
    const page = await demo.open({ path: PROJECTS, knobs: { delay: 5000, failureReason: 'QuotaExceeded' } });
    await createProject(page, 'Unseen');
    await page.getByRole('button', { name: 'Hide tasks' }).click();
    await page.getByText('failed, not seen yet').waitFor({ state: 'attached' });
    await eventually(async () => assert.match(await page.title(), /^\(1 failed\) Projects/));
    await page.getByRole('link', { name: 'Diagnostics' }).click();
    await eventually(async () => assert.match(await page.title(), /^\(1 failed\) Diagnostics/));
    await picture(page, 'embedded-light-unseen-failure');
    await page.reload();
    await page.getByText('failed, not seen yet').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: /^Tasks/ }).click();
    await taskRow(page, 'unseen').waitFor();
    await eventually(async () => assert.match(await page.title(), /^Diagnostics/));
    assert.equal(await page.getByText('failed, not seen yet').count(), 0);
    await page.getByRole('button', { name: 'Hide tasks' }).click();
    assert.equal(await page.getByText('failed, not seen yet').count(), 0, 'it was seen');
    await closeConsole(page);
  });

  test('stands beside the page or over it, as one likes, and remembers it', async () => {
    const page = await demo.open({ path: PROJECTS, knobs: { delay: 300 } });
    await createProject(page, 'Docked');
    await taskIn(page, 'docked', 'completed');
    const panel = page.getByRole('region', { name: 'Tasks' });
    const created = page.getByRole('columnheader', { name: 'Created' });
    const isOver = async () => {
      const [left, right] = await Promise.all([created.boundingBox(), panel.boundingBox()]);
      return left.x + left.width > right.x;
    };
    assert.equal(await isOver(), false);
    await page.getByRole('button', { name: 'Dock beside the page' }).click();
    assert.equal(await isOver(), true);
    await page.reload();
    await taskRow(page, 'docked').waitFor();
    assert.equal(await isOver(), true);
    await closeConsole(page);
  });

  test('says during an outage that the connection is lost, and for how long', async () => {
    const page = await demo.open({ path: PROJECTS, knobs: { delay: 20_000 } });
    await createProject(page, 'Waiting');
    await page.waitForFunction(() => window.consoleDiagnostics.watch('waiting').subscribers === 1);
    await openFaults(page);
    await page.getByRole('button', { name: 'Take it down' }).click();
    await taskRow(page, 'waiting')
      .getByText(/Connection to the API lost \d s ago; trying again/)
      .waitFor();
    await closeConsole(page, { expected: [/./] });
  });

  test('stands still for who wants no movement', async () => {
    const page = await demo.open({ path: PROJECTS, knobs: { delay: 20_000 } });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await createProject(page, 'Calm');
    await taskIn(page, 'calm', 'running');
    const moving = await page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
    );
    assert.equal(moving, 0);
    await closeConsole(page);
  });

  for (const theme of ['light', 'dark']) {
    test(`axe finds nothing in it, its details and a summary at any width, ${theme}`, async () => {
      const page = await demo.open({ theme, path: PROJECTS, knobs: { delay: 900 } });
      await openZones(page);
      await addZones(page, { domain: `${'long-'.repeat(6)}name.example.com`, count: 3, atOnce: 1 });
      await page.waitForFunction(() => window.consoleDiagnostics.tasks()[0]?.completed === 1);
      await page.evaluate(() =>
        document.querySelector('[data-subject="storefront"]').querySelector('button').click(),
      );
      await taskIn(page, 'storefront', 'cancelled');
      for (const width of [320, 390, 1024, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.waitForTimeout(100);
        assert.deepEqual(await violations(page), [], `the panel at ${width}`);
        await picture(page, `embedded-${theme}-panel-${width}`);
        for (const name of ['Summary', 'Details']) {
          await taskRow(page, 'storefront').getByRole('button', { name }).click();
          assert.deepEqual(await violations(page), [], `${name} at ${width}`);
          const overlaps = await page.evaluate(overlapping);
          assert.deepEqual(overlaps, [], `${name} at ${width}`);
          await picture(page, `embedded-${theme}-panel-${name.toLowerCase()}-${width}`);
          await page.keyboard.press('Escape');
        }
      }
      await closeConsole(page);
    });
  }
});

/** Texts in the dialog that lie over each other or are wider than it. Runs in the page. */
function overlapping() {
  const dialog = document.querySelector('dialog');
  const edges = dialog.getBoundingClientRect();
  const texts = [...dialog.querySelectorAll('li > span, dd, dt, summary > span:not(.dot)')];
  const boxes = texts.map((element) => [element.textContent, element.getBoundingClientRect()]);
  return boxes.flatMap(([text, box], index) => [
    ...(box.right > edges.right ? [`${text} is wider`] : []),
    ...boxes
      .slice(index + 1)
      .filter(
        ([, other]) =>
          box.width > 0 &&
          other.width > 0 &&
          box.left < other.right - 1 &&
          other.left < box.right - 1 &&
          box.top < other.bottom - 1 &&
          other.top < box.bottom - 1,
      )
      .map(([other]) => `${text} and ${other}`),
  ]);
}
