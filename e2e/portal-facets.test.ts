import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, post } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** Counts of values beside the table, chosen and shut out by keyboard; and what stands in the place of no rows. */

const portal = usePortal({ scene: true });
const facet = (name: string) => portal.screen.page.getByRole('region', { name, exact: true });
const count = async (q: string): Promise<number> => (await find(portal.screen.server, { q, total: 'exact' })).json.total?.value ?? -1;
const asked = (name = 'q'): string | null => new URL(portal.screen.page.url()).searchParams.get(name);
const open = async (query: Record<string, string>): Promise<void> => {
  const { page, server } = portal.screen;
  await page.goto(`${server.url}/settings/security/audit-events?${new URLSearchParams(query).toString()}`);
  await page.getByRole('heading', { name: 'Audit events', level: 1 }).waitFor();
};
/** The rows are those of the query. */
const rowsOf = async (q: string): Promise<void> => {
  await portal.screen.page.getByText(new RegExp(`of ${await count(q)}$`)).waitFor();
  await portal.screen.page.locator('table.stale').waitFor({ state: 'detached' });
};
const mine = '-producer:annals';

test('counts are those of the question, and a value is chosen, added, shut out and let go by keyboard', portalOptions, async () => {
  const { page } = portal.screen;
  await open({ q: mine });
  const [failed, unknown] = [await count(`${mine} outcome:failure`), await count(`${mine} outcome:unknown`)];
  const failure = facet('Outcome').getByRole('checkbox', { name: `failure, ${failed} events, include` });
  await failure.focus();
  await page.keyboard.press('Space');
  await rowsOf(`${mine} outcome:failure`);
  assert.equal(asked(), `${mine} outcome:failure`);
  await failure.and(page.locator(':checked')).waitFor();
  // The facet counts without its own word: the others can still be chosen.
  const other = facet('Outcome').getByRole('checkbox', { name: new RegExp(`^unknown, ${unknown} events?, include$`) });
  await other.focus();
  await page.keyboard.press('Space');
  await rowsOf(`${mine} outcome:failure,unknown`);
  await portal.screen.inspect('facets');
  await facet('Outcome').getByRole('button', { name: 'unknown, only this' }).press('Enter');
  await page.waitForURL(/outcome%3Aunknown$/);
  await facet('Outcome').getByRole('button', { name: 'unknown, exclude' }).press('Enter');
  await rowsOf(`${mine} -outcome:unknown`);
  assert.equal(asked(), `${mine} -outcome:unknown`);
  assert.equal(await facet('Outcome').getByRole('button', { name: 'unknown, exclude' }).getAttribute('aria-pressed'), 'true');
  await facet('Outcome').getByRole('button', { name: 'Clear outcome' }).press('Enter');
  await rowsOf(mine);
  assert.equal(asked(), mine);
});

test('values that want to be something else go into the query and out of it as they are', portalOptions, async () => {
  const { page, server } = portal.screen;
  const names = ['a "quoted", comma', '<script>alert(1)</script>', 'Rev\u202Eesrever', `long ${'x'.repeat(200)}`, 'back\\slash*'];
  const { json } = await post(
    server,
    names.map((name) => ({ event: 'auth.login', actor: { type: 'service', name }, producer: { name: 'hostile' } })),
  );
  assert.equal(json.rejected, 0);
  await open({ q: 'producer:hostile' });
  for (const name of names) {
    const shown = name.replace('\u202E', '\\u{202e}');
    await facet('Actor')
      .getByRole('checkbox', { name: `${shown}, 1 event, include` })
      .check();
    await page.getByText('1–1 of 1', { exact: true }).waitFor();
    assert.equal(asked('user'), name);
    await page.getByRole('button', { name: `Turn round: user is ${shown}` }).click();
    await page.getByText(`1–${names.length - 1} of ${names.length - 1}`).waitFor();
    await page.getByRole('button', { name: `Remove: actor is not ${shown}` }).click();
    await page.getByText(`1–${names.length} of ${names.length}`).waitFor();
    assert.equal(asked(), 'producer:hostile');
  }
  await portal.screen.inspect('facets-hostile');
});

test('a long facet can be searched; facets close, open and are gone, and that is remembered', portalOptions, async () => {
  const { page } = portal.screen;
  await open({ q: mine });
  await page.getByRole('searchbox', { name: 'Find in event' }).fill('sign-in');
  await facet('Event')
    .getByRole('checkbox', { name: /^Sign-in/ })
    .waitFor();
  assert.equal(await facet('Event').getByRole('checkbox').count(), 1);
  await page.getByRole('button', { name: 'Client', exact: true }).press('Enter');
  await facet('Client')
    .getByRole('checkbox', { name: /^plugin/ })
    .waitFor();
  await page.getByRole('button', { name: 'Facets', exact: true }).press('Enter');
  await facet('Outcome').waitFor({ state: 'detached' });
  await page.reload();
  await portal.screen.range().waitFor();
  assert.equal(await facet('Outcome').count(), 0);
  await page.getByRole('button', { name: 'Facets', exact: true }).press('Enter');
  await facet('Client')
    .getByRole('checkbox', { name: /^plugin/ })
    .waitFor();
});

test('on a phone the facets are a sheet', portalOptions, async () => {
  const { page } = portal.screen;
  await page.setViewportSize({ width: 360, height: 740 });
  await open({ q: mine });
  await page.getByRole('button', { name: 'Facets', exact: true }).press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Facets' });
  await sheet.getByRole('checkbox', { name: /^failure/ }).check();
  await page.waitForURL(/outcome%3Afailure/);
  await portal.screen.inspect('facets-360');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await sheet.getByRole('button', { name: 'Show events' }).press('Enter');
  await sheet.waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('nothing matches: each condition says what is found without it, and goes', portalOptions, async () => {
  const { page } = portal.screen;
  const failures = await count('outcome:failure');
  await open({ q: 'outcome:failure nosuchword' });
  await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
  await page.getByText(`${failures} events`, { exact: true }).waitFor();
  await page.getByText('0 events', { exact: true }).first().waitFor();
  await portal.screen.inspectNarrow('nothing-matches');
  await page.getByRole('button', { name: 'Remove words holds nosuchword' }).press('Enter');
  await rowsOf('outcome:failure');
});

test('nothing in the range: when the latest event happened, and the way to it', portalOptions, async () => {
  const { page } = portal.screen;
  await open({ to: '1999-01-01' });
  await page.getByRole('heading', { name: 'Nothing in this range' }).waitFor();
  await page.getByText(/^The latest event happened 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC\.$/).waitFor();
  await portal.screen.inspect('nothing-in-range');
  await page.getByRole('button', { name: 'Jump to the latest event' }).press('Enter');
  await portal.screen.range().waitFor();
  assert.match(asked('from') ?? '', /^20\d\d-\d\d-\d\d$/);
});
