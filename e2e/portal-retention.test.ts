import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, find } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** How long events are kept, what is held, and how an organisation leaves: as a person does it. */

const portal = usePortal({ scene: true });

test('a policy shows what it does before it is decided, waits, and is undone', portalOptions, async () => {
  const { page } = portal.screen;
  await page.getByText('Everything recorded is here.').waitFor();
  await page.getByRole('link', { name: 'Retention' }).click();
  await page.getByRole('heading', { name: 'Retention', level: 1 }).waitFor();
  await page.getByText('Nothing is held.').waitFor();
  await portal.screen.inspect('retention');
  await portal.screen.inspectNarrow('retention');
  await page.getByLabel('Events are kept for').selectOption('Another number of days');
  await page.getByLabel('Days').fill('7');
  await page.getByRole('button', { name: 'Add a period' }).click();
  await page.getByLabel('For', { exact: true }).selectOption('auth.login');
  await page.getByLabel('Kept for', { exact: true }).selectOption('90 days');
  await portal.screen.inspect('retention-form');
  await portal.screen.inspectNarrow('retention-form');
  await page.getByRole('button', { name: 'Show what this does' }).click();
  const dialog = page.getByRole('dialog', { name: 'What this does' });
  await dialog.getByText('It counts 24 hours after you decide').waitFor();
  await portal.screen.inspect('retention-consequence');
  await dialog.getByLabel('Reason').fill('The contract says so');
  await dialog.getByRole('button', { name: 'Decide' }).click();
  await page.getByRole('heading', { name: 'A shorter period waits' }).waitFor();
  await page.getByText('7 days; auth.login 90 days').first().waitFor();
  await portal.screen.inspect('retention-pending');
  await portal.screen.inspectNarrow('retention-pending');
  await page.getByRole('button', { name: 'Undo' }).click();
  const undo = page.getByRole('dialog', { name: 'Undo the change?' });
  await undo.getByLabel('Reason').fill('A mistake');
  await undo.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: 'A shorter period waits' }).waitFor({ state: 'detached' });
  const told = () => find(portal.screen.server, { q: 'event:annals.retention.change,annals.retention.undo', limit: 10 });
  let found = await told();
  for (const until = performance.now() + 20_000; found.json.events.length < 2 && performance.now() < until; found = await told())
    await sleep(200);
  assert.deepEqual(
    found.json.events.map(({ event, changes }) => [event, changes?.[0]?.after]),
    [
      ['annals.retention.undo', '30 days'],
      ['annals.retention.change', '7 days; auth.login 90 days'],
    ],
  );
});

test('a hold is placed, shown, and released', portalOptions, async () => {
  const { page } = portal.screen;
  await page.getByRole('button', { name: 'Place a hold' }).click();
  const dialog = page.getByRole('dialog', { name: 'Place a hold' });
  await dialog.getByLabel('Name').fill('Case 4711');
  await dialog.getByLabel('Query').fill('nosuchfield:x');
  await dialog.getByLabel('Reason').fill('A court asks');
  await dialog.getByRole('button', { name: 'Place a hold' }).click();
  await dialog.getByRole('alert').getByText('The query cannot be read').waitFor();
  await portal.screen.inspect('hold-error');
  await dialog.getByLabel('Query').fill('actor:mara.lindqvist@acme.example');
  await dialog.getByLabel('From').fill('2026-01-01');
  await dialog.getByRole('button', { name: 'Place a hold' }).click();
  await page.getByRole('cell', { name: 'Case 4711', exact: true }).waitFor();
  await portal.screen.inspect('holds');
  await portal.screen.inspectNarrow('holds');
  await page.getByRole('button', { name: 'Release Case 4711' }).click();
  const release = page.getByRole('dialog', { name: 'Release Case 4711?' });
  await release.getByLabel('Reason').fill('Settled');
  await release.getByRole('button', { name: 'Release' }).click();
  await page.getByText('Nothing is held.').waitFor();
});

test('the organisation is closed, refuses events, and is reopened', portalOptions, async () => {
  const { page, server } = portal.screen;
  await page.getByRole('button', { name: 'Close the organisation' }).click();
  const dialog = page.getByRole('dialog', { name: 'Close the organisation' });
  await dialog.getByLabel('Reason').fill('They left');
  await dialog.getByRole('button', { name: 'Close the organisation' }).click();
  await page.getByText(/^Closed since/).waitFor();
  await portal.screen.inspect('closed');
  await portal.screen.inspectNarrow('closed');
  const refused = await call<{ receipts: { problem: { code: string } }[] }>(server, '/v1/events?organisation=acme', {
    body: { event: 'auth.login', actor: { type: 'user', id: 'u' } },
  });
  assert.equal(refused.json.receipts[0]?.problem.code, 'organisation_closed');
  await page.getByRole('button', { name: 'Reopen' }).click();
  const reopen = page.getByRole('dialog', { name: 'Reopen' });
  await reopen.getByLabel('Reason').fill('They came back');
  await reopen.getByRole('button', { name: 'Reopen' }).click();
  await page.getByRole('button', { name: 'Close the organisation' }).waitFor();
});
