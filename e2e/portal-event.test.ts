import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { find, post } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** One event as evidence: its changes, its values, every form of it, the proof, what belongs to it, and its page. */

const portal = usePortal({ scene: true });
const ids: Record<string, string> = {};
const terms = 'The customer may end the contract at the end of any month. '.repeat(12);

async function recordScene(): Promise<void> {
  await portal.screen.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const dana = { type: 'user', id: 'u-9001', name: 'Dana Reyes', email: 'dana.reyes@acme.example', ip: '198.51.100.90' };
  const target = { type: 'document', id: 'doc-17', name: 'Terms' };
  const operation = { correlation_id: 'release 17/"a"', actor: dana, targets: [target] };
  const { json } = await post(portal.screen.server, [
    { ...operation, event: 'document.draft', producer: { name: 'acme-console', host: 'web-1', pid: 42 } },
    {
      ...operation,
      event: 'document.change',
      producer: { name: 'acme-console' },
      changes: [
        { field: 'notice', before: 'within 30 days', after: 'within 90 days' },
        { field: 'text', before: `${terms}Write to us. ${terms}`, after: `${terms}Call us. ${terms}` },
        { field: 'owner', before: null, after: 'Dana\u202Emoc' },
        { field: 'rules', before: { max: 3, on: true }, after: { max: 4, on: true } },
      ],
      extra: { 'a:b "c"': '<script>alert(1)</script>', note: 'x\u0007y', '': 'no name' },
    },
    { ...operation, event: 'document.publish', outcome: 'failure', error_message: 'no network' },
    { ...operation, event: 'document.publish', targets: [target, { type: 'document', id: 'doc-18' }, { type: 'site', id: 's' }] },
    { event: 'document.read', actor: dana, targets: [target], occurred_at: new Date(Date.now() - 90_000).toISOString() },
  ]);
  assert.equal(json.rejected, 0, JSON.stringify(json));
  for (const [at, name] of ['draft', 'change', 'failure', 'publish', 'late'].entries()) ids[name] = json.receipts[at]?.id ?? '';
  await find(portal.screen.server, { wait_for: String(json.receipts.at(-1)?.sequence) });
}

let recording: Promise<void> | null = null;

/** Once, by whichever test comes first. */
function recorded(): Promise<void> {
  recording ??= recordScene();
  return recording;
}

const drawer = (): Locator => portal.screen.page.getByRole('dialog', { name: 'Event' });
const section = (name: string): Locator => portal.screen.page.getByRole('region', { name, exact: true });

async function openDrawer(name: string, query = ''): Promise<void> {
  await recorded();
  await portal.screen.page.goto(`${portal.screen.server.url}/settings/security/audit-events?event=${ids[name]}${query}`);
  await drawer().getByRole('heading', { name: 'Proof' }).waitFor();
}

async function openPage(name: string): Promise<void> {
  await recorded();
  await portal.screen.page.goto(`${portal.screen.server.url}/events/${ids[name]}`);
  await portal.screen.page.getByRole('heading', { name: 'Proof' }).waitFor();
}

test('changes are told apart word by word, by element and not by colour alone; long unchanged text is folded', portalOptions, async () => {
  await openDrawer('change');
  const row = (field: string): Locator => drawer().getByRole('row', { name: field });
  assert.equal(await row('notice').getByRole('deletion').textContent(), 'removed: 30');
  assert.equal(await row('notice').getByRole('insertion').textContent(), 'added: 90');
  assert.equal(await row('owner').getByRole('insertion').textContent(), 'added: Dana\\u{202e}moc');
  assert.match(await row('owner').innerText(), /none/);
  assert.deepEqual(await row('rules').getByRole('deletion').allTextContents(), ['removed: 3']);
  const text = row('text');
  assert.equal(await text.getByRole('deletion').textContent(), 'removed: Write to');
  assert.ok((await text.innerText()).length < 500);
  const unfold = text.getByRole('button', { name: /unchanged characters/ });
  assert.equal(await unfold.count(), 2);
  await unfold.last().scrollIntoViewIfNeeded();
  await portal.screen.inspect('event-changes');
  await unfold.first().focus();
  await portal.screen.page.keyboard.press('Enter');
  assert.ok((await text.innerText()).length > 700);
});

test('every value has a menu, by keyboard: only this, not this, copy, history; hostile names have copy alone', portalOptions, async () => {
  const { page } = portal.screen;
  await openDrawer('change', '&q=event:document.change');
  await section('Who').getByRole('button', { name: 'u-9001' }).focus();
  await page.keyboard.press('Enter');
  const menu = page.getByRole('menu');
  assert.deepEqual(await menu.getByRole('menuitem').allInnerTexts(), ['Only this', 'Not this', 'Copy', 'History of this actor']);
  await portal.screen.inspect('event-value-menu');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/-actor\.id(:|%3A)u-9001/);
  assert.match(decodeURIComponent(page.url()), /q=event:document\.change[ +]-actor\.id:u-9001/);

  await openDrawer('change', '&q=event:document.change');
  await section('What').getByRole('button', { name: 'doc-17' }).click();
  await menu.getByRole('menuitem', { name: 'History of this target' }).click();
  await page.waitForURL(/target\.id/);
  assert.doesNotMatch(decodeURIComponent(page.url()), /document\.change/);
  await portal.screen.rows().nth(4).waitFor();

  await openDrawer('change');
  await section('Extra').getByRole('button', { name: '<script>' }).click();
  assert.deepEqual(await menu.getByRole('menuitem').allInnerTexts(), ['Copy']);
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });
  assert.equal(await drawer().count(), 1, 'Escape closes the innermost only');
  await section('Extra').getByRole('button', { name: 'x\\u{7}y' }).click();
  await menu.getByRole('menuitem', { name: 'Copy' }).click();
  await section('Extra').getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'x\u0007y');
});

test('raw as JSON, Syslog and CSV is what an export holds, byte for byte', portalOptions, async () => {
  const { page, server } = portal.screen;
  await openDrawer('draft');
  await drawer().getByText('Raw', { exact: true }).first().click();
  const copied = async (tab: string): Promise<string> => {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.getByRole('button', { name: `Copy the event as ${tab}` }).click();
    await page.getByRole('tabpanel').getByText('Copied').waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const exported = async (format: string): Promise<string> => {
    const answer = await page.request.get(`${server.url}/v1/exports/${format}organisation=acme&q=id:${ids['draft']}`);
    assert.equal(answer.status(), 200, await answer.text());
    return answer.text();
  };
  assert.equal((JSON.parse(await copied('JSON')) as { id: string }).id, ids['draft']);
  assert.equal(await copied('Syslog RFC 5424'), await exported('syslog?profile=rfc5424&'));
  await portal.screen.inspect('event-raw');
  assert.equal(await copied('Syslog Lightrun'), await exported('syslog?profile=lightrun&'));
  assert.equal((await copied('CSV')).replaceAll('\r\n', '\n'), (await exported('csv?')).replaceAll('\r\n', '\n'));
  await openDrawer('change');
  await drawer().getByText('Raw', { exact: true }).first().click();
  await page.getByRole('tab', { name: 'Syslog RFC 5424' }).click();
  await page.getByText('does not say host and process').waitFor();
});

test('the proof is computed here, step by step, and can be taken away', portalOptions, async () => {
  const { page } = portal.screen;
  for (const name of ['change', 'publish', 'late']) {
    await openDrawer(name);
    const proof = section('Proof');
    await proof.getByText(/Included in checkpoint of [\d,]+ events, signed by key [0-9a-f]{8}/).waitFor();
    await proof.getByRole('button', { name: 'Verify now' }).focus();
    await page.keyboard.press('Enter');
    await proof.getByRole('heading', { name: 'Verified in this browser' }).waitFor();
    assert.equal(await proof.getByRole('listitem').filter({ hasText: 'passed' }).count(), 6);
  }
  await section('Proof').scrollIntoViewIfNeeded();
  await portal.screen.inspect('event-verified');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download proof' }).click()]);
  const proof = JSON.parse(readFileSync(await download.path(), 'utf8')) as Record<string, unknown>;
  assert.equal(proof['event_id'], ids['late']);
  assert.match(String(proof['checkpoint']), /^.+\/org\/.+\n\d+\n/);
});

test('an answer that was tampered with fails loudly, at its step', portalOptions, async () => {
  const { page } = portal.screen;
  const failing = async (path: string, step: RegExp, change: (body: Buffer) => Buffer | string): Promise<void> => {
    const address = new RegExp(path);
    await page.route(address, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: change(await response.body()) });
    });
    try {
      await openDrawer('change');
      const proof = section('Proof');
      await proof.getByRole('button', { name: 'Verify now' }).click();
      await proof.getByRole('heading', { name: 'Verification failed' }).waitFor();
      await proof.getByRole('alert').getByText('Do not rely on what is shown').waitFor();
      assert.match(await proof.getByRole('listitem').last().innerText(), step);
      assert.equal(await proof.getByRole('button', { name: 'Download proof' }).count(), 0);
    } finally {
      await page.unroute(address);
    }
  };
  const flipped = (body: Buffer): Buffer => Buffer.from(body.map((byte, at) => (at % 32 === 5 ? byte ^ 1 : byte)));
  await failing('/v1/ledger/tile', /(leaf is in the signed tree|extends what this browser saw).*failed/s, flipped);
  await failing('/v1/ledger/checkpoint', /signed by it: failed/, (body) =>
    body.toString().replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`),
  );
  await failing('/v1/ledger/entries', /leaf hash shown here: failed/, (body) => {
    const answer = JSON.parse(body.toString()) as { entries: { entry: string }[] };
    const entry = Buffer.from(answer.entries[0]!.entry, 'base64').toString().replace('"_sd_alg":"sha-256"', '"_sd_alg":"sha-257"');
    return JSON.stringify({ ...answer, entries: [{ ...answer.entries[0], entry: Buffer.from(entry).toString('base64') }] });
  });
  await section('Proof').getByRole('listitem').last().scrollIntoViewIfNeeded();
  await portal.screen.inspect('event-tampered');
  await failing(`/v1/events/${ids['change']}`, /says what is shown here: failed/, (body) =>
    body.toString().replace('"category":"change"', '"category":"access"'),
  );
  await failing('/v1/ledger/key', /organisation’s log: failed/, () => 'annals/org/x+00000000+AAAA\n');
});

test('an event after the last checkpoint is pending; a role that does not read the ledger is told so', portalOptions, async () => {
  const { page } = portal.screen;
  let isSigned = false;
  await page.route('**/v1/ledger/checkpoint*', (route) =>
    isSigned ? route.fallback() : route.fulfill({ status: 404, contentType: 'application/problem+json', body: notFound }),
  );
  await openDrawer('change');
  await section('Proof').getByText('Newer than the last checkpoint').waitFor();
  assert.equal(await section('Proof').getByRole('button').count(), 0);
  isSigned = true;
  await section('Proof').getByRole('button', { name: 'Verify now' }).waitFor();
  await page.unroute('**/v1/ledger/checkpoint*');
  await page.route('**/v1/me', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll('"ledger:read",', '').replaceAll(',"ledger:read"', '') });
  });
  await openDrawer('change');
  await section('Proof').getByText('Your role does not read the ledger').waitFor();
  await page.unroute('**/v1/me');
});

const notFound = JSON.stringify({ type: 'about:blank', title: 'Not found', status: 404, code: 'not_found', detail: 'None yet.' });

test('an event is shown among those of its operation, target and actor', portalOptions, async () => {
  const { page } = portal.screen;
  await openDrawer('failure');
  const related = section('Related events');
  await related.getByRole('heading', { name: '4 events in this operation' }).waitFor();
  const lines = related.getByRole('list').first().getByRole('listitem');
  assert.equal(await lines.count(), 4);
  assert.match(await lines.nth(2).innerText(), /no network.*this event/s);
  await related.getByRole('heading', { name: 'Last of Terms' }).waitFor();
  await related.getByRole('heading', { name: 'Last by dana.reyes@acme.example' }).waitFor();
  await related.scrollIntoViewIfNeeded();
  await portal.screen.inspect('event-related');
  await lines.nth(3).getByRole('link').click();
  await page.waitForURL(new RegExp(`event=${ids['publish']}`));
  await related.getByRole('button', { name: /Show all: 4 events/ }).click();
  await page.waitForURL(/correlation_id/);
  await page.getByText('1–4 of 4').waitFor();
});

test('an event that was recorded late says by how much', portalOptions, async () => {
  await openDrawer('late');
  assert.match(await drawer().innerText(), /Recorded [^\n]+\s1\.5 minutes later/);
});

test('the width of the drawer is set by keyboard and remembered; a phone shows the event alone', portalOptions, async () => {
  const { page } = portal.screen;
  await openDrawer('change');
  const handle = page.getByRole('separator', { name: 'Width of the event panel' });
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await handle.getAttribute('aria-valuenow'), '580');
  assert.equal((await drawer().boundingBox())?.width, 580);
  await page.reload();
  await drawer().getByRole('heading', { name: 'Proof' }).waitFor();
  assert.equal((await drawer().boundingBox())?.width, 580);
  await page.keyboard.press('Escape');
  await drawer().waitFor({ state: 'detached' });
  await openDrawer('change');
  await portal.screen.inspectNarrow('event-drawer');
  await handle.focus();
  await page.keyboard.press('Enter');
  assert.equal(await handle.getAttribute('aria-valuenow'), '500');
});

test('the event has an address of its own; unknown and removed events have their pages', portalOptions, async () => {
  const { page, server } = portal.screen;
  await openDrawer('change');
  await page.getByRole('button', { name: 'Copy link to this event' }).click();
  await drawer().getByText('Copied').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, `${server.url}/events/${ids['change']}`);
  await page.goto(link);
  await page.getByRole('heading', { level: 1, name: /dana\.reyes/ }).waitFor();
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByRole('heading', { name: 'Verified in this browser' }).waitFor();
  await portal.screen.inspect('event-page');
  await portal.screen.inspectNarrow('event-page');
  await page.getByRole('button', { name: 'u-9001' }).click();
  await page.getByRole('menuitem', { name: 'Only this' }).click();
  await page.waitForURL(/audit-events.*actor\.id/);
  for (const id of ['0199c0de-0000-7000-8000-000000000001', 'no%20id'] as const) {
    await page.goto(`${server.url}/events/${id}`);
    await page.getByRole('heading', { level: 1, name: 'There is no such event' }).waitFor();
  }
  await portal.screen.inspect('event-not-found');
  const removed = { type: 'about:blank', title: 'Removed', status: 410, code: 'event_removed', detail: 'Retention removed it.' };
  await page.route(/\/v1\/events\//, (route) =>
    route.fulfill({ status: 410, contentType: 'application/problem+json', body: JSON.stringify(removed) }),
  );
  await page.goto(link);
  await page.getByRole('heading', { level: 1, name: 'This event was removed' }).waitFor();
  await portal.screen.inspect('event-removed');
  await page.unroute(/\/v1\/events\//);
});

test('on paper everything is unfolded, with address and leaf hash, black on white and without buttons', portalOptions, async () => {
  const { page, server } = portal.screen;
  await openPage('change');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const text = await page.locator('body').innerText();
  assert.ok(text.includes(`${server.url}/events/${ids['change']}`));
  assert.match(text, /Leaf hash: [A-Za-z0-9+/]{43}=/);
  assert.ok(text.includes(terms.slice(-200).trim()), 'folded text is printed');
  assert.doesNotMatch(text, /unchanged characters|Verify now|Print\n|Show all/);
  assert.match(text, /"occurred_at"/);
  const colours = await page.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.querySelector('.event-page')!);
    return [color, backgroundColor];
  });
  assert.deepEqual(colours, ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  await page.screenshot({ path: portal.screen.picture('event-print'), fullPage: true });
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
});
