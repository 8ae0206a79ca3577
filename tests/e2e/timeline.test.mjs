// The page of a task: its timeline as lanes and as a table, by mouse, keyboard and ear; what it waits for, and its items.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from './artifacts.mjs';
import { violations } from './axe.mjs';
import { closeConsole } from './browser.mjs';
import {
  addZones,
  createProject,
  openOrganization,
  openZones,
  setKnobs,
  taskIn,
  taskRow,
} from './console.mjs';
import { useDemo } from './demo.mjs';
import { tasksOf } from './thread-tasks.mjs';

const WIDTHS = [320, 390, 1024, 1440];

describe('the page of a task', () => {
  const demo = useDemo();

  test('shows what it waits for, and its timeline by the arrow keys and as a table', async (t) => {
    const page = await demo.open({ knobs: { delay: 4000 } });
    await openOrganization(page);
    await createProject(page, 'Watched');
    await taskIn(page, 'watched', 'running');
    await taskRow(page, 'watched').getByRole('link', { name: 'Create project Watched' }).click();
    await page.getByRole('heading', { name: 'Create project Watched', level: 1 }).waitFor();
    assert.match(new URL(page.url()).pathname, /^\/tasks\/./);
    const waits = page.getByRole('region', { name: /^Waiting for/ });
    await waits.getByText('watched', { exact: true }).waitFor();
    await waits.getByText('Ready False').waitFor();
    assert.match(await waits.innerText(), /Stream open.*Last event.*Generation 1, observed 1/s);
    await page.getByText('Completed', { exact: true }).first().waitFor({ timeout: 15_000 });
    assert.equal(await waits.count(), 0, 'it waits for nothing any more');
    const { score, moved } = await layoutShift(page);
    t.diagnostic(
      `layout shift of a task's page from its opening until the task has ended: ${score.toFixed(4)}`,
    );
    assert.ok(score < 0.02, `${score}: ${moved}`);

    const lanes = page.getByRole('slider', { name: 'Timeline of Create project Watched' });
    const detail = page.getByTestId('timeline-detail');
    await lanes.focus();
    await page.keyboard.press('Home');
    assert.match(await lanes.getAttribute('aria-valuetext'), /^\+0\.00 s, Queued$/);
    await page.keyboard.press('End');
    assert.match(await detail.innerText(), /Task Completed/);
    assert.match(await lanes.getAttribute('aria-valuetext'), /Completed$/);
    await page.keyboard.press('ArrowLeft');
    assert.match(await detail.innerText(), /Project watched Ready/);
    await page.keyboard.press('ArrowUp');
    assert.match(await detail.innerText(), /Step “create” done/);
    const count = Number(await lanes.getAttribute('aria-valuemax'));

    await page.getByText('Table', { exact: true }).click();
    const table = page.getByRole('table', { name: 'Timeline of Create project Watched' });
    assert.equal(Number(await table.getAttribute('aria-rowcount')), count + 1);
    await table.getByRole('row', { name: /Step “create” done/ }).waitFor();
    await table.getByRole('row', { name: /Ready is False \(Provisioning\)/ }).waitFor();
    await closeConsole(page);
  });

  test('groups failures by their reason, retries what is left, and is copied as text', async () => {
    const page = await demo.open({ knobs: { delay: 900 } });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openZones(page);
    await addZones(page, { domain: 'example.org', count: 8, atOnce: 1 });
    await page.waitForFunction(() => window.consoleDiagnostics.tasks()[0]?.completed >= 1);
    await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill('QuotaExceeded'));
    const { failed, completed } = await taskIn(page, 'storefront', 'failed', 20_000);
    await taskRow(page, 'storefront').getByRole('link', { name: 'Add 8 zones' }).click();
    const items = page.getByRole('region', { name: /^Items/ });
    await items.getByText(`${failed} ×`, { exact: true }).waitFor();
    await items.getByText('It could not be provisioned: quota exceeded').waitFor();
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /^Add 8 zones\n=+\nState {5}Failed: \d of 8 done/);
    assert.match(text, new RegExp(`\\n {2}${failed} × It could not be provisioned: quota exceeded\\n`));
    assert.match(text, /\n {2}\+0\.00 s, Queued\n/);

    await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill(''));
    await page.getByRole('button', { name: 'Retry what is left' }).click();
    await items.getByText('8 ×', { exact: true }).waitFor({ timeout: 15_000 });
    const created = await page.evaluate(
      () =>
        window.consoleDiagnostics
          .timeline(window.consoleDiagnostics.tasks()[0].id)
          .filter(({ kind, step }) => kind === 'step-started' && step === 'create, retry 1').length,
    );
    assert.equal(created, 8 - completed, 'only what was left');
    await closeConsole(page);
  });

  test('tells in a cancelled batch what was cut off from what never began', async () => {
    const page = await demo.open({ knobs: { delay: 20_000 } });
    await openZones(page);
    await addZones(page, { domain: 'example.net', count: 8, atOnce: 5 });
    await page.waitForFunction(() => window.consoleDiagnostics.watch('zone-5-example-net').subscribers === 1);
    await taskRow(page, 'storefront').getByRole('button', { name: 'Cancel' }).click();
    await taskIn(page, 'storefront', 'cancelled');
    await taskRow(page, 'storefront').getByRole('link', { name: 'Add 8 zones' }).click();
    const items = page.getByRole('region', { name: /^Items/ });
    assert.match(await items.innerText(), /5 ×\s*Cut off.*3 ×\s*Not started/s);
    await closeConsole(page);
  });

  test('of a task that is not here says so kindly', async () => {
    const page = await demo.open({ path: '/tasks/none' });
    await page.getByRole('heading', { name: 'This task is not here' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await picture(page, 'embedded-light-no-task');
    await closeConsole(page);
  });

  for (const theme of ['light', 'dark']) {
    test(`axe finds nothing on it at any width, and nothing is wider than the screen, ${theme}`, async () => {
      const page = await demo.open({
        theme,
        knobs: { delay: 20_000 },
        viewport: { width: 1440, height: 900 },
      });
      page.on('dialog', (dialog) => dialog.accept());
      await openOrganization(page);
      await createProject(page, 'A project whose name is a good deal longer than most');
      const subject = 'a-project-whose-name-is-a-good-deal-longer-than-mo';
      await taskIn(page, subject, 'running');
      await page.waitForFunction((name) => window.consoleDiagnostics.watch(name).subscribers === 1, subject);
      await page.reload();
      await taskRow(page, subject).getByText('Picked up again').waitFor();
      await taskRow(page, subject).getByRole('link').first().click();
      await page.getByRole('region', { name: /^Waiting for/ }).waitFor();
      await page.getByRole('button', { name: 'Hide tasks' }).click();
      await everyWidth(page, `embedded-${theme}-task-running`);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Retry' }).waitFor();
      await page.getByText('Table', { exact: true }).click();
      await everyWidth(page, `embedded-${theme}-task-table`);
      await closeConsole(page);
    });
  }
});

describe('ten thousand entries', () => {
  const demo = useDemo();

  test('are shown, scrolled, enlarged and gone through, which is measured at a quarter of the speed', async (t) => {
    const page = await demo.open({ path: '/diagnostics' });
    const session = await page.context().newCDPSession(page);
    // Processor time, since others use this machine as well. What an action costs in all is no less than its longest task.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
    };
    const nextFrame = () =>
      page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    const lanes = page.getByRole('slider');
    const actions = {
      'a key': () => page.keyboard.press('PageUp'),
      'another lane': () => page.keyboard.press('ArrowDown'),
      enlarging: () =>
        page.evaluate(() => document.querySelector('[aria-label="Show less of the time"]').click()),
      scrolling: () => lanes.evaluate((element) => (element.scrollTop += 900)),
      'the table': () => page.evaluate(() => document.querySelectorAll('.timeline input')[1].click()),
    };
    const least = {};
    const measure = async (name, act) => {
      const before = await spent();
      await act();
      await nextFrame();
      least[name] = Math.min(least[name] ?? Infinity, (await spent()) - before);
    };
    for (let round = 0; round < 3; round++) {
      await measure('showing', async () => {
        await page.evaluate(() => history.pushState(null, '', '/timeline/many'));
        await lanes.waitFor();
      });
      await lanes.focus();
      for (const [name, act] of Object.entries(actions)) await measure(name, act);
      await page.evaluate(() => history.pushState(null, '', '/diagnostics'));
      await page.getByRole('heading', { name: 'Diagnostics' }).waitFor();
    }
    const slowed = Object.entries(least).map(([name, ms]) => `${name} ${Math.round(4 * ms)} ms`);
    t.diagnostic(`10,000 entries at a quarter of the speed (goal: 50 ms a task): ${slowed.join(', ')}`);
    const tasks = await tasksOf(demo.browser, page, async () => {
      await page.evaluate(() => history.pushState(null, '', '/timeline/many'));
      await lanes.waitFor();
      await page.waitForTimeout(100);
    });
    t.diagnostic(`showing them, the longest tasks: ${tasks.slice(0, 4).map(Math.round).join(', ')} ms`);
    await page.goto(`${demo.url}/timeline/many`);
    await lanes.waitFor();
    await picture(page, 'embedded-light-timeline-many');
    await closeConsole(page);
  });
});

/** How much has moved by itself since the page was loaded, and what. */
function layoutShift(page) {
  return page.evaluate(async () => {
    const shifts = await new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries())).observe({
        type: 'layout-shift',
        buffered: true,
      });
      // Without any there is nothing to be told.
      setTimeout(() => resolve([]), 500);
    });
    const own = shifts.filter(({ hadRecentInput }) => !hadRecentInput);
    return {
      score: own.reduce((sum, { value }) => sum + value, 0),
      moved: own.flatMap(({ sources }) => sources.map(({ node }) => node?.className || node?.nodeName)),
    };
  });
}

/** Looks at the page at each width, without what moves. */
async function everyWidth(page, name) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(100);
    await picture(page, `${name}-${width}`, { fullPage: true });
    assert.deepEqual(await violations(page), [], `${name} at ${width}`);
    const overflow = await page.evaluate(() => {
      const main = document.querySelector('main');
      return main.scrollWidth - main.clientWidth;
    });
    assert.ok(overflow <= 0, `${name} at ${width}: ${overflow} px wider`);
  }
}
