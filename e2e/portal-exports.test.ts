import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { call } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** Exports and share links, as people make and use them. */

const portal = usePortal({ scene: true });

async function openMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More ways to export' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('the page of exports says what to do while there are none', portalOptions, async () => {
  const { page } = portal.screen;
  await page.getByRole('link', { name: 'Exports' }).click();
  await page.getByRole('heading', { name: 'No exports yet' }).waitFor();
  await portal.screen.inspect('exports-empty');
  await page.getByRole('link', { name: 'Go to audit events' }).click();
  await portal.screen.range().waitFor();
});

test('a file of the current filter: asked for, watched, downloaded whole, removed', portalOptions, async () => {
  const { page } = portal.screen;
  await page.getByLabel('Query').fill('outcome:failure');
  await page.getByLabel('Query').press('Enter');
  await page.waitForURL(/outcome/);
  await page.getByRole('button', { name: 'More ways to export' }).click();
  await page.getByRole('menuitem', { name: 'More formats…' }).waitFor();
  await portal.screen.inspect('export-menu');
  await page.getByRole('menuitem', { name: 'More formats…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export events' });
  await dialog.getByText('outcome:failure').waitFor();
  await portal.screen.inspect('export-dialog');
  await dialog.getByRole('radio', { name: 'Chosen' }).check();
  await dialog.getByRole('checkbox', { name: /^error_message/ }).check();
  await dialog.getByLabel('Newest 1,000 only').check();
  await dialog.getByText('The file is not complete').waitFor();
  await portal.screen.inspect('export-dialog-columns');
  await portal.screen.inspectNarrow('export-dialog');
  await dialog.getByRole('button', { name: 'Start export' }).click();
  const card = page.getByRole('listitem').filter({ hasText: 'CSV, Safe' });
  await card.getByText('Done').waitFor({ timeout: 30_000 });
  await card.getByText('Newest 1,000 events only').waitFor();
  await portal.screen.inspect('exports');
  await portal.screen.inspectNarrow('exports');
  const downloading = page.waitForEvent('download');
  await card.getByRole('link', { name: /^Download/ }).click();
  const download = await downloading;
  assert.match(download.suggestedFilename(), /^annals-audit-events-\d{8}T\d{6}Z\.csv$/);
  const [head, ...rows] = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  assert.equal(head, '"sequence","occurred_at","label","outcome","error_message","actor.email"');
  assert.equal(rows.length, 2);
  for (const row of rows) assert.match(row, /"failure"/);
  await card.getByRole('button', { name: /^Remove/ }).click();
  await page.getByRole('alertdialog').getByText('stays on record').waitFor();
  await page.getByRole('button', { name: 'Remove export' }).click();
  await card.waitFor({ state: 'detached' });
});

test('everything as Parquet; Escape leaves the menu to its button', portalOptions, async () => {
  const { page } = portal.screen;
  await page.getByRole('link', { name: 'Audit events', exact: true }).click();
  await portal.screen.range().waitFor();
  await page.getByRole('button', { name: 'More ways to export' }).click();
  await page.getByRole('menuitem', { name: 'More formats…' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'More ways to export');
  await openMenu(page, 'More formats…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^Everything/ }).check();
  await dialog.getByLabel('Format').selectOption('parquet');
  assert.equal(await dialog.getByLabel('Compression').count(), 0);
  await dialog.getByRole('button', { name: 'Start export' }).click();
  const card = page.getByRole('listitem').filter({ hasText: 'Parquet' });
  await card.getByText('Done').waitFor({ timeout: 30_000 });
  await card.getByText('Everything').waitFor();
});

test('a question is shared, opened by a stranger, and ends when it is revoked', portalOptions, async () => {
  const { page, server } = portal.screen;
  await page.getByRole('link', { name: 'Audit events', exact: true }).click();
  await page.getByLabel('Query').fill('outcome:failure -producer:annals');
  await page.getByLabel('Query').press('Enter');
  await page.waitForURL(/outcome/);
  await openMenu(page, 'Share this question…');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Failures for the auditor');
  await portal.screen.inspect('share-dialog');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const address = await dialog.getByLabel('Link', { exact: true }).inputValue();
  assert.ok(address.startsWith(`${server.url}/shared#shr_`), address);
  await portal.screen.inspect('share-made');
  await dialog.getByRole('button', { name: 'Done' }).click();

  const stranger = await page.context().browser()?.newContext();
  const visitor = (await stranger?.newPage()) ?? (await page.context().newPage());
  await visitor.goto(address);
  await visitor.getByRole('heading', { name: 'Failures for the auditor' }).waitFor();
  assert.equal(await visitor.getByRole('table').locator('tbody tr').count(), 2);
  await visitor.screenshot({ path: portal.screen.picture('shared'), fullPage: true });
  await visitor.setViewportSize({ width: 360, height: 740 });
  assert.equal(await visitor.evaluate(() => document.documentElement.scrollWidth), 360);
  await visitor.screenshot({ path: portal.screen.picture('shared-360') });

  await page.getByRole('link', { name: 'Exports' }).click();
  await page
    .getByRole('row', { name: /Failures for the auditor/ })
    .getByText(/^1 ×/)
    .waitFor();
  await portal.screen.inspect('shares');
  await portal.screen.inspectNarrow('shares');
  await page.getByRole('button', { name: 'Revoke Failures for the auditor' }).click();
  await page.getByRole('button', { name: 'Revoke link' }).click();
  await page
    .getByRole('row', { name: /Failures for the auditor/ })
    .getByText('Revoked')
    .waitFor();
  await visitor.reload();
  await visitor.getByRole('heading', { name: 'This link does not work' }).waitFor();
  await visitor.screenshot({ path: portal.screen.picture('shared-gone') });
  await visitor.close();
  const { json } = await call<{ events: { actor: { name: string } }[] }>(
    server,
    '/v1/events?organisation=acme&q=event:annals.share.open&wait_for=40',
  );
  assert.equal(json.events.length, 1);
  assert.equal(json.events[0]?.actor.name, 'share link Failures for the auditor');
});
