import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { find, login, post } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, start, temporaryData, type Running } from './server.ts';

describe('the index is a view', () => {
  const data = temporaryData();
  let server: Running;
  before(async () => {
    server = await start(data);
  });
  after(async () => {
    await server.stop();
    removeData(data);
  });

  it('goes on recording while the engine is dead, and finds everything within ten seconds', async () => {
    await post(
      server,
      Array.from({ length: 500 }, () => login()),
    );
    assert.equal((await find(server, { limit: 1 })).status, 200);
    let last = 0;
    let posts = 0;
    const until = Date.now() + 3_000;
    const load = (async () => {
      while (Date.now() < until) {
        const answer = await post(
          server,
          Array.from({ length: 50 }, () => login()),
        );
        assert.equal(answer.status, 201);
        last = answer.json.receipts[49]!.sequence;
        posts++;
      }
    })();
    await sleep(300);
    process.kill(Number(readFileSync(join(data, 'run', 'engine.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    const killedAt = Date.now();
    const seen = new Set<number>();
    while (Date.now() - killedAt < 400) {
      const answer = await find(server, { limit: 1 });
      seen.add(answer.status);
      if (answer.status === 503) assert.ok(answer.headers.get('retry-after'));
      await sleep(5);
    }
    assert.ok(seen.has(503), `asked while it was down: ${[...seen].join(', ')}`);
    await load;
    assert.ok(posts > 5);
    let found = await find(server, { limit: 1, total: 'exact', wait_for: last });
    while (found.status !== 200 || (found.json.indexed_to ?? 0) < last) {
      assert.ok(Date.now() - killedAt < 13_000, `not complete after ${Date.now() - killedAt} ms: ${found.text}`);
      await sleep(100);
      found = await find(server, { limit: 1, total: 'exact', wait_for: last });
    }
    assert.equal(found.json.total?.value, found.json.indexed_to! + 1);
  });

  it('never answers with less than it had: the first search after a start waits for the index', async () => {
    const before = await find(server, { total: 'exact', limit: 1, q: 'event:auth.login' });
    assert.equal(before.status, 200);
    for (let restarts = 0; restarts < 3; restarts++) {
      await server.stop();
      server = await start(data, {}, { setup: false });
      const first = await find(server, { total: 'exact', limit: 1, q: 'event:auth.login' });
      assert.equal(first.status, 200, first.text);
      assert.equal(first.json.total?.value, before.json.total?.value);
    }
  });

  it('is rebuilt from the ledger when its directory is gone', async () => {
    const before = await find(server, { total: 'exact', limit: 1, q: 'event:auth.login' });
    await server.stop();
    await checkAll(data);
    rmSync(join(data, 'index'), { recursive: true });
    server = await start(data, {}, { setup: false });
    const deadline = Date.now() + 30_000;
    for (;;) {
      const after = await find(server, { total: 'exact', limit: 1, q: 'event:auth.login', wait_for: before.json.as_of });
      if (after.status === 200 && (after.json.indexed_to ?? -1) >= before.json.as_of) {
        assert.equal(after.json.total?.value, before.json.total?.value);
        return;
      }
      assert.ok(Date.now() < deadline, after.text);
      await sleep(100);
    }
  });
});
