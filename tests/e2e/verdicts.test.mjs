// The page on which one object is judged, and the list of ten thousand.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from './artifacts.mjs';
import { closeConsole } from './browser.mjs';
import { useDemo } from './demo.mjs';

describe('verdicts in the demo', () => {
  const demo = useDemo();

  const open = async (options) => {
    const page = await demo.open(options);
    await page.getByRole('link', { name: 'Verdicts' }).click();
    await page.getByRole('heading', { name: 'Verdicts', level: 1 }).waitFor();
    return page;
  };
  /** Waits until the page says so: it judges a changed text when there is time for it. */
  const says = async (page, section, term, text) => {
    const said = page.getByRole('region', { name: section }).locator(`div:has(> dt:text-is("${term}")) > dd`);
    await said
      .filter({ hasText: new RegExp(`^${text}$`) })
      .waitFor()
      .catch(async (error) => {
        assert.fail(`${section}, ${term}: ${await said.textContent()} instead of ${text} (${error.message})`);
      });
  };

  test('an example is judged by the rules of its kind and by those of kstatus', async () => {
    const page = await open();
    await says(page, 'Verdict', 'State', 'Ready');
    await says(page, 'kstatus', 'Status', 'Current');

    await page.getByLabel('Example').selectOption('DNS zone, refused');
    await says(page, 'Verdict', 'State', 'DomainTaken');
    await says(page, 'Verdict', 'Message', 'Another project has this domain');
    await says(page, 'Verdict', 'Decided by', 'the condition Accepted');
    assert.equal(
      await page.locator('[data-decides]').textContent(),
      'AcceptedFalseDomainTakenAnother project has this domain',
    );

    await page.getByLabel('Example').selectOption('Payment method, refused');
    await says(page, 'Verdict', 'State', 'Failed');

    await page.getByLabel('Example').selectOption('Deployment, rolling out');
    await says(page, 'kstatus', 'Status', 'InProgress');
    await says(page, 'kstatus', 'Message', 'Pods updated: 1 of 3');
    await says(page, 'kstatus', 'Condition', 'Reconciling, LessUpdated');
    assert.match(
      await page.getByRole('region', { name: 'Verdict' }).textContent(),
      /no rule for a Deployment/,
    );
    await closeConsole(page);
  });

  test('pasted text is judged as it is typed, and what cannot be read says where', async () => {
    const page = await open();
    const object = page.getByLabel('Object', { exact: true }).last();
    await object.fill(
      '{ "kind": "PersistentVolumeClaim", "apiVersion": "v1", "status": { "phase": "Lost" } }',
    );
    await page.getByText('The claim is not bound; its phase is Lost').waitFor();
    assert.equal(await page.getByLabel('Example').inputValue(), 'Your own');
    await object.fill('{ "status": { "conditions": 5 } }');
    await page.getByText('status.conditions: expected a list').waitFor();
    await object.fill('{ "status": ');
    await page.getByRole('heading', { name: 'This is no JSON' }).waitFor();
    await closeConsole(page);
  });

  test('a list of 10,000 objects has only the rows in sight, while it is scrolled and while statuses change', async (t) => {
    const page = await open();
    await page.getByRole('link', { name: '10,000 objects' }).click();
    const list = page.getByRole('table', { name: 'Objects' });
    await list.getByText('object-1', { exact: true }).waitFor();
    assert.equal(await list.getAttribute('aria-rowcount'), '10001');
    const rows = () => list.getByRole('row').count();
    assert.ok((await rows()) < 60, `${await rows()} rows`);

    const still = await scrolled(page);
    await page.getByLabel('Let statuses change').check();
    const changing = await scrolled(page);
    t.diagnostic(
      `frames while scrolling through 10,000 objects: median ${still.median} ms, 95 % ${still.slowest} ms; ` +
        `with 2,500 changes a second: ${changing.median} and ${changing.slowest} ms; rows at most: ${changing.most}`,
    );
    for (const { most } of [still, changing]) assert.ok(most < 60, `${most} rows while it is scrolled`);

    await page
      .locator('.objects .virtual-scroller')
      .evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await list.getByText('object-10000', { exact: true }).waitFor();
    assert.ok((await rows()) < 60);
    await closeConsole(page);
  });

  for (const theme of ['light', 'dark']) {
    test(`pictures, ${theme}`, async () => {
      const page = await open({ theme });
      await page.getByLabel('Example').selectOption('DNS zone, on its way');
      await picture(page, `verdicts-${theme}`);
      await page.getByLabel('Example').selectOption('Deployment, stuck');
      await picture(page, `verdicts-${theme}-stuck`);
      await page.getByRole('link', { name: '10,000 objects' }).click();
      await page.getByText('object-1', { exact: true }).waitFor();
      await picture(page, `verdicts-${theme}-objects`);
      await closeConsole(page);
    });
  }

  test('on a narrow screen nothing is wider than it', async () => {
    const page = await demo.open({ viewport: { width: 390, height: 780 }, path: '/verdicts' });
    for (const name of ['Verdicts', 'Objects']) {
      if (name === 'Objects') await page.getByRole('link', { name: '10,000 objects' }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await picture(page, `verdicts-narrow-${name.toLowerCase()}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(overflow <= 0, `${name}: ${overflow} px wider`);
    }
    await closeConsole(page);
  });
});

/** Scrolls a screen or so a frame, and gives how long the frames took, and the most rows that there were. */
function scrolled(page) {
  return page.locator('.objects .virtual-scroller').evaluate(async (scroller) => {
    const frame = () => new Promise(requestAnimationFrame);
    const times = [];
    let most = 0;
    scroller.scrollTo(0, 0);
    let last = await frame();
    for (let step = 1; step <= 90; step++) {
      scroller.scrollTo(0, step * 700);
      const now = await frame();
      times.push(now - last);
      most = Math.max(most, scroller.querySelectorAll('[role=row]').length);
      last = now;
    }
    times.sort((one, other) => one - other);
    return { median: Math.round(times[45]), slowest: Math.round(times[85]), most };
  });
}
