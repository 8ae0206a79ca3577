// Makes docs/timeline.webp, the moving picture in the README, from the built demo: a project is created, its page is loaded
// again in the middle, its stream is cut, and it is ready all the same. `make picture`.

import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import sharp from 'sharp';

import { launchBrowser, openConsole } from '../e2e/browser.mjs';
import { createProject, openFaults, openOrganization, taskIn } from '../e2e/console.mjs';
import { startDemo } from '../e2e/demo-server.mjs';

const file = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../docs/timeline.webp');
const VIEWPORT = { width: 920, height: 760 };
/** The least time between two pictures. */
const FRAME = 120;
/** What was not filmed is not waited for. */
const PAUSE = 700;
/** What has ended is looked at for longer. */
const LAST = 4000;
const MOST_BYTES = 400_000;

/** What the browser has painted, and when, in milliseconds. */
const frames = [];

/** Keeps what is painted until something is so. */
async function film(session, isDone) {
  const painted = ({ data, metadata, sessionId }) => {
    frames.push({ at: metadata.timestamp * 1000, image: Buffer.from(data, 'base64') });
    // It may have ended meanwhile.
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
  };
  session.on('Page.screencastFrame', painted);
  await session.send('Page.startScreencast', { format: 'png' });
  await isDone();
  await session.send('Page.stopScreencast');
  session.off('Page.screencastFrame', painted);
}

/** From the title to the end of the timeline. */
async function sceneOf(page) {
  const main = await page.locator('main').boundingBox();
  const timeline = await page.locator('.timeline').boundingBox();
  const top = Math.ceil(main.y);
  return { left: 0, top, width: VIEWPORT.width, height: Math.ceil(timeline.y + timeline.height + 14) - top };
}

let scene;
const [browser, demo] = await Promise.all([launchBrowser(), startDemo()]);
try {
  const page = await openConsole(browser, demo.url, { viewport: VIEWPORT, knobs: { delay: 9000 } });
  page.on('dialog', (dialog) => dialog.accept());
  await openOrganization(page);
  await createProject(page, 'Payments API');
  await taskIn(page, 'payments-api', 'running');
  await page.getByRole('link', { name: 'Create project Payments API' }).click();
  await page.getByRole('button', { name: 'Hide tasks' }).click();
  await page.evaluate(() => document.activeElement.blur());
  const session = await page.context().newCDPSession(page);
  scene = await sceneOf(page);
  await film(session, () => page.waitForTimeout(2600));
  await page.reload();
  await page.locator('.timeline-canvas').waitFor();
  await page.waitForFunction(() => window.consoleDiagnostics.tasks()[0]?.status === 'running');
  await film(session, () => page.waitForTimeout(1600));
  await openFaults(page);
  await page.getByRole('button', { name: 'Drop all streams' }).click();
  await page.keyboard.press('Escape');
  await page.evaluate(() => document.activeElement.blur());
  await film(session, async () => {
    await page.waitForFunction(() => window.consoleDiagnostics.tasks()[0].status === 'completed', null, {
      timeout: 30_000,
    });
    await page.waitForTimeout(400);
  });
} finally {
  await browser.close();
  await demo.stop();
}

const shown = [];
for (const frame of frames)
  if (frame === frames.at(-1) || frame.at - (shown.at(-1)?.at ?? 0) >= FRAME) shown.push(frame);
const delays = shown.map(({ at }, index) =>
  Math.min(PAUSE, Math.round((shown[index + 1]?.at ?? at + LAST) - at)),
);
delays[delays.length - 1] = LAST;
const pictures = await Promise.all(shown.map(({ image }) => sharp(image).extract(scene).png().toBuffer()));
await sharp(pictures, { join: { animated: true } })
  .webp({ quality: 90, effort: 6, loop: 0, delay: delays, minSize: true, mixed: true })
  .toFile(file);
const { size: bytes } = statSync(file);
console.log(`${path.relative(process.cwd(), file)}: ${shown.length} frames, ${Math.round(bytes / 1000)} kB`);
if (bytes > MOST_BYTES) throw new Error(`more than ${MOST_BYTES / 1000} kB`);
