import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, readSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { EngineClient } from './client.ts';
import { EngineFailed, EngineUnavailable } from './engine-errors.ts';
import { IndexCheck } from './index-check.ts';
import { activeParts, damageOf } from './parts.ts';
import { createTable, eventsTable } from './schema.ts';
import { LinesLedger, openIndex, record, type IndexUnderTest } from './testing.ts';

const a = '0193a000-aaaa-7000-8000-00000000000a';
const b = '0193a000-bbbb-7000-8000-00000000000b';
const c = '0193a000-cccc-7000-8000-00000000000c';
const signal = new AbortController().signal;

let index: IndexUnderTest;
afterEach(() => index.close());

/** Three weeks, two organisations, each week one part with a file for each column. */
async function filled(): Promise<void> {
  const ledger = new LinesLedger();
  for (let week = 0; week < 3; week += 1)
    for (let at = 0; at < 400; at += 1)
      for (const organisation of [a, b])
        ledger.append(
          organisation,
          record({
            skeleton: { received_at: new Date(Date.UTC(2026, 0, 5 + 7 * week) + at).toISOString() },
            groups: {
              actor: { id: `user-${at % 7}`, email: `person.${at % 7}@example.com` },
              target: { targets: [{ type: 'tag', id: `t${at}`, name: `name ${at}` }] },
              detail: { extra: { note: `word${at} common` }, correlation_id: `c${at}` },
            },
          }),
        );
  index = await openIndex(ledger, undefined, 0);
  await createTable(index.client);
  await index.client.command(`ALTER TABLE ${eventsTable} MODIFY SETTING min_bytes_for_wide_part = 0, min_rows_for_wide_part = 0`);
  await index.settle();
}

async function holds(): Promise<void> {
  const rows = await index.client.rows({
    columns: "toString(organisation), count(), uniqExact(sequence), max(sequence), uniqExact(id), countIf(body != '')",
    rest: `FROM ${eventsTable} GROUP BY organisation ORDER BY organisation`,
    parameters: {},
  });
  const organisations = index.ledger.organisations().toSorted();
  assert.deepEqual(
    rows,
    organisations.map((organisation) => {
      const size = index.ledger.size(organisation);
      return [organisation, size, size, size - 1, size, size];
    }),
  );
  for (const organisation of organisations) assert.equal(index.progress.indexedTo(organisation), index.ledger.size(organisation) - 1);
  for (const { name } of await activeParts(index.client)) assert.equal(await damageOf(index.client, name), null);
}

async function partPaths(): Promise<string[]> {
  const rows = await index.client.rows({
    columns: 'path',
    rest: "FROM system.parts WHERE database = 'annals' AND active ORDER BY name",
    parameters: {},
  });
  return rows.map(([path]) => String(path));
}

async function stopped(): Promise<void> {
  await index.client.close();
  await index.engine.stop();
}

async function reopened(): Promise<void> {
  index = await openIndex(index.ledger, index.dir);
  index.engine.onEndpoint((endpoint) => {
    if (endpoint !== null) index.indexer.reopen();
  });
  for (const deadline = Date.now() + 60_000; ;) {
    try {
      return await index.settle();
    } catch (error) {
      // What cannot be opened is replaced, after some tries.
      assert.ok((error instanceof EngineFailed || error instanceof EngineUnavailable) && Date.now() < deadline, String(error));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Turns a bit in the middle of the file; returns how to turn it back. */
function flip(path: string): () => void {
  const at = Math.floor(statSync(path).size / 2);
  const turn = (): void => {
    const file = openSync(path, 'r+');
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, at);
    byte.writeUInt8(byte.readUInt8() ^ 0x10);
    writeSync(file, byte, 0, 1, at);
    closeSync(file);
  };
  turn();
  return turn;
}

const remade = (): { organisation: string; reason: string; events: number }[] =>
  index.rebuilds.map(({ organisation, reason, events }) => ({ organisation, reason, events }));
const bothWeeks = [a, b].map((organisation) => ({ organisation, reason: 'damaged', events: 400 }));

describe('a part of the index that is damaged while nobody runs is noticed at open, made anew from the ledger, and it is said', () => {
  const damages: { what: string; which: number; damage(part: string): void }[] = [
    { what: 'its directory is gone, of a week in the middle', which: 1, damage: (part) => rmSync(part, { recursive: true }) },
    {
      what: 'every column is cut short',
      which: 1,
      damage: (part) => {
        for (const file of readdirSync(part))
          if (file.endsWith('.bin')) truncateSync(join(part, file), Math.floor(statSync(join(part, file)).size / 2));
      },
    },
    { what: 'one column is empty', which: 0, damage: (part) => truncateSync(join(part, 'sequence.bin'), 0) },
    { what: 'columns.txt is empty', which: 1, damage: (part) => truncateSync(join(part, 'columns.txt'), 0) },
    { what: 'a byte turned in the numbers that are compared', which: 1, damage: (part) => void flip(join(part, 'sequence.bin')) },
    { what: 'a byte turned in the primary index', which: 2, damage: (part) => void flip(join(part, 'primary.cidx')) },
    {
      what: 'it is full of rubbish',
      which: 1,
      damage: (part) => readdirSync(part).forEach((file) => writeFileSync(join(part, file), 'rubbish')),
    },
  ];
  for (const { what, which, damage } of damages)
    it(what, async () => {
      await filled();
      const paths = await partPaths();
      assert.equal(paths.length, 3);
      await stopped();
      damage(paths[which] ?? '');
      await reopened();
      const check = checker();
      await check.run(signal);
      await index.settle();
      await holds();
      assert.deepEqual(remade(), bothWeeks);
    });
});

function checker(now?: () => number): IndexCheck {
  return new IndexCheck({
    client: index.client,
    isIdle: () => index.indexer.isIdle,
    onDamaged: (part) => index.indexer.remake(part),
    log: () => undefined,
    ...(now === undefined ? {} : { now }),
  });
}

it('the part with the last events is gone: they are sent again like events that never were', async () => {
  await filled();
  const part = (await partPaths())[2] ?? '';
  await stopped();
  rmSync(part, { recursive: true });
  await reopened();
  await holds();
});

describe('while the engine runs', () => {
  it('a turned byte in the middle of any file that matters is noticed by the check, and no file that is whole', async () => {
    await filled();
    const [part] = await activeParts(index.client);
    const [path = ''] = await partPaths();
    assert.ok(part);
    // The engine keeps no hash of these three. It can read the part without the first and the last; the second is a hint.
    const unhashed = ['columns_substreams.txt', 'default_compression_codec.txt', 'metadata_version.txt'];
    const files = readdirSync(path).filter((file) => statSync(join(path, file)).size > 0 && !unhashed.includes(file));
    for (const file of ['sequence.bin', 'line.bin', 'line.cmrk2', 'primary.cidx', 'skp_idx_word.idx', 'skp_idx_id_known.idx', 'count.txt'])
      assert.ok(files.includes(file), `${file} among ${files.join(' ')}`);
    for (const file of files) {
      const back = flip(join(path, file));
      assert.notEqual(await damageOf(index.client, part.name).catch(String), null, file);
      back();
      assert.equal(await damageOf(index.client, part.name), null, file);
    }
  });

  it('a damaged part is made anew by the check, once, beside events that come meanwhile; a part that was merged is not damaged', async () => {
    await filled();
    const [, path = ''] = await partPaths();
    flip(join(path, 'words.bin'));
    const check = checker();
    const report = await check.run(signal);
    assert.deepEqual([report['checked'], report['waiting'], report['damaged']], [3, 0, 1]);
    index.ledger.append(c, record());
    await index.settle();
    await holds();
    assert.deepEqual(remade(), bothWeeks);
    assert.equal((await checker().run(signal))['damaged'], 0);
    assert.equal(await damageOf(index.client, '20000101_1_1_0'), null);
  });

  it('a question that meets damage says so, and the check looks at once, though the indexer is at work; not again for every question', async () => {
    await filled();
    let nowMs = Date.UTC(2026, 5, 1);
    const check = checker(() => nowMs);
    await check.run(signal);
    for (const path of await partPaths()) flip(join(path, 'words.bin'));
    let told = 0;
    const asking = new EngineClient(
      () => index.engine.endpoint(),
      undefined,
      () => (told += 1),
    );
    await assert.rejects(asking.rows({ columns: 'words', rest: `FROM ${eventsTable}`, parameters: {} }), EngineFailed);
    await asking.close();
    assert.equal(told, 1);
    index.ledger.append(c, record());
    assert.equal((await check.run(signal))['damaged'], 0, 'no round is due, and the indexer is at work');
    assert.deepEqual([check.suspect(), check.suspect()], [true, false]);
    assert.equal((await check.run(signal))['damaged'], 3);
    nowMs += 30_000;
    assert.equal(check.suspect(), true);
    await index.settle();
    await holds();
  });

  it('a missing list of hashes does no harm at the next open', async () => {
    await filled();
    const [path = ''] = await partPaths();
    await stopped();
    rmSync(join(path, 'checksums.txt'));
    await reopened();
    await holds();
    assert.deepEqual(remade(), []);
  });

  it('the check waits for the indexer, reads each part once a day, and again after a start of the engine', async () => {
    await filled();
    let nowMs = Date.UTC(2026, 5, 1);
    const check = checker(() => nowMs);
    index.ledger.append(a, record());
    assert.equal((await check.run(signal))['checked'], 0);
    await index.settle();
    const parts = (await activeParts(index.client)).length;
    assert.equal((await check.run(signal))['checked'], parts);
    assert.equal((await check.run(signal))['checked'], parts);
    nowMs += 86_400_000;
    assert.equal((await check.run(signal))['checked'], 2 * parts);
    check.restart();
    assert.equal((await check.run(signal))['checked'], 3 * parts);
  });
});

describe('an index with which no engine can live is set aside and made anew from the ledger', () => {
  const damages: { what: string; damage(path: string): void }[] = [
    {
      what: 'rubbish as definition of the database',
      damage: (path) => {
        for (const file of readdirSync(join(path, 'engine', 'metadata'))) {
          const at = join(path, 'engine', 'metadata', file);
          if (file.endsWith('.sql')) writeFileSync(at, 'rubbish');
        }
      },
    },
    {
      what: 'a file where the directory of the engine should be',
      damage: (path) => {
        rmSync(join(path, 'engine'), { recursive: true });
        writeFileSync(join(path, 'engine'), 'rubbish');
      },
    },
    {
      what: 'a file where its data should be',
      damage: (path) => {
        rmSync(join(path, 'engine', 'store'), { recursive: true, force: true });
        writeFileSync(join(path, 'engine', 'store'), 'rubbish');
      },
    },
  ];
  for (const { what, damage } of damages)
    it(what, async () => {
      await filled();
      await stopped();
      damage(join(index.dir, 'index'));
      await reopened();
      await holds();
      assert.deepEqual(
        remade(),
        [a, b].map((organisation) => ({ organisation, reason: 'missing', events: 1200 })),
      );
      assert.ok(index.logs.some((line) => line.includes('set aside')));
    });
});
