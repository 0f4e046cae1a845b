import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** The query bar and its chips, by keyboard: what is typed, completed, run, refused and taken back. */

const portal = usePortal({ scene: true });
const bar = () => portal.screen.page.getByRole('combobox', { name: 'Query' });
const chips = () => portal.screen.page.getByRole('grid', { name: 'Conditions' }).getByRole('row');
const total = async (q: string): Promise<number> => (await find(portal.screen.server, { q, total: 'exact' })).json.total?.value ?? -1;
/** The rows are those of the query, and no older ones are shown in their place. */
const rowsOf = async (q: string): Promise<void> => {
  await portal.screen.page.getByText(new RegExp(`of ${await total(q)}$`)).waitFor();
  await portal.screen.page.locator('table.stale').waitFor({ state: 'detached' });
};
const asked = (): string | null => new URL(portal.screen.page.url()).searchParams.get('q');
const open = async (q = ''): Promise<void> => {
  const { page, server } = portal.screen;
  await page.goto(`${server.url}/settings/security/audit-events${q === '' ? '' : `?q=${encodeURIComponent(q)}`}`);
  await portal.screen.range().waitFor();
};

test('a query by keyboard alone: slash, names, values of the language and of the events, Enter', portalOptions, async () => {
  const { page } = portal.screen;
  await open();
  await page.keyboard.press('/');
  await page.keyboard.type('outc');
  await page.getByRole('option', { name: /^outcome/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await bar().inputValue(), 'outcome:');
  await page.getByRole('option', { name: /^failure/ }).waitFor();
  await portal.screen.inspect('completion');
  await page.keyboard.type('fa');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type(' actor:doe');
  await page.getByRole('option', { name: /^j\.doe@gmail\.example/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await bar().inputValue(), 'outcome:failure actor:j.doe@gmail.example');
  await page.keyboard.press('Enter');
  await page.getByText('1–1 of 1').waitFor();
  assert.equal(asked(), 'outcome:failure actor:j.doe@gmail.example');
  assert.deepEqual(
    await chips()
      .allInnerTexts()
      .then((texts) => texts.map((text) => text.replaceAll(/\s+/g, ' ').trim())),
    ['outcome is failure', 'actor is j.doe@gmail.example'],
  );
});

test(
  'chips by keyboard: arrows, Delete; the words between turn a condition round, the value leads into the text',
  portalOptions,
  async () => {
    const { page } = portal.screen;
    await open('user:mara.lindqvist@acme.example   -outcome:failure');
    await chips().first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    await page.waitForFunction(() => !location.search.includes('outcome'));
    assert.equal(await bar().inputValue(), 'user:mara.lindqvist@acme.example');
    await page.getByRole('button', { name: 'Turn round: actor is mara.lindqvist@acme.example' }).press('Enter');
    await rowsOf('-actor:mara.lindqvist@acme.example');
    assert.equal(await bar().inputValue(), '-user:mara.lindqvist@acme.example');
    await page.getByRole('button', { name: /^Edit: actor is not/ }).press('Enter');
    await page.keyboard.type('outcome:failure');
    await page.keyboard.press('Enter');
    await rowsOf('outcome:failure');
    assert.equal(asked(), 'outcome:failure');
    await portal.screen.inspectNarrow('chips');
  },
);

test('what is wrong is marked while typing, once it is past; rows and chips stay; Escape takes it back', portalOptions, async () => {
  const { page } = portal.screen;
  await open('outcome:success');
  await bar().click();
  await page.keyboard.type(' colour:red x');
  await page.getByText('There is no field “colour”', { exact: false }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0, 'nobody is interrupted while typing');
  assert.equal(await bar().getAttribute('aria-invalid'), 'true');
  assert.equal(await page.locator('.query-wrong').innerText(), 'colour');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('There is no field “colour”', { exact: false }).waitFor();
  assert.ok((await portal.screen.rows().count()) > 1, 'rows stay');
  assert.equal(await chips().count(), 1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  assert.equal(await bar().inputValue(), 'outcome:success');
  await page.getByRole('alert').waitFor({ state: 'detached' });
});
