import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { find } from './api.ts';
import { openBrowser } from './browser.ts';
import { portalOptions, usePortal } from './portal-screen.ts';
import { setupEmail, setupPassword } from './server.ts';
import { apply, clearMoment, openTime, typeMoment } from './time-control.ts';

/** Finding events in the portal: filters, days, queries, views, addresses, the file. */

const portal = usePortal({ scene: true });

test('invisible characters are written out, markup stays text', portalOptions, async () => {
  await portal.screen.page.goto(`${portal.screen.server.url}/settings/security/audit-events?columns=date,user,state,extra`);
  const row = portal.screen.rows().filter({ hasText: 'user update' });
  const text = await row.innerText();
  assert.match(text, /Dana\\u\{202e\}moc\.live/);
  assert.match(text, /a\\u\{7\}b\\u\{200b\}c/);
  assert.equal(await row.locator('img').count(), 0);
});

test('the filter strip: each condition applies by itself, a dot says so, and clearing clears', portalOptions, async () => {
  await portal.screen.page.getByRole('button', { name: 'Filters' }).click();
  await portal.screen.page.getByLabel('State contains').fill('create');
  await portal.screen.page.waitForURL(/state=create/);
  await portal.screen.page.getByRole('button', { name: 'Filters, active' }).waitFor();
  await portal.screen.page.getByLabel('Extra data contains').fill('Checkout.java');
  await portal.screen.page.getByText('1–2 of 2').waitFor();
  for (const text of await portal.screen.rows().allInnerTexts()) assert.match(text, /COUNTER create (success|failure)/);
  await portal.screen.inspect('filters');
  await portal.screen.page.getByRole('button', { name: 'Clear filters' }).click();
  await portal.screen.page.getByRole('button', { name: 'Filters', exact: true }).waitFor();
  await portal.screen.page.getByRole('button', { name: /Select users/ }).click();
  await portal.screen.page.getByRole('option', { name: 'mara.lindqvist@acme.example' }).click();
  await portal.screen.page.getByRole('option', { name: 'jiwoo.han@acme.example' }).click();
  await portal.screen.inspect('users-choice');
  await portal.screen.page.keyboard.press('Escape');
  await portal.screen.page.waitForFunction(() =>
    [...document.querySelectorAll('table.events tbody tr')].every((row) => /mara|jiwoo/.test(row.textContent)),
  );
  const expected = (await find(portal.screen.server, { q: 'actor:mara.lindqvist@acme.example,jiwoo.han@acme.example', total: 'exact' }))
    .json.total?.value;
  await portal.screen.page.getByText(`of ${expected}`).waitFor();
  await portal.screen.page.getByRole('button', { name: 'Clear filters' }).click();
});

test('From and To hold each alone, in the zone that is said', portalOptions, async () => {
  const today = new Date().toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const total = async (query: Record<string, string>): Promise<number> =>
    (await find(portal.screen.server, { ...query, total: 'exact' })).json.total?.value ?? -1;
  const { page } = portal.screen;
  let dialog = await openTime(page);
  await typeMoment(dialog, 'From', today);
  await apply(dialog);
  await portal.screen.page.getByText(`of ${await total({ from: `${today}T00:00:00Z` })}`).waitFor();
  dialog = await openTime(page);
  await clearMoment(dialog, 'From');
  await typeMoment(dialog, 'To', yesterday);
  await apply(dialog);
  await portal.screen.page.getByText(`of ${await total({ to: `${today}T00:00:00Z` })}`).waitFor();
  await page.keyboard.press('u');
  await portal.screen.page.waitForURL(/zone=Europe(\/|%2F)Berlin/);
  assert.match(await portal.screen.page.getByRole('columnheader', { name: /Date/ }).innerText(), /Europe\/Berlin/);
  const offset = new Date(`${today}T00:00:00Z`).toLocaleString('en', { timeZone: 'Europe/Berlin', timeZoneName: 'longOffset' }).slice(-6);
  await portal.screen.page.getByText(`of ${await total({ to: new Date(`${today}T00:00:00${offset}`).toISOString() })}`).waitFor();
});

test('the address, pasted into a fresh session, gives the same rows; the file has as many', portalOptions, async () => {
  await portal.screen.page.goto(
    `${portal.screen.server.url}/settings/security/audit-events?q=outcome%3Afailure&state=create&order=oldest&size=25`,
  );
  await portal.screen.page.getByText('1–1 of 1').waitFor();
  const here = await portal.screen.rows().allInnerTexts();
  const other = await openBrowser({ colorScheme: 'dark', timezoneId: 'Asia/Tokyo' });
  try {
    const theirs = other.context.pages()[0] ?? (await other.context.newPage());
    await theirs.goto(portal.screen.page.url());
    await theirs.getByLabel('E-mail').fill(setupEmail);
    await theirs.getByLabel('Password').fill(setupPassword);
    await theirs.getByRole('button', { name: 'Sign in' }).click();
    await theirs.getByText('1–1 of 1').waitFor();
    assert.equal(theirs.url(), portal.screen.page.url());
    assert.deepEqual(await theirs.getByRole('table', { name: 'Audit events' }).locator('tbody').getByRole('row').allInnerTexts(), here);
  } finally {
    await other.close();
  }
  const waiting = portal.screen.page.waitForEvent('download');
  await portal.screen.page.getByRole('link', { name: 'Export as CSV' }).click();
  const file = await waiting;
  assert.match(file.suggestedFilename(), /^annals-audit-events-.*\.csv$/);
  const lines = readFileSync(await file.path(), 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split('\r\n');
  assert.equal(lines[0]?.replaceAll('"', ''), 'Date,Actor type,Actor,ID,Agent Pool,Event Type,Result,EXTRA DATA');
  assert.equal(lines.length, 2);
});

test('a query that cannot be read says where and what may stand there, and the rows stay', portalOptions, async () => {
  await portal.screen.page.goto(`${portal.screen.server.url}/settings/security/audit-events?size=10`);
  await portal.screen.range().waitFor();
  await portal.screen.page.getByLabel('Query').fill('outcome:failure colour:red');
  await portal.screen.page.keyboard.press('Enter');
  const alert = portal.screen.page.getByRole('alert');
  await alert.getByText('There is no field “colour”', { exact: false }).waitFor();
  assert.equal(await alert.locator('mark').innerText(), 'colour');
  assert.equal(await portal.screen.rows().count(), 10);
  await portal.screen.inspect('query-problem');
  await portal.screen.page.getByLabel('Query').fill('outcome:failure');
  await portal.screen.page.keyboard.press('Enter');
  await portal.screen.page.waitForURL(/q=outcome/);
  await alert.waitFor({ state: 'detached' });
});

test('four views answer the four questions, and name what is still to be said', portalOptions, async () => {
  const views = portal.screen.page.getByRole('navigation', { name: 'Views' });
  const questions = {
    'Use by a user': 'How does this user use the product?',
    Changes: 'What was changed in this organisation, and when?',
    'Who changed it': 'Who made this change?',
    'Agents and actions': 'Who created this agent or action?',
  };
  for (const [name, question] of Object.entries(questions)) {
    await views.getByRole('link', { name }).click();
    await portal.screen.page.getByRole('heading', { name: question }).waitFor();
    await portal.screen.range().waitFor();
  }
  await portal.screen.page.waitForFunction(() =>
    [...document.querySelectorAll('table.events tbody tr')].every((row) => / create /.test(row.textContent)),
  );
  await views.getByRole('link', { name: 'Who changed it' }).click();
  await portal.screen.page.getByLabel('What was changed').fill('slack');
  await portal.screen.page.getByText('1–1 of 1').waitFor();
  await portal.screen.inspect('view');
});

test('nothing matches, and nothing in the range, are told apart, each with a way on', portalOptions, async () => {
  await portal.screen.page.goto(`${portal.screen.server.url}/settings/security/audit-events?q=nosuchword`);
  await portal.screen.page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
  await portal.screen.inspect('nothing-matches');
  await portal.screen.page.getByRole('button', { name: 'Clear all conditions' }).click();
  await portal.screen.range().waitFor();
  await portal.screen.page.goto(`${portal.screen.server.url}/settings/security/audit-events?to=1999-01-01`);
  await portal.screen.page.getByRole('heading', { name: 'Nothing in this range' }).waitFor();
  await portal.screen.page.getByRole('button', { name: 'Show all dates' }).click();
  await portal.screen.range().waitFor();
});
