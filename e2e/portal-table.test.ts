import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, login, post } from './api.ts';
import { indexed } from './filled.ts';
import { portalOptions, usePortal } from './portal-screen.ts';
import { until } from './tail-reader.ts';

/** The table of events: one list that goes on, its keys, columns, folding, and what it says about what is not there. */

const portal = usePortal({ scene: true });
const events = 1_000;
const address = (query = ''): string => `${portal.screen.server.url}/settings/security/audit-events${query}`;

/** Ids of all events, in the order of the page. */
async function allIds(): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Awaited<ReturnType<typeof find>> = await find(portal.screen.server, {
      order: '-occurred_at',
      limit: 500,
      q: 'producer:acme-console',
      ...(cursor !== '' && { cursor }),
    });
    ids.push(...page.json.events.map(({ id }) => id));
    cursor = page.json.next;
  }
  return ids;
}

test('thousands of events are one list: each is shown once, in order, down and up again', portalOptions, async () => {
  const { page, server } = portal.screen;
  const before = (await allIds()).length;
  // By turns of another user, so that no rows are repeats of each other.
  for (let sent = 0; sent < events; sent += 500)
    await post(
      server,
      Array.from({ length: 500 }, (_, at) =>
        login({ producer: { name: 'acme-console' }, actor: { type: 'user', id: `u-${at % 7}`, email: `user${at % 7}@acme.example` } }),
      ),
    );
  await until('all can be found', async () => (await allIds()).length === before + events);
  const ids = await allIds();
  await page.goto(address('?q=producer:acme-console'));
  await page.getByText(`of ${ids.length.toLocaleString('en')}`).waitFor();
  assert.equal(await page.getByRole('table', { name: 'Audit events' }).getAttribute('aria-rowcount'), String(ids.length + 1));
  const seen = new Map<number, string>();
  const look = async (): Promise<void> => {
    const rows = await portal.screen
      .rows()
      .evaluateAll((all) => all.map((row) => [Number(row.ariaRowIndex ?? row.getAttribute('aria-rowindex')), row.getAttribute('data-id')]));
    for (const [index, id] of rows as [number, string][]) {
      assert.equal(id, ids[index - 2], `row ${index}`);
      seen.set(index, id);
    }
  };
  await page.mouse.move(800, 600);
  const turn = async (px: number, isOver: () => boolean): Promise<void> => {
    await until(
      'all rows were seen',
      async () => {
        await page.mouse.wheel(0, px);
        await page.waitForTimeout(60);
        await look();
        return isOver();
      },
      100_000,
    );
  };
  await turn(1_000, () => seen.has(ids.length + 1));
  await page.getByText('No further events meet these conditions.').waitFor();
  await until('the rows above the end have come', async () => (await look(), seen.size > ids.length * 0.8));
  await turn(-4_000, () => seen.has(2));
  assert.ok((await portal.screen.rows().count()) < 80, 'rows out of sight are not made');
});

test('by keyboard alone: through the rows, into an event, and back to where one was', portalOptions, async () => {
  const { page } = portal.screen;
  await page.goto(address('?q=producer:acme-console'));
  await portal.screen.range().waitFor();
  await portal.screen.rows().first().focus();
  const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex') ?? null);
  for (const key of ['j', 'ArrowDown', 'k', 'PageDown', 'PageDown', 'PageDown']) await page.keyboard.press(key);
  const there = await focused();
  assert.ok(Number(there) > 12, `${there}`);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Event' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Event' }).waitFor({ state: 'detached' });
  assert.equal(await focused(), there);
  const isInSight = (): Promise<boolean> =>
    page.evaluate(() => {
      const { top = -1, bottom = -1 } = document.activeElement?.getBoundingClientRect() ?? {};
      return top >= 0 && bottom <= innerHeight;
    });
  assert.ok(await isInSight(), 'the row that had the focus has it again, and is in sight');
  await page.keyboard.press('End');
  await until('the keys load more', async () => (await page.keyboard.press('End'), Number(await focused()) > 600));
  await page.keyboard.press('Home');
  assert.equal(await focused(), '2');
  await page.keyboard.press('.');
  await page.waitForURL(/event(:|%3A)/);
});

test('columns and row height are chosen, kept, and part of the address', portalOptions, async () => {
  const { page } = portal.screen;
  await page.goto(address());
  await portal.screen.range().waitFor();
  await page.getByRole('button', { name: 'Table options' }).click();
  const dialog = page.getByRole('dialog', { name: 'Table options' });
  await dialog.getByRole('checkbox', { name: 'Event', exact: true }).uncheck();
  await dialog.getByRole('checkbox', { name: 'Extra data' }).check();
  await dialog.getByRole('radio', { name: 'Compact' }).check();
  await portal.screen.inspect('table-options');
  await page.keyboard.press('Escape');
  const names = async (): Promise<string[]> =>
    (await page.getByRole('table', { name: 'Audit events' }).getByRole('columnheader').allInnerTexts()).map(
      (text) => text.split('\n')[0]?.trim() ?? '',
    );
  assert.deepEqual(
    (await names()).map((name) => name.split(' ')[0]),
    ['Date', 'User', 'State', 'Extra'],
  );
  await page.waitForURL(/columns=date/);
  assert.equal(
    await portal.screen
      .rows()
      .first()
      .evaluate((row) => row.clientHeight),
    31,
  );
  await page.goto(address());
  await portal.screen.range().waitFor();
  assert.equal((await names()).length, 4);
  await page.getByRole('button', { name: 'Table options' }).click();
  await dialog.getByRole('button', { name: 'Standard columns' }).click();
  await dialog.getByRole('radio', { name: 'Comfortable' }).check();
  await page.keyboard.press('Escape');
});

test('repeats are one row with their number, and open by key and press', portalOptions, async () => {
  const { page, server } = portal.screen;
  const same = { actor: { type: 'user', id: 'u-9', email: 'again@example.com' } };
  await post(
    server,
    Array.from({ length: 14 }, () => login(same)),
  );
  await indexed(server);
  await page.goto(address('?q=actor:again@example.com'));
  await page.getByText('of 14', { exact: false }).waitFor();
  assert.equal(await portal.screen.rows().count(), 1);
  await portal.screen.rows().first().focus();
  await page.keyboard.press('ArrowRight');
  await until('all are there', async () => (await portal.screen.rows().count()) === 14);
  await page.getByRole('button', { name: 'Fold 14 repeats' }).click();
  await until('it is one again', async () => (await portal.screen.rows().count()) === 1);
  await page.getByRole('button', { name: 'Show all 14 repeats' }).waitFor();
  await portal.screen.inspect('folded');
});

test('what takes long says so and can be given up; what fails says how, and the rows stay', portalOptions, async () => {
  const { page } = portal.screen;
  await page.goto(address());
  await portal.screen.range().waitFor();
  await page.route('**/v1/events?*', () => undefined);
  await page.getByRole('button', { name: /Date/ }).click();
  await page.getByText(/^Still looking after \d+ s$/).waitFor();
  await portal.screen.inspect('slow');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Cancelled. What is shown may be incomplete.').waitFor();
  await page.unroute('**/v1/events?*');
  const problem = {
    type: 'urn:annals:error:query_too_expensive',
    title: 'Too much',
    status: 422,
    code: 'query_too_expensive',
    detail: 'Narrow it.',
    request_id: 'r-7',
  };
  await page.route('**/v1/events?*', (route) =>
    route.fulfill({ status: 422, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(problem) }),
  );
  await page.getByRole('button', { name: 'Try again' }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('r-7').waitFor();
  await alert.getByRole('button', { name: 'Copy details' }).waitFor();
  assert.ok((await portal.screen.rows().count()) > 0);
  await page.unroute('**/v1/events?*');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await alert.waitFor({ state: 'detached' });
  await portal.screen.inspectNarrow('table');
});
