// What the demo says where it cannot work.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { closeConsole, launchBrowser, openConsole } from './browser.mjs'
import { createProject, openOrganization, taskIn, taskRow } from './console.mjs'
import { startDemo } from './demo-server.mjs'

// Nothing listens there: the port is below those that are given out, and reserved.
const NOWHERE = 'http://127.0.0.1:1'
const BAD_GATEWAY = [/status of 502/]

describe('the demo where something is missing', () => {
  let browser, demo

  before(async () => {
    ;[browser, demo] = await Promise.all([launchBrowser(), startDemo({ kubernetes: NOWHERE })])
  })
  after(async () => {
    await browser?.close()
    await demo?.stop()
  })

  test('a page whose policy forbids WebAssembly says so, in one place', async () => {
    const page = await openConsole(browser, demo.url, { blockWasm: true })
    const banner = page.getByRole('alert')
    await banner.waitFor()
    assert.match(await banner.textContent(), /wasm-unsafe-eval/)
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
    // The refused attempt is the only violation, and it is the one that is meant.
    const violations = await page.evaluate(() => window.policyViolations.splice(0))
    assert.ok(violations.length > 0 && violations.every((violation) => violation.startsWith('script-src')), violations.join())
    await closeConsole(page, { expected: [/wasm-unsafe-eval/] })
  })

  test('a Kubernetes API that cannot be reached is named, in the list and in the task', async () => {
    const page = await openConsole(browser, demo.url, { mode: 'live' })
    await openOrganization(page)
    await page.getByRole('alert').waitFor()
    assert.match(await page.getByRole('alert').textContent(), /This list could not be read.*127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/)
    await createProject(page, 'Nowhere')
    const { failedItems } = await taskIn(page, 'nowhere', 'failed')
    assert.equal(failedItems[0].message, `The Kubernetes API at ${NOWHERE} cannot be reached (ECONNREFUSED)`)
    assert.equal(await taskRow(page, 'nowhere').getByRole('button', { name: 'Retry' }).count(), 1)
    await closeConsole(page, { expected: BAD_GATEWAY })
  })

  test('a server that knows no Kubernetes API tells how to give it one', async () => {
    const without = await startDemo()
    const page = await openConsole(browser, without.url)
    await page.getByText('Live', { exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'No Kubernetes API here' })
    await dialog.waitFor()
    assert.match(await dialog.textContent(), /TASKWATCH_KUBERNETES_URL/)
    await page.keyboard.press('Escape')
    assert.ok(await page.getByRole('radio', { name: 'Embedded' }).isChecked())
    await closeConsole(page)
    await without.stop()
  })

  test('changing the control plane cancels what has not ended, after asking', async () => {
    const page = await openConsole(browser, demo.url, { knobs: { neverReady: true } })
    await openOrganization(page)
    await createProject(page, 'Left behind')
    await taskIn(page, 'left-behind', 'running')
    await page.getByText('Live', { exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Change the control plane?' })
    await dialog.getByRole('button', { name: 'Back' }).click()
    assert.equal((await taskIn(page, 'left-behind', 'running')).status, 'running')
    await page.getByText('Live', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Cancel them and change' }).click()
    await taskIn(page, 'left-behind', 'cancelled')
    assert.ok(await page.getByRole('radio', { name: 'Live' }).isChecked())
    await closeConsole(page, { expected: BAD_GATEWAY })
  })
})
