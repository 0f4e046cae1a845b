import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from '@annals/events';
import { find, post } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** The catalogue as a screen: everything that is listed, how often it was recorded, and what was recorded without being listed. */

const portal = usePortal({ scene: true });
const line = (id: string) => portal.screen.page.getByRole('button', { name: new RegExp(`${id.replace('.', '\\.')}\\b`) });

test('every event is listed with how often it was recorded here', portalOptions, async () => {
  const { page, server } = portal.screen;
  await post(server, { event: 'billing.pay', actor: { type: 'service', id: 'billing' }, producer: { name: 'billing' } });
  await page.goto(`${server.url}/settings/catalogue`);
  await page.getByText(`${catalogue.length} events`, { exact: true }).waitFor();
  assert.equal(await page.locator('h3 button[aria-expanded]').count(), catalogue.length);
  const logins = (await find(server, { q: 'event:auth.logout', total: 'exact' })).json.total?.value ?? -1;
  await line('auth.logout').getByText(String(logins), { exact: true }).waitFor();
  const unlisted = page.getByRole('region', { name: 'Seen, but not in the catalogue' });
  await unlisted.getByText('billing.pay').waitFor();
  await portal.screen.inspect('catalogue');
  await portal.screen.inspectNarrow('catalogue');
});

test('an entry opens by keyboard and says what it means, carries and looks like in each format', portalOptions, async () => {
  const { page } = portal.screen;
  await page.keyboard.press('/');
  await page.keyboard.type('removed agent');
  await page.getByText(/^\d of \d+ events$/).waitFor();
  await line('agent.remove').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/entry=agent\.remove/);
  await page.getByText('REMOVED_AGENT_SUCCESS').first().waitFor();
  await page.getByText(/^\d+ on \d+ of the last 30 days$/).waitFor();
  await page.getByRole('tab', { name: 'CSV' }).click();
  await page.getByText('"Date","Actor type"').waitFor();
  await portal.screen.inspect('catalogue-entry');
  await portal.screen.inspectNarrow('catalogue-entry');
});

test('an entry leads to its events', portalOptions, async () => {
  const { page, server } = portal.screen;
  await page.getByRole('link', { name: 'Show events: Agent removed' }).click();
  await page.waitForURL(/q=event%3Aagent\.remove/);
  const count = (await find(server, { q: 'event:agent.remove', total: 'exact' })).json.total?.value ?? -1;
  await page.getByText(`of ${count}`).waitFor();
});
