import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** Who sends events and where they go, as screens. */

const portal = usePortal({ scene: true });

test('every program is listed with how much it sent and when it was heard last; its key as well', portalOptions, async () => {
  const { page, server } = portal.screen;
  await page.goto(`${server.url}/settings/producers`);
  const programs = page.getByRole('table', { name: 'Programs' });
  const row = programs.getByRole('row').filter({ hasText: 'acme-console' });
  const count = (await find(server, { q: 'producer:acme-console', total: 'exact' })).json.total?.value ?? -1;
  await row.getByRole('cell', { name: count.toLocaleString('en'), exact: true }).waitFor();
  await row.getByText(/ago$|just now/).waitFor();
  await page.getByRole('table', { name: 'Keys that may write' }).getByText('Active').waitFor();
  await portal.screen.inspect('producers');
  await portal.screen.inspectNarrow('producers');
  await row.getByRole('link', { name: 'Show events of acme-console' }).click();
  await page.waitForURL(/q=producer%3Aacme-console/);
});

test('every way out says whether it is in use and where it is set up', portalOptions, async () => {
  const { page, server } = portal.screen;
  await page.goto(`${server.url}/settings/integrations`);
  await page.getByText('Not set up').waitFor();
  await page.getByText('None active').waitFor();
  assert.equal(await page.getByRole('listitem').count(), 4);
  await portal.screen.inspect('integrations');
  await portal.screen.inspectNarrow('integrations');
  await page.getByRole('listitem').getByRole('link', { name: 'Archive' }).click();
  await page.getByRole('heading', { level: 1, name: 'Archive' }).waitFor();
});
