import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { post } from './api.ts';
import { hasChromium, openBrowser } from './browser.ts';
import { deceptiveEvent, portalScene } from './portal-scene.ts';
import { removeData, setupEmail, setupPassword, start, temporaryData, type Running } from './server.ts';

/** The portal in a real browser against a real server, for one file of tests; what it is asked is by roles and labels only. */

export const portalOptions = { skip: skipReason(), timeout: 120_000 };

function skipReason(): string | false {
  if (hasChromium) return false;
  if (process.env['CI']) throw new Error('chromium is missing in CI');
  return 'needs /usr/bin/chromium';
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env['ANNALS_E2E_SHOTS'] ?? mkdtempSync(join(tmpdir(), 'annals-shots-'));

export class Screen {
  readonly server: Running;
  readonly page: Page;
  /** Script errors and refusals by the content security policy. */
  readonly broken: string[] = [];

  constructor(server: Running, page: Page) {
    this.server = server;
    this.page = page;
    page.on('pageerror', (error) => this.broken.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.broken.push(message.text());
    });
  }

  rows(): Locator {
    return this.page.getByRole('table', { name: 'Audit events' }).locator('tbody').getByRole('row');
  }

  /** `1–10 of 36` */
  range(): Locator {
    return this.page.getByText(/^\d[\d,]*–\d[\d,]* of [\d,]+$/);
  }

  async signIn(): Promise<void> {
    await this.page.goto(this.server.url);
    await this.page.getByLabel('E-mail').fill(setupEmail);
    await this.page.getByLabel('Password').fill(setupPassword);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.range().waitFor();
  }

  picture(name: string): string {
    return join(shots, `${name}.png`);
  }

  /** Nothing is wider than a narrow phone, and all that {@link inspect} says. */
  async inspectNarrow(name: string): Promise<void> {
    const desk = this.page.viewportSize();
    await this.page.setViewportSize({ width: 360, height: 740 });
    // What is open is placed anew, a moment later.
    await this.page.waitForFunction(() => document.documentElement.scrollWidth === 360, null, { timeout: 2_000 }).catch(() => undefined);
    assert.equal(await this.page.evaluate(() => document.documentElement.scrollWidth), 360, name);
    await this.inspect(`${name}-360`);
    if (desk) await this.page.setViewportSize(desk);
  }

  /** No violation in either theme, and a picture of each to look at. */
  async inspect(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Through the debugger, which the page's policy does not bind.
      const violations = await this.page.evaluate(
        `${axeSource};axe.run(document).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')))`,
      );
      await this.page.screenshot({ path: this.picture(`${name}-${colorScheme}`) });
      assert.deepEqual(violations, [], `${name}, ${colorScheme}`);
    }
    await this.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }
}

/** Opens a server and a browser before the tests of a file and ends them after. `scene`: signed in, with a week of events. */
export function usePortal({ scene }: { scene: boolean }): { readonly screen: Screen } {
  let screen: Screen | null = null;
  let closeBrowser = (): Promise<void> => Promise.resolve();
  before(async () => {
    if (!hasChromium) return;
    const server = await start(temporaryData());
    const { context, close } = await openBrowser();
    closeBrowser = close;
    // Stricter than the server's own policy: what works under this one needs no inline style anywhere.
    await context.route('**/*', async (route) => {
      if (route.request().resourceType() !== 'document') return route.fallback();
      const response = await route.fetch();
      const policy = (response.headers()['content-security-policy'] ?? '').replaceAll("'unsafe-inline'", '');
      return route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
    });
    screen = new Screen(server, context.pages()[0] ?? (await context.newPage()));
    if (!scene) return;
    const { json } = await post(server, [...portalScene(Date.now() - 3_600_000), deceptiveEvent]);
    assert.equal(json.rejected, 0);
    await screen.signIn();
    await screen.rows().filter({ hasText: 'auth login success' }).first().waitFor();
  });
  after(async () => {
    if (screen === null) return;
    await closeBrowser();
    await screen.server.stop();
    removeData(screen.server.data);
    assert.deepEqual(screen.broken, [], 'no script error, no refusal by the content security policy');
  });
  return {
    get screen() {
      assert.ok(screen !== null);
      return screen;
    },
  };
}
