import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';
import { apply, choosePreset, chooseZone, openTime, typeMoment } from './time-control.ts';

/** When it happened: bars over time, ranges that end now, instants to the second, zones, and all of it by keys. */

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
  await choosePreset(page, 'Any time');
  await page.getByText(`of ${all}`).waitFor();
});

test('a range that ends now stands in the address as it was asked, so that a link asks it again tomorrow', portalOptions, async () => {
  const { page } = portal.screen;
  await choosePreset(page, 'Last 24 hours');
  await page.waitForURL(/[?&]last=24h/);
  assert.ok(!page.url().includes('from='));
  await page.getByRole('button', { name: 'Time: Last 24 hours, UTC' }).waitFor();
  await page.getByText(`of ${await total({ from: new Date(Date.now() - 86_400_000).toISOString() })}`).waitFor();
});

test('pages of a range that ends now fit together, also when their address is opened again', portalOptions, async () => {
  const { page } = portal.screen;
  await page.goto(`${portal.screen.server.url}/settings/security/audit-events?last=7d&size=10`);
  await page.getByText(/^1–10 of/).waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText(/^11–20 of/).waitFor();
  await page.getByRole('button', { name: 'Time: Last 7 days, UTC' }).waitFor();
  await page.reload();
  await page.getByText(/^11–20 of/).waitFor();
  await page.getByRole('button', { name: 'Previous page' }).click();
  await page.getByText(/^1–10 of/).waitFor();
});

test('From and To to the second are typed part by part; an end before its beginning is not taken', portalOptions, async () => {
  const { page } = portal.screen;
  await choosePreset(page, 'Any time');
  await page.keyboard.press('d');
  const dialog = page.getByRole('dialog', { name: 'Time and zone' });
  await dialog.getByRole('checkbox', { name: 'To the second' }).check();
  await typeMoment(dialog, 'From', '2026-01-02 03:04:05');
  await typeMoment(dialog, 'To', '2026-01-02 03:04:04');
  await dialog.getByText('To must be after From.').waitFor();
  assert.ok(await dialog.getByRole('button', { name: 'Apply' }).isDisabled());
  await portal.screen.inspect('time-backward');
  await typeMoment(dialog, 'To', '2026-01-03 00:00:00');
  await apply(dialog);
  await page.waitForURL(/from=2026-01-02T03%3A04%3A05\.000Z&to=2026-01-03T00%3A00%3A00\.000Z/);
  await page.getByRole('button', { name: /^Time: 2 Jan 2026, 03:04:05\s–\s3 Jan 2026, 00:00:00, UTC$/ }).waitFor();
});

test('keys shift and zoom the range; whole days stay whole days of the zone', portalOptions, async () => {
  const { page, server } = portal.screen;
  // Summer time ends in Berlin on the second day.
  await page.goto(`${server.url}/settings/security/audit-events?from=2026-10-24&to=2026-10-25&zone=Europe/Berlin`);
  const shows = (days: string) => page.getByRole('button', { name: new RegExp(`^Time: ${days} Oct 2026, Europe/Berlin$`) }).waitFor();
  await shows('24\\s–\\s25');
  await page.keyboard.press(']');
  await shows('26\\s–\\s27');
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  await shows('22\\s–\\s23');
  await page.keyboard.press('-');
  await shows('21\\s–\\s24');
  await page.keyboard.press('=');
  await shows('22\\s–\\s23');
});

test('a zone is found by its name; u leads to UTC and back', portalOptions, async () => {
  const { page } = portal.screen;
  await chooseZone(page, 'kolk', /Asia\/Kolkata|Asia\/Calcutta/);
  await page.waitForURL(/zone=Asia/);
  await page.keyboard.press('u');
  await page.waitForURL((url) => !url.searchParams.has('zone'));
  await page.keyboard.press('u');
  await page.waitForURL(/zone=Asia/);
  const dialog = await openTime(page);
  await portal.screen.inspect('time');
  await portal.screen.inspectNarrow('time');
  await dialog.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: /^Time: Any time, Asia/ }).waitFor();
});
