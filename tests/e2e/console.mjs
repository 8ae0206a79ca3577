// What a user of the demo does and sees, as functions.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

export async function openOrganization(page, name = 'Acme Corporation') {
  await page
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .click();
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
}

export async function openZones(page, { organization = 'acme', project = 'storefront' } = {}) {
  await page.goto(new URL(`/organizations/${organization}/projects/${project}/dns-zones`, page.url()).href);
  await page.getByRole('heading', { name: 'DNS zones', level: 1 }).waitFor();
}

/** Creates a project from the page of its organization. */
export async function createProject(page, displayName) {
  await page.getByRole('button', { name: 'Create project', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Create project' });
  await dialog.getByLabel('Display name').fill(displayName);
  await dialog.getByRole('button', { name: 'Create project', exact: true }).click();
  assert.equal(await dialog.count(), 0, 'the dialog closes at once');
}

export async function addZones(page, { domain, count = 20, atOnce = 5 }) {
  await page.getByRole('button', { name: 'Add zones', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Add zones' });
  await dialog.getByLabel('Parent domain').fill(domain);
  await dialog.getByLabel('Zones', { exact: true }).fill(`${count}`);
  await dialog.getByLabel('At once').selectOption(`${atOnce}`);
  await dialog.getByRole('button', { name: 'Add zones', exact: true }).click();
}

/** The drawer of faults and settings, opened if it is not. */
export async function openFaults(page) {
  const button = page.getByRole('button', { name: /^Faults/ });
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  return page.getByRole('complementary', { name: 'Faults' });
}

/** Changes settings in the drawer of faults, and closes it. */
export async function setKnobs(page, change) {
  const drawer = await openFaults(page);
  await change(drawer);
  await drawer.getByRole('button', { name: 'Close faults' }).click();
}

/** The row of the task about an object, in the task panel. */
export function taskRow(page, subject) {
  return page.locator(`[data-subject="${subject}"]`);
}

/** Waits until the task's row shows one of the states, and gives the view behind it. */
export async function taskIn(page, subject, states, timeout = 10_000) {
  const selector = [states]
    .flat()
    .map((state) => `[data-subject="${subject}"][data-status="${state}"]`)
    .join(', ');
  try {
    await page.locator(selector).first().waitFor({ timeout });
  } catch (cause) {
    const task = await viewOf(page, subject);
    throw new Error(
      `${subject} is not ${states} within ${timeout} ms, but ${task?.status}: ${task?.message ?? task?.failedItems?.[0]?.message}`,
      { cause },
    );
  }
  return viewOf(page, subject);
}

/** The view of the task, as plain data. */
export function viewOf(page, subject) {
  return page.evaluate((subject) => {
    const task = window.consoleDiagnostics.tasks().findLast(({ metadata }) => metadata.subject === subject);
    if (!task) return undefined;
    const { id, status, message, progress, completed, failed, failedItems, startedAt, completedAt, result } =
      task;
    return {
      id,
      status,
      message,
      progress,
      completed,
      failed,
      failedItems,
      startedAt,
      completedAt,
      uid: result?.uid,
    };
  }, subject);
}

/** What the watch manager holds, of one object if it is named. */
export function watched(page, name) {
  return page.evaluate((name) => window.consoleDiagnostics.watch(name), name);
}

/** Waits until the watch manager holds nothing about the object, also half a second late. */
export async function nothingWatched(page, name) {
  await eventually(async () =>
    assert.deepEqual(await watched(page, name), {
      ...(await watched(page, name)),
      subscribers: 0,
      channels: 0,
    }),
  );
}

/** Repeats until it no longer throws. */
export async function eventually(check, within = 3000) {
  for (const since = Date.now(); ; await sleep(50)) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() - since > within) throw error;
    }
  }
}
