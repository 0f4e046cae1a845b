import assert from 'node:assert/strict';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, find, login, post } from './api.ts';
import { removeData, start, temporaryData, type Running } from './server.ts';

describe('an old journal laid over a newer ledger', () => {
  it('is never signed: the organisation takes no events until an admin continues it with a reason', async () => {
    const data = temporaryData();
    const old = temporaryData('annals-old-');
    let server: Running = await start(data);
    try {
      await post(server, [login(), login()]);
      await sleep(1_500);
      await server.stop();
      cpSync(join(data, 'journal'), join(old, 'journal'), { recursive: true });
      server = await start(data, {}, { setup: false });
      const lost = await post(server, [login(), login(), login()]);
      assert.equal(lost.status, 201);
      await sleep(1_500);
      await server.stop();
      rmSync(join(data, 'journal'), { recursive: true });
      cpSync(join(old, 'journal'), join(data, 'journal'), { recursive: true });

      server = await start(data, {}, { setup: false });
      const refused = await post(server, login());
      assert.equal(refused.status, 503);
      assert.equal(refused.json.code, 'ledger_rolled_back');
      const ready = await call<{ status: string; reasons: { part: string }[] }>(server, '/readyz', { key: null });
      assert.equal(ready.json.status, 'degraded');
      assert.ok(ready.json.reasons.some(({ part }) => part === 'ledger'));
      const organisations = await call<{ organisations: { id: string; slug: string }[] }>(server, '/v1/organisations');
      const acme = organisations.json.organisations.find(({ slug }) => slug === 'acme')!.id;
      const continued = await call(server, `/v1/organisations/${acme}/ledger/continue`, {
        body: { reason: 'the disk was lost, the backup is of noon' },
      });
      assert.equal(continued.status, 200, continued.text);
      const after = await post(server, login());
      assert.equal(after.status, 201, after.text);
      const found = await find(server, { q: 'event:annals.ledger.continue', wait_for: after.json.receipts[0]!.sequence });
      assert.equal(found.status, 200, found.text);
      assert.equal(found.json.events.length, 1, found.text + server.log());
      assert.equal(found.json.events[0]?.extra?.['reason'], 'the disk was lost, the backup is of noon');
      assert.ok(
        readdirSync(join(data, 'signed')).some((name) => name.includes('abandoned')),
        'what was given up is kept',
      );
      assert.equal((await call(server, `/v1/organisations/${acme}/ledger/continue`, { body: { reason: 'again' } })).status, 409);
    } finally {
      await server.kill();
      removeData(data);
      removeData(old);
    }
  });
});
