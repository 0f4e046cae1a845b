import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** Views: built-in, saved for oneself, shared, edited, renamed, deleted; each is an address. */

const portal = usePortal({ scene: true });
const heading = (name: string) => portal.screen.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const openMenu = async () => {
  await portal.screen.page.getByRole('button', { name: 'More views' }).click();
  return portal.screen.page.getByRole('menu', { name: 'Views' });
};

test('built-in views are questions of the catalogue; the page is called by the one that is open', portalOptions, async () => {
  const { page, server } = portal.screen;
  const menu = await openMenu();
  await portal.screen.inspect('views-menu');
  await menu.getByRole('menuitem', { name: 'Failures' }).click();
  await heading('Failures');
  await page.waitForURL(/view=failures/);
  const count = (await find(server, { q: 'outcome:failure', total: 'exact' })).json.total?.value ?? -1;
  await page.getByText(`of ${count}`).first().waitFor();
  assert.match(await page.title(), /^Failures/);
});

test('a question is saved under a name by keyboard; its address is the view, on any browser', portalOptions, async () => {
  const { page, server } = portal.screen;
  await page.goto(`${server.url}/settings/security/audit-events?q=outcome%3Afailure&last=30d`);
  await page.getByText(/^1–/).waitFor();
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog', { name: 'Save as a view' });
  await dialog.getByLabel('Name').waitFor();
  await page.keyboard.type('Broken lately');
  await portal.screen.inspect('view-new');
  await portal.screen.inspectNarrow('view-new');
  await page.keyboard.press('Enter');
  await heading('Broken lately');
  const id = new URL(page.url()).searchParams.get('view') ?? '';
  await page.goto(`${server.url}/settings/security/audit-events?view=${id}`);
  await heading('Broken lately');
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('q'), searchParams.get('last')], ['outcome:failure', '30d']);
  const { json } = await find(server, { q: 'event:annals.view.create' });
  assert.ok(json !== undefined);
});

test('what is changed is marked, kept on demand, and undone on demand', portalOptions, async () => {
  const { page } = portal.screen;
  await page.keyboard.press('=');
  await page.getByText('Edited', { exact: true }).waitFor();
  // Rows of the question before are dimmed until their own are there.
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('.is-stale, .stale') === null);
  await portal.screen.inspect('view-edited');
  await portal.screen.inspectNarrow('view-edited');
  await page.getByRole('link', { name: 'Undo changes' }).click();
  await page.waitForURL(/last=30d/);
  await page.getByText('Edited', { exact: true }).waitFor({ state: 'detached' });
  await page.keyboard.press('=');
  await page.getByRole('button', { name: 'Save changes to Broken lately' }).click();
  await page.getByText('Edited', { exact: true }).waitFor({ state: 'detached' });
  await page.reload();
  await heading('Broken lately');
  assert.equal(await page.getByText('Edited', { exact: true }).count(), 0);
});

test('a view is renamed and shared, listed in menu and palette, and deleted after a question', portalOptions, async () => {
  const { page } = portal.screen;
  await page.getByRole('button', { name: 'Change view' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change this view' });
  await dialog.getByLabel('Name').fill('Broken this week');
  await dialog.getByRole('checkbox', { name: /Share/ }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await heading('Broken this week');
  const menu = await openMenu();
  await menu.getByRole('menuitem', { name: /Broken this week.*shared/ }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role=menu]') !== null);
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  // What is typed before the palette is there goes where the focus was.
  await page.waitForFunction(() => document.activeElement?.classList.contains('palette-input'));
  await page.keyboard.type('broken this');
  await page.getByRole('menuitem', { name: 'Broken this week' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Change view' }).click();
  await page.getByRole('button', { name: 'Delete view' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete view' }).click();
  await heading('Audit events');
  assert.ok(!page.url().includes('view='));
});

test('the address of a view that is gone leads to all events', portalOptions, async () => {
  const { page, server } = portal.screen;
  await page.goto(`${server.url}/settings/security/audit-events?view=0198c3a6-4d1e-7c55-9a51-5f7a2d1f1f10`);
  await heading('Audit events');
  assert.ok(!page.url().includes('view='));
});
