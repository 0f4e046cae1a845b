import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** The portal with the keyboard alone: every key of the map, the sheet that lists them, and the palette. */

const portal = usePortal({ scene: true });
const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await portal.screen.page.keyboard.press(key);
};
const title = (name: string) => portal.screen.page.getByRole('heading', { level: 1, name }).waitFor();

test('g and a letter go to a screen; a letter alone, or typed into a field, goes nowhere', portalOptions, async () => {
  const { page } = portal.screen;
  await press('g', 'x');
  await title('Exports');
  await press('g', 'c');
  await title('Catalogue');
  await press('x');
  await title('Catalogue');
  await press('g', 'e');
  await portal.screen.range().waitFor();
  await press('/');
  const field = page.getByRole('search').locator('input');
  assert.ok(await field.evaluate((node) => node === document.activeElement));
  await page.keyboard.type('g x ? t');
  assert.equal(await field.inputValue(), 'g x ? t');
  await field.fill('');
  await field.blur();
});

test('? shows every key by group; Escape closes it and the keys act again', portalOptions, async () => {
  const { page } = portal.screen;
  await press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  await sheet.getByText('UTC or local time').waitFor();
  assert.ok((await sheet.getByRole('term').count()) > 20);
  await portal.screen.inspect('keys');
  await portal.screen.inspectNarrow('keys');
  await press('g', 'x');
  assert.ok(await sheet.isVisible(), 'no key reaches the page below');
  await press('Escape');
  await sheet.waitFor({ state: 'detached' });
});

test('t changes the theme to its opposite and back to what the system says', portalOptions, async () => {
  const { page } = portal.screen;
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme'] ?? 'system');
  await press('t');
  assert.equal(await theme(), 'dark');
  await press('t');
  assert.equal(await theme(), 'system');
});

test('the palette is opened anywhere, finds by words, and does what it says', portalOptions, async () => {
  const { page } = portal.screen;
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await press('/');
  await press('Control+k');
  await palette.getByRole('menuitem', { name: /Choose a time/ }).waitFor();
  await portal.screen.inspect('palette');
  await portal.screen.inspectNarrow('palette');
  await page.keyboard.type('cata');
  await press('Enter');
  await title('Catalogue');
  await press('Control+k');
  await page.keyboard.type('last 7');
  await press('Enter');
  await page.waitForURL(/[?&]last=7d/);
  await press('Control+k');
  await page.keyboard.type('lindqvist');
  await palette.getByRole('menuitem', { name: /^Events of mara/ }).waitFor();
  await press('Enter');
  await page.waitForURL(/q=actor%3Amara/);
  await press('Control+k');
  await press('Escape');
  await palette.waitFor({ state: 'detached' });
});

test('an id that is pasted into the palette opens that event', portalOptions, async () => {
  const { page, server } = portal.screen;
  const { json } = await find(server, { q: 'event:agent.remove' });
  const id = String(json.events?.[0]?.['id']);
  await press('Control+k');
  await page.keyboard.insertText(id);
  await press('Enter');
  await page.waitForURL((url) => url.searchParams.get('event') === id);
  await page.getByRole('dialog').getByText(id).first().waitFor();
  await press('Escape');
});

test('on a narrow screen the ways to other screens are behind one button, and close behind whoever takes one', portalOptions, async () => {
  const { page } = portal.screen;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: 'Menu' }).click();
  await portal.screen.inspect('menu-360');
  await page.getByRole('link', { name: 'Producers' }).click();
  await title('Producers');
  assert.equal(await page.getByRole('link', { name: 'Exports' }).count(), 0);
  assert.ok(await page.evaluate(() => document.activeElement === document.getElementById('main')), 'the screen has the focus');
  await page.setViewportSize({ width: 1280, height: 800 });
});
