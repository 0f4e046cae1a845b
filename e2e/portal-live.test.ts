import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, login, post } from './api.ts';
import { portalOptions, usePortal } from './portal-screen.ts';
import { until } from './tail-reader.ts';

/** Following live: what comes is shown once and in order, pauses by itself, and misses nothing. */

const portal = usePortal({ scene: true });
const q = 'actor:live@example.com';
const signIns = (count: number) =>
  post(
    portal.screen.server,
    Array.from({ length: count }, (_, at) => login({ actor: { type: 'user', email: 'live@example.com' }, extra: { at } })),
  );

async function recorded(): Promise<string[]> {
  return (await find(portal.screen.server, { q, limit: 500 })).json.events.map(({ id }) => id);
}

const shown = (): Promise<(string | null)[]> => portal.screen.rows().evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')));

test('live events appear on top, and the state is said', portalOptions, async () => {
  const { page } = portal.screen;
  await page.addInitScript(() => localStorage.setItem('annals.fold', 'off'));
  await signIns(2);
  await page.goto(`${portal.screen.server.url}/settings/security/audit-events?q=${encodeURIComponent(q)}`);
  await page.getByText('1–2 of 2').waitFor();
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await page.waitForURL(/live=true/);
  await page.getByText('New events appear as they are recorded.').waitFor();
  await signIns(4);
  await page.getByText('1–6 of 6').waitFor();
  assert.deepEqual(await shown(), await recorded());
  await portal.screen.inspect('live');
});

test('an open event pauses it; what came is counted, and shown when one asks for it', portalOptions, async () => {
  const { page } = portal.screen;
  const before = await shown();
  await portal.screen.rows().first().focus();
  await page.keyboard.press('Enter');
  await page.getByText('Paused while an event is open.').waitFor();
  await signIns(3);
  const show = page.getByRole('button', { name: 'Paused – 3 new, show' });
  await show.waitFor();
  assert.deepEqual(await shown(), before, 'nothing moves under the reader');
  await page.keyboard.press('Escape');
  await page.getByText('1–9 of 9').waitFor();
  assert.deepEqual(await shown(), await recorded());
});

test('scrolling away and selecting text pause it, and nothing is lost or doubled by going on', portalOptions, async () => {
  const { page } = portal.screen;
  await signIns(60);
  await page.getByText(/of 69$/).waitFor();
  await page.mouse.move(800, 650);
  await page.mouse.wheel(0, 1_200);
  await page.getByText('Paused while you are further down.').waitFor({ state: 'attached' });
  await signIns(5);
  const show = page.getByRole('button', { name: 'Paused – 5 new, show' });
  await show.waitFor();
  await portal.screen.inspectNarrow('live-paused');
  await show.click();
  await page.getByText(/of 74$/).waitFor();
  const ids = await recorded();
  // By their numbers: the row that had the focus stays, though it is far below.
  const rows = await portal.screen
    .rows()
    .evaluateAll((all) => all.map((row) => [Number(row.getAttribute('aria-rowindex')), row.getAttribute('data-id')] as const));
  assert.ok(rows.length > 10);
  for (const [index, id] of rows) assert.equal(id, ids[index - 2]);
  await portal.screen
    .rows()
    .nth(1)
    .locator('time')
    .evaluate((time) => getSelection()?.selectAllChildren(time));
  await page.getByText('Paused while text is selected.').waitFor();
  await signIns(1);
  await page.getByRole('button', { name: 'Paused – 1 new, show' }).click();
  await page.getByText(/of 75$/).waitFor();
});

test('without a stream it is asked every few seconds, and that is said', portalOptions, async () => {
  const { page } = portal.screen;
  const problem = {
    type: 'urn:annals:error:too_many_tails',
    title: 'Too many tails',
    status: 429,
    code: 'too_many_tails',
    detail: '100 tails are open.',
    request_id: 'r-9',
  };
  await page.route('**/v1/events/tail?*', (route) =>
    route.fulfill({ status: 429, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(problem) }),
  );
  await page.reload();
  await page.getByText('No live stream just now: asking every 3 s instead.').waitFor();
  await signIns(2);
  await page.getByText(/of 77$/).waitFor();
  await page.unroute('**/v1/events/tail?*');
  const ids = await recorded();
  await until('the rows are those of the API', async () => {
    const top = await shown();
    return top.length > 0 && top.slice(0, 10).every((id, at) => id === ids[at]);
  });
});
