import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { call, find, login, post } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, start, temporaryData, type Running } from './server.ts';

const preload = pathToFileURL(join(import.meta.dirname, '..', 'test', 'faults', 'preload.ts')).href;

describe('going on after a rollback', () => {
  it('is on record also when the server dies right after it signed anew', { timeout: 240_000 }, async () => {
    const data = temporaryData();
    const old = temporaryData('annals-old-');
    const log = join(old, 'steps');
    let server: Running = await start(data);
    try {
      await post(server, login());
      const organisations = await call<{ organisations: { id: string; slug: string }[] }>(server, '/v1/organisations');
      const acme = organisations.json.organisations.find(({ slug }) => slug === 'acme')!.id;
      await sleep(1_500);
      await server.stop();
      cpSync(join(data, 'journal'), join(old, 'journal'), { recursive: true });
      server = await start(data, {}, { setup: false });
      assert.equal((await post(server, [login(), login(), login()])).status, 201);
      await sleep(1_500);
      await server.stop();
      rmSync(join(data, 'journal'), { recursive: true });
      cpSync(join(old, 'journal'), join(data, 'journal'), { recursive: true });

      // It dies when it begins to publish what it just signed anew.
      const dying = {
        log,
        from: 'packages/server/sealer/organisation-sealer.ts',
        match: `/${acme}/checkpoint`,
        fail: { number: 0, when: 'after', how: 'kill' },
      };
      server = await start(data, { NODE_OPTIONS: `--import=${preload}`, FAULT: JSON.stringify(dying) }, { setup: false });
      await assert.rejects(call(server, `/v1/organisations/${acme}/ledger/continue`, { body: { reason: 'restored from a backup' } }));
      assert.match(readFileSync(log, 'utf8'), /checkpoint\.tmp/);
      await server.kill();

      server = await start(data, {}, { setup: false });
      const after = await post(server, login());
      assert.equal(after.status, 201, 'what was signed anew counts');
      await sleep(1_500);
      const last = await post(server, login());
      const found = await find(server, { q: 'event:annals.ledger.continue', wait_for: last.json.receipts[0]!.sequence });
      assert.deepEqual(
        found.json.events.map(({ extra }) => extra?.['reason']),
        ['restored from a backup'],
      );
      await server.stop();
      await checkAll(data);
    } finally {
      await server.kill();
      removeData(data);
      removeData(old);
    }
  });
});
