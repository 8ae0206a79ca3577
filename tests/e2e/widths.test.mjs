// Every page of the demo at the widths of a small phone, a phone, a tablet and a large screen, in both themes: axe finds
// nothing, nothing is wider than the screen, and there is a picture of each.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from './artifacts.mjs';
import { violations } from './axe.mjs';
import { closeConsole } from './browser.mjs';
import { openFaults } from './console.mjs';
import { useDemo } from './demo.mjs';

const WIDTHS = [320, 390, 1024, 1440];
const PROJECT = '/organizations/acme/projects/storefront';

/** Each with what opens it beyond its address. */
const PAGES = {
  first: ['/'],
  tour: ['/', (page) => page.getByRole('button', { name: /tour/ }).click()],
  projects: ['/organizations/acme'],
  project: [PROJECT],
  missing: ['/organizations/acme/projects/nowhere'],
  zones: [`${PROJECT}/dns-zones`],
  zone: [`${PROJECT}/dns-zones/storefront-example`],
  faults: [
    '/organizations/acme',
    async (page) => {
      const drawer = await openFaults(page);
      await drawer.getByRole('button', { name: 'Exceed quota' }).click();
    },
  ],
  compare: ['/compare'],
  verdicts: ['/verdicts'],
  objects: ['/verdicts/objects'],
  diagnostics: ['/diagnostics'],
};

describe('the demo at each width', () => {
  const demo = useDemo();

  for (const theme of ['light', 'dark']) {
    test(`axe finds nothing and nothing overflows at ${WIDTHS.join(', ')} px, ${theme}`, async () => {
      for (const [name, [path, open]] of Object.entries(PAGES)) {
        const page = await demo.open({ theme, path });
        await page.getByRole('heading', { level: 1 }).waitFor();
        // What is being read has a heading of its own while it is.
        await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .skeleton') === null);
        await open?.(page);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: width < 1000 ? 844 : 900 });
          assert.deepEqual(await violations(page), [], `${name} at ${width} px`);
          // Not the root's `clientWidth`, which includes the room for the scroll bar.
          const wider = await page.evaluate(
            () => document.documentElement.scrollWidth - document.body.offsetWidth,
          );
          assert.ok(wider <= 0, `${name} is ${wider} px wider than ${width} px`);
          await picture(page, `page-${name}-${theme}-${width}`);
        }
        await closeConsole(page);
      }
    });
  }
});
