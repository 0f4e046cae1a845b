import assert from 'node:assert/strict';
import { test } from 'node:test';
import { login, post, signIn } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';
import { removeData, setupPassword, start, temporaryData } from './server.ts';

/** The other screens: users, keys, organisation, account, the way in and the way out. */

const portal = usePortal({ scene: true });

test('users: add, a second of the same e-mail, delete with its consequence named', portalOptions, async () => {
  await portal.screen.page.getByRole('link', { name: 'Users' }).click();
  await portal.screen.page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
  const add = async (email: string): Promise<void> => {
    await portal.screen.page.getByRole('button', { name: 'Add user' }).click();
    const dialog = portal.screen.page.getByRole('dialog', { name: 'Add user' });
    await dialog.getByLabel('E-mail').fill(email);
    await dialog.getByLabel('Name').fill('Vera Viewer');
    await dialog.getByLabel('First password').fill('a long first password');
    await dialog.getByRole('button', { name: 'Add user' }).click();
  };
  await add('vera@example.com');
  await portal.screen.page.getByRole('cell', { name: 'vera@example.com', exact: true }).waitFor();
  await add('VERA@example.com');
  await portal.screen.page.getByRole('alert').getByText('The e-mail is taken').waitFor();
  await portal.screen.inspect('new-user');
  await portal.screen.page.getByRole('button', { name: 'Cancel' }).click();
  await portal.screen.inspect('users');
  assert.equal((await signIn(portal.screen.server, 'vera@example.com', 'a long first password')).status, 201);
  await portal.screen.page.getByRole('button', { name: 'Delete vera@example.com' }).click();
  await portal.screen.page.getByRole('alertdialog').getByText('Events by and about them stay', { exact: false }).waitFor();
  await portal.screen.inspect('delete-user');
  await portal.screen.page.getByRole('button', { name: 'Delete user' }).click();
  await portal.screen.page.getByRole('cell', { name: 'vera@example.com', exact: true }).waitFor({ state: 'detached' });
});

test('keys: the token is shown once and works until it is revoked', portalOptions, async () => {
  await portal.screen.page.getByRole('link', { name: 'API keys' }).click();
  await portal.screen.page.getByRole('button', { name: 'Create key' }).click();
  const dialog = portal.screen.page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Pipeline');
  await dialog.getByLabel('events:read').check();
  await portal.screen.inspect('new-key');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const token = await dialog.getByLabel('Key', { exact: true }).inputValue();
  assert.match(token, /^ann_[\w-]{43}$/);
  assert.equal((await post(portal.screen.server, login(), { key: token })).status, 201);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await portal.screen.inspect('keys');
  // The table moves within its box at 360 pixels, the page does not.
  const desk = portal.screen.page.viewportSize();
  await portal.screen.page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await portal.screen.page.evaluate(() => document.documentElement.scrollWidth), 360);
  await portal.screen.inspect('keys-360');
  if (desk) await portal.screen.page.setViewportSize(desk);
  await portal.screen.page.getByRole('button', { name: 'Revoke Pipeline' }).click();
  await portal.screen.page.getByRole('button', { name: 'Revoke key' }).click();
  await portal.screen.page
    .getByRole('row', { name: /Pipeline/ })
    .getByText('Revoked')
    .waitFor();
  assert.equal((await post(portal.screen.server, login(), { key: token })).status, 401);
});

test('the organisation is renamed, and the account changes its password', portalOptions, async () => {
  await portal.screen.page.getByRole('link', { name: 'Organisation' }).click();
  await portal.screen.page.getByLabel('Name').fill('Acme Payments');
  await portal.screen.page.getByRole('button', { name: 'Rename' }).click();
  await portal.screen.page.getByText('Renamed.').waitFor();
  await portal.screen.inspect('organisation');
  await portal.screen.page.getByRole('link', { name: 'Account' }).click();
  await portal.screen.page.getByLabel('Current password').fill('not it');
  await portal.screen.page.getByLabel('New password').fill('another long password');
  await portal.screen.page.getByRole('button', { name: 'Change password' }).click();
  await portal.screen.page.getByRole('alert').getByText('The present password is wrong').waitFor();
  await portal.screen.page.getByLabel('Current password').fill(setupPassword);
  await portal.screen.page.getByLabel('New password').fill('another long password');
  await portal.screen.page.getByRole('button', { name: 'Change password' }).click();
  await portal.screen.page.getByText(/^Changed\./).waitFor();
  await portal.screen.inspect('account');
});

test('signing out ends the session', portalOptions, async () => {
  await portal.screen.page.getByRole('button', { name: 'Sign out' }).click();
  await portal.screen.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await portal.screen.page.goto(`${portal.screen.server.url}/settings/users`);
  await portal.screen.page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('the printed link sets up a new installation', portalOptions, async () => {
  const fresh = await start(temporaryData(), {}, { setup: false });
  try {
    assert.ok(fresh.setupUrl !== null);
    await portal.screen.page.goto(fresh.setupUrl);
    await portal.screen.page.getByLabel('Organisation').fill('Northwind');
    await portal.screen.page.getByLabel('Your name').fill('Nora North');
    await portal.screen.page.getByLabel('E-mail').fill('nora@example.com');
    await portal.screen.page.getByLabel('Password').fill('a very long password');
    await portal.screen.inspect('setup');
    await portal.screen.page.getByRole('button', { name: 'Set up and sign in' }).click();
    await portal.screen.page.getByRole('heading', { name: 'Audit events', level: 1 }).waitFor();
    await portal.screen.rows().filter({ hasText: 'auth login success' }).waitFor();
  } finally {
    await fresh.stop();
    removeData(fresh.data);
  }
});
