import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { find, login } from './api.ts';
import { checkAll } from './check-all.ts';
import { wholeIndex } from './kill-rounds.ts';
import { ReceiptBook } from './receipt-book.ts';
import { killEngine, removeData, start, temporaryData, type Running } from './server.ts';

/** kill -9 of the engine, whatever it is at. Recording does not notice; searches are right or refused; the index is whole afterwards. */
describe('kill -9 of the engine', () => {
  const data = temporaryData('annals-kill-engine-');
  const book = new ReceiptBook();
  let server: Running;
  before(async () => {
    server = await start(data);
  });
  after(async () => {
    await server.kill();
    removeData(data);
  });

  /** Writers and readers at work while `meanwhile` runs; what readers were told is judged as it comes. */
  async function underLoad(meanwhile: () => Promise<void>): Promise<{ requests: number; refused: number; found: number }> {
    let done = false;
    const before = book.requests;
    let [refused, found] = [0, 0];
    const write = async (): Promise<void> => {
      while (!done) {
        const events = Array.from({ length: 100 }, () => ({ ...login(), id: randomUUID() }));
        assert.ok(await book.send(server, { organisation: 'acme', events, key: null }), 'recording goes on');
      }
    };
    const read = async (): Promise<void> => {
      while (!done) {
        const answer = await find(server, { limit: 1, total: 'exact' });
        if (answer.status === 503) {
          assert.ok(answer.headers.get('retry-after'), answer.text);
          refused++;
        } else {
          assert.equal(answer.status, 200, answer.text);
          // Never less, or more, than it says it has.
          assert.equal(answer.json.total?.value, (answer.json.as_of ?? -1) + 1, answer.text);
          assert.equal(answer.json.events[0]?.sequence, answer.json.as_of ?? undefined);
          found++;
        }
        await sleep(5);
      }
    };
    const load = Promise.all([write(), write(), read(), read()]);
    // A failed writer or reader is raised below; until then it must not count as unhandled.
    load.catch(() => undefined);
    try {
      await meanwhile();
    } finally {
      done = true;
    }
    await load;
    return { requests: book.requests - before, refused, found };
  }

  async function wholeAfterwards(): Promise<void> {
    await wholeIndex(server, 'acme');
    assert.equal(await server.stop(), 0, server.log());
    await checkAll(data);
    await book.assertHeld(data);
    server = await start(data, {}, { setup: false });
  }

  it('in the middle of inserts and of searches, ten times: nothing is double or missing in the index', async () => {
    const told = await underLoad(async () => {
      for (let i = 0; i < 10; i++) {
        await sleep(100 + Math.random() * 600);
        await killEngine(server);
      }
    });
    assert.ok(told.requests > 10 && told.refused > 0, JSON.stringify(told));
    await wholeAfterwards();
  });

  it('in the middle of making a deleted index anew, three times: no search is answered with a part of it', async () => {
    assert.equal(await server.stop(), 0, server.log());
    rmSync(join(data, 'index'), { recursive: true });
    server = await start(data, {}, { setup: false });
    const told = await underLoad(async () => {
      for (let i = 0; i < 3; i++) {
        await sleep(Math.random() * 300);
        await killEngine(server);
      }
    });
    assert.ok(told.requests > 0, JSON.stringify(told));
    await wholeAfterwards();
  });
});
