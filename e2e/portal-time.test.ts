import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** When it happened: bars over time, ranges that end now, instants to the second. */

const portal = usePortal({ scene: true });
const bars = () => portal.screen.page.getByRole('slider', { name: /Choose a time/ });
/** Without what looking at the page adds. */
const q = '-producer:annals';
const total = async (query: Record<string, string>): Promise<number> =>
  (await find(portal.screen.server, { q, ...query, total: 'exact' })).json.total?.value ?? -1;
const open = async (): Promise<void> => {
  const { page, server } = portal.screen;
  await page.goto(`${server.url}/settings/security/audit-events?q=${encodeURIComponent(q)}`);
  await bars().waitFor();
};

test('the bars tell those who do not see them how many events there are and when', portalOptions, async () => {
  await open();
  const table = portal.screen.page.getByRole('table', { name: 'Events over time' });
  const counts = await table.locator('tbody td').allInnerTexts();
  const sum = counts.reduce((all, text) => all + Number(text), 0);
  assert.equal(sum, await total({}));
  await portal.screen.inspect('bars');
});

test('a stretch chosen by keyboard becomes the range; wider and any time lead out again', portalOptions, async () => {
  const { page } = portal.screen;
  const all = await total({});
  await bars().focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Escape');
  assert.ok(!page.url().includes('from='), 'Escape lets go');
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+ArrowLeft');
  assert.match((await bars().getAttribute('aria-valuetext')) ?? '', /\d+ events?/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/from=.*to=/);
  const { searchParams } = new URL(page.url());
  const day = (text: string): string => (text.length === 10 ? `${text}T00:00:00.000Z` : text);
  const to = searchParams.get('to') ?? '';
  const end = to.length === 10 ? new Date(Date.parse(day(to)) + 86_400_000).toISOString() : to;
  const within = await total({ from: day(searchParams.get('from') ?? ''), to: end });
  assert.ok(within > 0 && within < all, `${within} of ${all}`);
  await page.getByText(`of ${within}`, { exact: false }).first().waitFor();
  await portal.screen.inspect('bars-chosen');
  await page.getByRole('button', { name: 'Wider' }).click();
  await page.getByLabel('Range').selectOption('Any time');
  await page.getByText(`of ${all}`).waitFor();
});

test('a range that ends now stands in the address as an instant, and can be changed to the second', portalOptions, async () => {
  const { page } = portal.screen;
  await page.getByLabel('Range').selectOption('Last 24 hours');
  await page.waitForURL(/from=20\d\d-\d\d-\d\dT/);
  const from = new URL(page.url()).searchParams.get('from') ?? '';
  assert.ok(Math.abs(Date.now() - 86_400_000 - Date.parse(from)) < 60_000);
  await page.getByText(`of ${await total({ from })}`).waitFor();
  const field = page.getByLabel('From', { exact: true });
  assert.equal(await field.getAttribute('type'), 'datetime-local');
  await field.fill('2026-01-02T03:04:05');
  await page.waitForURL(/from=2026-01-02T03%3A04%3A05\.000Z/);
  await field.fill('');
  await page.getByText(`of ${await total({})}`).waitFor();
  assert.equal(await field.getAttribute('type'), 'date');
});
