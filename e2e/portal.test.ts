import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, login, post } from './api.ts';
import { deceptiveEvent, portalScene } from './portal-scene.ts';
import { portalOptions, usePortal } from './portal-screen.ts';
import { setupEmail, setupPassword } from './server.ts';

/** The page of audit events as it lives: first steps, new events, pages, the whole event, trouble, sizes. */

const portal = usePortal({ scene: false });

test('the address leads to the sign-in screen, and a wrong password is said', portalOptions, async () => {
  await portal.screen.page.goto(portal.screen.server.url);
  await portal.screen.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await portal.screen.inspect('sign-in');
  await portal.screen.page.getByLabel('E-mail').fill(setupEmail);
  await portal.screen.page.getByLabel('Password').fill('not the password');
  await portal.screen.page.getByRole('button', { name: 'Sign in' }).click();
  await portal.screen.page.getByRole('alert').getByText('E-mail or password is wrong').first().waitFor();
});

test('after signing in one is at the audit events', portalOptions, async () => {
  await portal.screen.page.getByLabel('Password').fill(setupPassword);
  await portal.screen.page.getByRole('button', { name: 'Sign in' }).click();
  await portal.screen.page.getByRole('heading', { name: 'Audit events', level: 1 }).waitFor();
  assert.equal(new URL(portal.screen.page.url()).pathname, '/settings/security/audit-events');
  assert.deepEqual(
    await portal.screen.page
      .getByRole('columnheader')
      .allInnerTexts()
      .then((names) => names.map((name) => name.split(/\s/)[0])),
    ['Date', 'User', 'Event', 'State'],
  );
});

test('a new installation shows how to send the first event: a test event, then a command that works as it is', portalOptions, async () => {
  await portal.screen.page.getByRole('heading', { name: 'Record your first event' }).waitFor();
  await portal.screen.inspect('getting-started');
  await portal.screen.page.getByRole('button', { name: 'Send a test event' }).click();
  await portal.screen.page.getByText('Recorded. It appears below.').waitFor();
  await portal.screen.page.getByRole('button', { name: 'Create a key and show the command' }).click();
  const command = await portal.screen.page.getByLabel('the command', { exact: true }).innerText();
  const [, token] = /Bearer (ann_[\w-]{43})/.exec(command) ?? [];
  const [, body] = /-d '(.*)'/.exec(command) ?? [];
  assert.ok(token !== undefined && body !== undefined, command);
  const response = await fetch(`${portal.screen.server.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  assert.equal(response.status, 201);
});

test('new events appear within two seconds, without reloading, and the hints go', portalOptions, async () => {
  // In one look: the hint says that all rows are Annals' own, so it must not be there beside one that is not.
  const both = await portal.screen.page.waitForFunction(() => {
    const signIns = [...document.querySelectorAll('table.events tbody tr')].filter(({ textContent }) =>
      textContent.includes('auth login success'),
    );
    return signIns.length > 1 && { hint: document.querySelector('.start') !== null };
  });
  assert.deepEqual(await both.jsonValue(), { hint: false });
  const recorded = await post(portal.screen.server, [login({ actor: { type: 'user', email: 'appears@example.com' } })]);
  assert.equal(recorded.status, 201);
  const sent = Date.now();
  await portal.screen.rows().filter({ hasText: 'appears@example.com' }).waitFor();
  assert.ok(Date.now() - sent < 2_500, `${Date.now() - sent} ms`);
  await portal.screen.page.getByRole('heading', { name: 'Record your first event' }).waitFor({ state: 'detached' });
});

test('an open page makes no endless events of its own', portalOptions, async () => {
  const views = async (): Promise<number> =>
    (await find(portal.screen.server, { q: 'event:annals.view actor.type:user', total: 'exact' })).json.total?.value ?? -1;
  // A view is an event once a quarter of an hour.
  const quarter = (): number => Math.floor(Date.now() / 900_000);
  const [first, before] = [await views(), quarter()];
  await portal.screen.page.waitForTimeout(5_000);
  const further = quarter() - before;
  assert.ok((await views()) <= first + 2 * further, 'no view but those of another quarter of an hour');
  assert.ok(first <= 4, `${first} views`);
});

test('pages, their size and the exact total', portalOptions, async () => {
  const { json } = await post(portal.screen.server, [...portalScene(Date.now() - 3_600_000), deceptiveEvent]);
  assert.equal(json.rejected, 0);
  await portal.screen.rows().filter({ hasText: 'user update success' }).waitFor();
  const total = (await find(portal.screen.server, { total: 'exact', limit: 1 })).json.total?.value ?? 0;
  await portal.screen.page.getByLabel('Rows per page').selectOption('10');
  await portal.screen.page.getByText(`1–10 of ${total}`, { exact: true }).waitFor();
  assert.equal(await portal.screen.rows().count(), 10);
  const first = await portal.screen.rows().allInnerTexts();
  await portal.screen.page.getByRole('button', { name: 'Next page' }).click();
  await portal.screen.page.getByText(`11–20 of ${total}`, { exact: true }).waitFor();
  assert.notDeepEqual(await portal.screen.rows().allInnerTexts(), first);
  await portal.screen.page.getByRole('button', { name: 'Previous page' }).click();
  await portal.screen.page.getByText(`1–10 of ${total}`, { exact: true }).waitFor();
  assert.deepEqual(await portal.screen.rows().allInnerTexts(), first);
  await portal.screen.page.getByLabel('Rows per page').selectOption('25');
  await portal.screen.page.getByText(`1–25 of ${total}`, { exact: true }).waitFor();
  await portal.screen.page.getByLabel('Rows per page').selectOption('10');
  await portal.screen.range().waitFor();
  await portal.screen.inspect('audit');
});

test('a later page stays still and says how many came since', portalOptions, async () => {
  await portal.screen.page.getByRole('button', { name: 'Next page' }).click();
  await portal.screen.page.getByText(/^11–20 of/).waitFor();
  const before = await portal.screen.rows().allInnerTexts();
  await post(portal.screen.server, [login(), login()]);
  await portal.screen.page.getByRole('button', { name: '2 new, show the first page' }).waitFor();
  assert.deepEqual(await portal.screen.rows().allInnerTexts(), before);
  await portal.screen.page.getByRole('button', { name: '2 new, show the first page' }).click();
  await portal.screen.page.getByText(/^1–10 of/).waitFor();
});

test('the whole event by keyboard: arrows, Enter, Escape, and a link to it', portalOptions, async () => {
  await portal.screen.page.getByLabel('Query').fill('event:organisation.rename');
  await portal.screen.page.keyboard.press('Enter');
  await portal.screen.page.getByText('1–1 of 1').waitFor();
  await portal.screen.rows().first().focus();
  await portal.screen.page.keyboard.press('Enter');
  const drawer = portal.screen.page.getByRole('dialog', { name: 'Event' });
  await drawer.getByRole('heading', { name: 'Changes' }).waitFor();
  assert.match(await drawer.innerText(), /Acme Payments/);
  for (const part of ['Who', 'What', 'User', 'Context', 'Receipt'])
    await drawer.getByRole('heading', { name: part, exact: true }).waitFor();
  assert.match(await drawer.innerText(), /Leaf hash\s+[A-Za-z0-9+/]{43}=/);
  await portal.screen.inspect('event');
  const link = portal.screen.page.url();
  await portal.screen.page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  assert.equal(
    await portal.screen
      .rows()
      .first()
      .evaluate((row) => row === document.activeElement),
    true,
  );
  await portal.screen.page.goto(link);
  await drawer.getByText('Acme Payments').first().waitFor();
  await portal.screen.page.keyboard.press('Escape');
  await portal.screen.page.goto(`${portal.screen.server.url}/settings/security/audit-events`);
  await portal.screen.range().waitFor();
  await portal.screen.rows().first().focus();
  await portal.screen.page.keyboard.press('ArrowDown');
  await portal.screen.page.keyboard.press('ArrowDown');
  assert.equal(
    await portal.screen
      .rows()
      .nth(2)
      .evaluate((row) => row === document.activeElement),
    true,
  );
});

test('search that is down keeps the rows and says that it restarts', portalOptions, async () => {
  const down = {
    type: 'urn:annals:error:index_unavailable',
    title: 'Search is not available',
    status: 503,
    code: 'index_unavailable',
    detail: 'The index is starting.',
    request_id: 'r-1',
  };
  await portal.screen.page.getByLabel('Rows per page').selectOption('10');
  await portal.screen.page.getByText(/^1–10 of/).waitFor();
  await portal.screen.page.route('**/v1/events?*', (route) =>
    route.fulfill({ status: 503, headers: { 'content-type': 'application/problem+json', 'retry-after': '1' }, body: JSON.stringify(down) }),
  );
  await portal.screen.page.getByLabel('Rows per page').selectOption('25');
  await portal.screen.page.getByText('Search is restarting', { exact: false }).waitFor();
  assert.equal(await portal.screen.rows().count(), 10);
  await portal.screen.page.unroute('**/v1/events?*');
  await portal.screen.page.getByText(/^1–25 of/).waitFor();
});

test('the page is whole at 360 pixels, and in 4K', portalOptions, async () => {
  await portal.screen.page.setViewportSize({ width: 360, height: 740 });
  await portal.screen.page.getByRole('button', { name: 'Menu' }).click();
  await portal.screen.page.getByRole('link', { name: 'Audit events' }).click();
  await portal.screen.page.getByRole('button', { name: 'Menu', expanded: false }).waitFor();
  await portal.screen.range().waitFor();
  assert.equal(await portal.screen.page.evaluate(() => document.documentElement.scrollWidth), 360);
  await portal.screen.inspect('audit-360');
  await portal.screen.rows().first().click();
  await portal.screen.page.getByRole('dialog', { name: 'Event' }).getByRole('heading', { name: 'Receipt' }).waitFor();
  await portal.screen.inspect('event-360');
  await portal.screen.page.keyboard.press('Escape');
  await portal.screen.page.setViewportSize({ width: 3840, height: 2160 });
  await portal.screen.range().waitFor();
  await portal.screen.page.screenshot({ path: portal.screen.picture('audit-4k') });
  await portal.screen.page.setViewportSize({ width: 1280, height: 800 });
});
