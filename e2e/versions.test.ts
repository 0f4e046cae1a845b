import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineClient } from '../packages/server/index/client.ts';
import { Engine } from '../packages/server/index/engine.ts';
import { database, tableName } from '../packages/server/index/schema.ts';
import { find, login, post } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, ServerEnded, start, temporaryData, type Running } from './server.ts';

/** Every file that holds something, with its bytes' hash; what a start may always touch is left out. */
function contents(data: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(data, name);
    // An empty log of SQLite is no log.
    const stats = statSync(path);
    if (!stats.isFile() || stats.size === 0 || /^(lock|run\/|index\/)|-shm$/.test(name)) continue;
    files.set(name, createHash('sha256').update(readFileSync(path)).digest('hex'));
  }
  return files;
}

function setSchema(path: string, schema: number): void {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA user_version = ${schema}`);
  db.close();
}

function schemaOf(path: string): number {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  } finally {
    db.close();
  }
}

async function refused(data: string): Promise<string> {
  try {
    const server = await start(data, {}, { setup: false });
    await server.kill();
  } catch (error) {
    assert.ok(error instanceof ServerEnded, String(error));
    assert.equal(error.code, 1, error.log);
    const lines = error.log.trim().split('\n');
    assert.equal(lines.length, 1, error.log);
    return lines[0]!;
  }
  throw new Error('The server started.');
}

describe('data of another version', () => {
  const data = temporaryData('annals-versions-');
  let server: Running | null = null;
  before(async () => {
    server = await start(data);
    for (let i = 0; i < 4; i++) {
      const events = Array.from({ length: 500 }, () => login());
      assert.equal((await post(server, events)).status, 201);
    }
    const found = await find(server, { limit: 1, wait_for: 2_001, total: 'exact' });
    assert.equal(found.status, 200, found.text);
    await server.stop();
    server = null;
  });
  after(async () => {
    await server?.kill();
    removeData(data);
  });

  for (const file of ['control.db', 'journal/journal.db']) {
    it(`a newer ${file} is refused with one line that names it and both numbers, and nothing is changed`, async () => {
      const path = join(data, file);
      const known = schemaOf(path);
      setSchema(path, known + 1);
      const before = contents(data);
      const line = await refused(data);
      assert.ok(
        line.includes(`${path} was written by a newer Annals (schema ${known + 1}, this program knows ${known}): start the newer version.`),
        line,
      );
      assert.deepEqual(contents(data), before);
      setSchema(path, known);
      await checkAll(data);
    });
  }

  it('an index of another definition is replaced beside: searches are never short of what they say, and the old table goes', async () => {
    await onEngine(data, async (client) => {
      await client.command(`RENAME TABLE ${database}.${tableName} TO ${database}.events_0123456789ab`);
    });
    server = await start(data, {}, { setup: false });
    const last = (await post(server, login())).json.receipts[0]!.sequence;
    const deadline = performance.now() + 60_000;
    for (;;) {
      const found = await find(server, { limit: 1, total: 'exact' });
      if (found.status === 200) {
        assert.equal(found.json.total?.value, found.json.as_of === null ? 0 : found.json.as_of + 1, found.text);
        if ((found.json.indexed_to ?? -1) >= last) break;
      } else assert.equal(found.status, 503, found.text);
      assert.ok(performance.now() < deadline, found.text);
      await sleep(50);
    }
    // Said, as every time that what was indexed is made again.
    const said = await rebuilds(server);
    assert.equal(said[0]?.extra?.['reason'], 'definition');
    await sleep(1_000);
    assert.equal(await server.stop(), 0);
    server = null;
    await checkAll(data);
    await onEngine(data, async (client) => {
      const tables = await client.rows({
        columns: 'name',
        rest: 'FROM system.tables WHERE database = {database:String}',
        parameters: { database },
      });
      assert.deepEqual(tables, [[tableName]]);
    });
  });
});

async function rebuilds(server: Running): ReturnType<typeof eventsOf> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const events = await eventsOf(server, 'event:annals.index.rebuild');
    if (events.length > 0) return events;
    assert.ok(performance.now() < deadline, 'the rebuild was not recorded');
    await sleep(100);
  }
}

async function eventsOf(server: Running, q: string) {
  const found = await find(server, { q });
  assert.equal(found.status, 200, found.text);
  return found.json.events;
}

async function onEngine(data: string, use: (client: EngineClient) => Promise<void>): Promise<void> {
  const engine = new Engine({ path: join(data, 'index'), runPath: join(data, 'run'), log: () => undefined });
  const client = new EngineClient(() => engine.endpoint());
  try {
    await engine.ready();
    await use(client);
  } finally {
    await client.close();
    await engine.stop();
  }
}
