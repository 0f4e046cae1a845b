/**
 * `node bench/portal-scroll.ts [rows]`: how smoothly rows of the portal scroll, in a real browser against a real server.
 * All rows are scrolled through once, down and up again; prints frames a second and the longest frames.
 * A frame counts where the browser drew one: times are those of `requestAnimationFrame`. Needs Chromium.
 */
import { openBrowser } from '../e2e/browser.ts';
import { fill, indexed } from '../e2e/filled.ts';
import { removeData, setupEmail, setupPassword, start, temporaryData } from '../e2e/server.ts';

const rows = Number(process.argv[2] ?? 100_000);
const pxPerFrame = 400;

const data = temporaryData('annals-scroll-');
const server = await start(data);
const { context, close } = await openBrowser({ width: 1440, height: 900 });
try {
  await fill(server, rows, 2);
  await indexed(server);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(server.url);
  await page.getByLabel('E-mail').fill(setupEmail);
  await page.getByLabel('Password').fill(setupPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('tr[data-id]').first().waitFor();
  for (const direction of [1, -1]) {
    const { framesMs, blank, reached } = await page.evaluate(
      async ({ direction: way, px, most }) => {
        const intervals: number[] = [];
        let without = 0;
        let last = performance.now();
        let still = 0;
        while (still < 120 && intervals.length < most) {
          const before = scrollY;
          scrollBy(0, way * px);
          still = scrollY === before ? still + 1 : 0;
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const now = performance.now();
          if (still === 0) {
            intervals.push(now - last);
            if (document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('tr[data-id]') === null) without += 1;
          }
          last = now;
        }
        const top = Math.max(0, ...[...document.querySelectorAll('tr[data-id]')].map((row) => Number(row.getAttribute('aria-rowindex'))));
        return { framesMs: intervals, blank: without, reached: top };
      },
      { direction, px: pxPerFrame, most: 40_000 },
    );
    const sorted = framesMs.toSorted((a, b) => a - b);
    const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);
    const seconds = framesMs.reduce((sum, ms) => sum + ms, 0) / 1_000;
    console.log(
      `${direction > 0 ? 'down' : 'up'}: to row ${reached - 1}, ${framesMs.length} frames in ${seconds.toFixed(1)} s = ${(framesMs.length / seconds).toFixed(1)} a second;` +
        ` ms a frame p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${at(1)}; ${blank} frames whose middle was no event`,
    );
  }
  const heap = await page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize);
  console.log(`heap of the page afterwards: ${(heap / 1e6).toFixed(0)} MB`);
} finally {
  await close();
  await server.stop();
  removeData(data);
}
