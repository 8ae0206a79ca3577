// What lists show and forms take: names of any length and script, names that are taken, objects that are not there.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { closeConsole } from './browser.mjs';
import { createProject, openOrganization, taskIn } from './console.mjs';
import { useDemo } from './demo.mjs';

const LONG = 'An extraordinarily long name that nobody would give a thing';
describe('lists and forms of the demo', () => {
  const demo = useDemo();

  test('a long name stays in its column, and the status is in sight at 390 px', async () => {
    const page = await demo.open({ knobs: { delay: 300 } });
    await openOrganization(page);
    await createProject(page, LONG);
    await taskIn(page, 'an-extraordinarily-long-name-that-nobody-would-giv', 'completed');
    const link = page.getByRole('link', { name: LONG, exact: true });
    const column = page.getByRole('columnheader', { name: 'Project' });
    const ends = async (locator) => {
      const { x, width } = await locator.boundingBox();
      return x + width;
    };
    assert.ok((await ends(link)) <= (await ends(column)), 'it ends where its column does');
    await page.setViewportSize({ width: 390, height: 780 });
    assert.ok((await ends(link)) <= (await ends(column)), 'on a phone, too');
    const badge = page.getByRole('row', { name: LONG }).locator('.badge');
    assert.ok((await ends(badge)) <= 390, 'its status is on the screen');
    await closeConsole(page);
  });

  test('a name in any script is taken, and gets a name that Kubernetes takes', async () => {
    const page = await demo.open({ knobs: { delay: 300 } });
    await openOrganization(page);
    await createProject(page, '東京データ基盤');
    await page.getByRole('link', { name: '東京データ基盤', exact: true }).click();
    await page
      .getByText(/^project-[a-z0-9]+$/)
      .first()
      .waitFor();
    await closeConsole(page);
  });

  test('a name that is taken is refused in the form, and nothing is queued', async () => {
    const page = await demo.open();
    await openOrganization(page);
    await page.getByRole('link', { name: 'Storefront' }).waitFor();
    await page.getByRole('button', { name: 'Create project', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Create project' });
    await dialog.getByLabel('Display name').fill('Storefront');
    await dialog.getByText('There is a project storefront already').waitFor();
    await dialog.getByRole('button', { name: 'Create project', exact: true }).click();
    assert.equal(await dialog.isVisible(), true);
    assert.equal(await page.evaluate(() => window.consoleDiagnostics.tasks().length), 0);
    await closeConsole(page);
  });

  test('a project that is not there says so, and is shown as soon as it is', async () => {
    const page = await demo.open({ path: '/organizations/acme/projects/later', knobs: { delay: 300 } });
    await page.getByRole('heading', { name: 'There is no such project', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'All projects' }).click();
    await createProject(page, 'Later');
    await page.goBack();
    await page.getByRole('heading', { name: 'Later', level: 1 }).waitFor();
    await closeConsole(page);
  });

  test('a zone has a page of its own, with its conditions and what changes; deleted, it is gone', async () => {
    const page = await demo.open({ path: '/organizations/acme/projects/storefront/dns-zones' });
    await page.getByRole('link', { name: 'cdn.storefront.example' }).click();
    await page.getByRole('heading', { name: 'cdn.storefront.example', level: 1 }).waitFor();
    await page.getByRole('row', { name: /Programmed True/ }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { name: 'There is no such zone' }).waitFor();
    await taskIn(page, 'cdn-storefront-example', 'completed');
    await closeConsole(page);
  });

  test('a task whose object is deleted says so first, and is not cut before its verb', async () => {
    const page = await demo.open({ knobs: { delay: 300, neverReady: true } });
    await openOrganization(page);
    await createProject(page, 'Short-lived');
    await taskIn(page, 'short-lived', 'running');
    await page.getByRole('link', { name: 'Short-lived', exact: true }).click();
    await page.getByText('Provisioning').first().waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.locator('.task-message', { hasText: /^\W*(Failed\W+)?Deleted during the wait: / }).waitFor();
    await closeConsole(page);
  });

  test('nothing moves for those who do not want it to', async () => {
    const page = await demo.open({ knobs: { delay: 20_000 } });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openOrganization(page);
    await createProject(page, 'At rest');
    await taskIn(page, 'at-rest', 'running');
    assert.deepEqual(
      await page.evaluate(() => document.getAnimations().map(({ animationName }) => animationName)),
      [],
    );
    await closeConsole(page);
  });
});
