import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AnswerOf, getStatus } from '@annals/events';
import { call, login, post, signIn } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';
import { setupEmail, setupPassword } from './server.ts';

/** Tasks and health, as those see it who are asked when something is wrong. */

type Status = AnswerOf<typeof getStatus, 200>;

const portal = usePortal({ scene: true });
const row = (name: string) => portal.screen.page.getByRole('row', { name: new RegExp(`^${name} `) });
const headline = (name: string) => portal.screen.page.getByRole('heading', { level: 2, name });

test(
  'an administrator finds the page; every task is a row with a word for its state and an age with its moment',
  portalOptions,
  async () => {
    const { page } = portal.screen;
    await page.getByRole('link', { name: 'Tasks and health' }).click();
    await page.getByRole('heading', { name: 'Tasks and health', level: 1 }).waitFor();
    await headline('Everything works').waitFor();
    for (const task of ['Sealer', 'Indexer', 'Own events', 'Sessions']) {
      await row(task).getByText('Working', { exact: true }).waitFor();
      const moment = row(task).getByRole('time').first();
      assert.match(await moment.innerText(), /^(just now|\d+ (s|min) ago)$/);
      assert.match((await moment.getAttribute('title')) ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    }
    for (const part of ['Recording', 'Ledger', 'Search']) await page.getByRole('region', { name: part }).waitFor();
    assert.match((await page.getByRole('meter', { name: 'Disk' }).getAttribute('aria-valuetext')) ?? '', /free of/);
    await page.getByRole('meter', { name: 'Queue' }).waitFor();
    await page.getByRole('region', { name: 'Search' }).getByText('Ready', { exact: true }).waitFor();
    await portal.screen.inspect('health');
  },
);

test('it lives: figures move without anybody touching the page', portalOptions, async () => {
  const { page } = portal.screen;
  const runs = row('Indexer').getByRole('cell').nth(3);
  const before = await runs.innerText();
  const moment = await page.getByText('As of').locator('time').getAttribute('datetime');
  await page.waitForFunction(([at]) => document.querySelector('.page-head time')?.getAttribute('datetime') !== at, [moment], {
    timeout: 30_000,
  });
  assert.notEqual(await runs.innerText(), before);
});

test(
  'a task that fails is named above and in its row, with its error to copy and what to do; it goes by itself',
  portalOptions,
  async () => {
    const { page, server } = portal.screen;
    const { json } = await post(server, login());
    const signed = join(server.data, 'signed', json.receipts[0]!.organisation);
    const aside = join(server.data, 'aside');
    while (!readdirSync(join(server.data, 'signed')).includes(json.receipts[0]!.organisation)) await page.waitForTimeout(100);
    renameSync(signed, aside);
    mkdirSync(signed);
    try {
      await post(server, login());
      await headline('Events are recorded; something else needs attention').waitFor({ timeout: 30_000 });
      await row('Sealer').getByText('Failing', { exact: true }).waitFor({ timeout: 30_000 });
      await page.getByRole('button', { name: 'Copy the error of Sealer' }).waitFor();
      await page.getByText('Check that keys and signed in the data directory', { exact: false }).waitFor();
      await portal.screen.inspect('health-failing');
      await page.setViewportSize({ width: 360, height: 740 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
      await portal.screen.inspect('health-failing-360');
      await page.getByRole('button', { name: 'Copy the error of Sealer' }).focus();
      await page.screenshot({ path: portal.screen.picture('health-failing-360-below') });
      await page.setViewportSize({ width: 1280, height: 800 });
    } finally {
      rmdirSync(signed);
      renameSync(aside, signed);
    }
    await headline('Everything works').waitFor({ timeout: 30_000 });
    await row('Sealer')
      .getByText('1 failed')
      .or(row('Sealer').getByText(/\d+ failed/))
      .first()
      .waitFor();
  },
);

test('a disk that is full, an organisation that takes no events: the page says what, why and the way on', portalOptions, async () => {
  const { page, server } = portal.screen;
  const { json: well } = await call<Status>(server, '/v1/status');
  const organisation = '019aa0f0-0000-7000-8000-000000000001';
  const ill: Status = {
    ...well,
    status: 'unavailable',
    reasons: [
      {
        part: 'disk',
        detail: '104 MB are free, under the watermark of 536 MB: events are refused with 507.',
        action: 'Make room or a larger disk.',
      },
      { part: 'ledger', detail: 'One organisation takes no events.', action: 'Put the newest data back.' },
      { part: 'engine', detail: 'The search engine is down.', action: 'It is started again by itself.' },
    ],
    disk: { free_bytes: 104_857_600, size_bytes: 20_000_000_000, watermark_bytes: 536_870_912 },
    queue: { bytes: 60_000_000, limit_bytes: 67_108_864, requests: 412 },
    ledger: {
      ...well.ledger,
      unsigned_since: new Date(Date.parse(well.now) - 300_000).toISOString(),
      refused: [{ organisation, name: 'Northwind', reason: 'the journal holds 20 events, but 36 were signed' }],
    },
    index: {
      ...well.index,
      engine: 'down',
      engine_starts: 4,
      engine_error: 'Memory limit (total) exceeded',
      behind_events: 52_814,
      behind_since: well.started_at,
    },
  };
  await page.route('**/v1/status', (route) => route.fulfill({ json: ill }));
  await page.route('**/readyz', (route) => route.fulfill({ status: 503, json: { status: ill.status, reasons: ill.reasons } }));
  await headline('Events cannot be recorded').waitFor({ timeout: 30_000 });
  await headline('Organisations that take no events').waitFor();
  await page.getByText(`annals ledger continue ${organisation}`, { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Copy the command' }).waitFor();
  await page.getByRole('region', { name: 'Search' }).getByText('Down, starting again').waitFor();
  await page.getByText('412 requests wait for the disk.').waitFor();
  await page.getByRole('link', { name: /^Tasks and health ?, needs attention$/ }).waitFor({ timeout: 30_000 });
  await portal.screen.inspect('health-ill');
  await page.setViewportSize({ width: 1600, height: 1500 });
  await page.screenshot({ path: portal.screen.picture('health-ill-wide') });
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('a server that does not answer leaves what was known, says so, and everything comes back', portalOptions, async () => {
  const { page } = portal.screen;
  await page.unroute('**/v1/status');
  await page.unroute('**/readyz');
  await headline('Everything works').waitFor({ timeout: 30_000 });
  await page.route('**/v1/status', (route) => route.abort());
  await page.getByRole('alert').getByText('Annals does not answer').waitFor({ timeout: 30_000 });
  await page.getByText('What is shown is from before the problem.').waitFor();
  await row('Sealer').waitFor();
  assert.equal(await headline('Everything works').count(), 0, 'what is not known is not said');
  await portal.screen.inspect('health-stale');
  await page.unroute('**/v1/status');
  await page.getByRole('alert').waitFor({ state: 'detached', timeout: 30_000 });
});

test('before the first answer there is the shape of the page; before the first run there are words', portalOptions, async () => {
  const { page, server } = portal.screen;
  const { json: well } = await call<Status>(server, '/v1/status');
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/v1/status', async (route) => {
    await asked;
    await route.fulfill({ json: { ...well, tasks: [], ledger: { ...well.ledger, last_checkpoint_at: null } } });
  });
  await page.reload();
  await page.getByText('Asking how everything is').waitFor({ state: 'attached' });
  await portal.screen.inspect('health-loading');
  answer();
  await page.getByText('No task has run yet.', { exact: false }).waitFor();
  await page.unroute('**/v1/status');
  await row('Sealer').waitFor({ timeout: 30_000 });
});

test('by keyboard alone one reaches the page and every button on it', portalOptions, async () => {
  const { page } = portal.screen;
  await page.getByRole('link', { name: 'Account' }).focus();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Tasks and health');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Tasks and health', level: 1 }).waitFor();
});

test('an admin of one organisation is told that it is not theirs, and has no link to it', portalOptions, async () => {
  const { page, server } = portal.screen;
  const { cookie } = await signIn(server, setupEmail, setupPassword);
  const body = { email: 'otto@example.com', name: 'Otto', password: 'a long first password', organisation: 'acme', role: 'admin' };
  assert.equal((await call(server, '/v1/users', { cookie, body })).status, 201);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail').fill(body.email);
  await page.getByLabel('Password').fill(body.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Audit events', level: 1 }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Tasks and health' }).count(), 0);
  await page.goto(`${server.url}/settings/health`);
  await page.getByRole('heading', { name: 'Your role does not show the health of the installation' }).waitFor();
});
