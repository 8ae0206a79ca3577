// The tour of the demo in each engine, with the keyboard alone: its task outlasts the reload in the middle and completes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { By, Key, until } from 'selenium-webdriver';

import { inEachEngine } from '../engines/in-each-engine.mjs';
import { pictureOf } from '../engines/picture.mjs';
import { startDemo } from './demo-server.mjs';

const STEPS = ['open', 'create', 'cut', 'reload', 'finish', 'compare', 'end'];
const WITHIN = 60_000;

let server;
before(async () => {
  server = await startDemo();
});
after(() => server?.stop());

inEachEngine((engine) => {
  test('Enter walks the tour from its first step to its last', async () => {
    const { driver } = engine;
    const found = (css) => driver.wait(until.elementLocated(By.css(css)), WITHIN);
    await driver.manage().window().setRect({ width: 1280, height: 800 });
    await driver.get(server.url);
    await (await found('.hero .button.primary')).sendKeys(Key.ENTER);
    for (const step of STEPS) {
      await found(`.tour[data-step="${step}"] .button.primary:not([aria-disabled="true"])`);
      if (step === 'finish') await pictureOf(engine, 'tour');
      // The button has the focus by itself.
      await driver.switchTo().activeElement().sendKeys(Key.ENTER);
    }
    await driver.wait(async () => (await driver.findElements(By.css('.tour'))).length === 0, WITHIN);
    const statuses = await driver.executeScript(() =>
      window.consoleDiagnostics.tasks().map(({ status }) => status),
    );
    assert.deepEqual(statuses, ['completed']);
  });
});
