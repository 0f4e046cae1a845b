import assert from 'node:assert/strict';
import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { EngineUnavailable } from './engine-errors.ts';
import type { StoredRecord } from '@annals/events';
import { Indexer } from './indexer.ts';
import { columnNames, eventsTable } from './schema.ts';
import { RowBinary } from './row-binary.ts';
import { writeRow } from './row.ts';
import { LinesLedger, openIndex as open, record, type IndexUnderTest } from './testing.ts';

const a = '0193a000-aaaa-7000-8000-00000000000a';
const b = '0193a000-bbbb-7000-8000-00000000000b';
const weekMs = 7 * 86_400_000;

const opened: IndexUnderTest[] = [];
afterEach(async () => {
  for (const index of opened.splice(0)) await index.close();
});

async function openIndex(...given: Parameters<typeof open>): Promise<IndexUnderTest> {
  const index = await open(...given);
  opened.push(index);
  return index;
}

/** Every event of the ledger once, and nothing else. */
async function holds(index: IndexUnderTest): Promise<void> {
  const rows = await index.client.rows({
    columns: 'toString(organisation), count(), uniqExact(sequence), min(sequence), max(sequence), uniqExact(id)',
    rest: `FROM ${eventsTable} GROUP BY organisation ORDER BY organisation`,
    parameters: {},
  });
  const wanted = index.ledger
    .organisations()
    .toSorted()
    .map((organisation) => {
      const size = index.ledger.size(organisation);
      return [organisation, size, size, 0, size - 1, size];
    });
  assert.deepEqual(rows, wanted);
  for (const organisation of index.ledger.organisations())
    assert.equal(index.progress.indexedTo(organisation), index.ledger.size(organisation) - 1);
}

function filled(count: number, skeletonOf: (at: number) => Parameters<typeof record>[0] = () => ({})): LinesLedger {
  const ledger = new LinesLedger();
  for (let at = 0; at < count; at += 1) for (const organisation of [a, b]) ledger.append(organisation, record(skeletonOf(at)));
  return ledger;
}

/** A new process: the engine's child is started anew on the same directory, with an indexer that knows nothing. */
async function reopened(index: IndexUnderTest): Promise<IndexUnderTest> {
  await index.client.close();
  await index.engine.stop();
  return openIndex(index.ledger, index.dir);
}

test('101 weeks of occurred_at, and of received_at, in one batch', async () => {
  const index = await openIndex(
    filled(101, (at) => ({ skeleton: { occurred_at: new Date(Date.UTC(2020, 0, 1) + at * weekMs).toISOString() } })),
  );
  await index.settle();
  await holds(index);
  const c = '0193a000-cccc-7000-8000-00000000000c';
  index.ledger.append(
    c,
    ...Array.from({ length: 120 }, (_, at) =>
      record({ skeleton: { received_at: new Date(Date.UTC(2020, 0, 1) + at * weekMs).toISOString() } }),
    ),
  );
  await index.settle();
  await holds(index);
});

test('a row has what the event says, whatever it says', async () => {
  const index = await openIndex();
  const strange = 'tab\tline\nreturn\rquote\'s "double" back\\slash \u202e\u0001 = \u{1f600} \\N';
  index.ledger.append(
    a,
    record({
      groups: {
        actor: { id: strange, name: '=1+1' },
        target: { targets: [{ type: strange, id: strange }] },
        detail: { extra: { [strange]: strange } },
        net: { ip: 'fe80::1%eth0' },
      },
    }),
  );
  await index.settle();
  const [body, actor, targets, extra, ip] = await index.client.row({
    columns: 'body, actor_id, target_ids, extra, toString(ip)',
    rest: `FROM ${eventsTable}`,
    parameters: {},
  });
  assert.deepEqual([actor, targets, extra, ip], [strange, [strange], JSON.stringify({ [strange]: strange }), '::']);
  assert.equal((JSON.parse(String(body)) as StoredRecord).groups.actor?.['id'], strange);
});

test('the index directory is deleted: the same totals again, and it is said', async () => {
  let index = await openIndex(filled(2500), undefined, 0);
  await index.settle();
  assert.deepEqual(index.rebuilds, []);
  await index.client.close();
  await index.engine.stop();
  rmSync(join(index.dir, 'index'), { recursive: true });
  index = await openIndex(index.ledger, index.dir);
  await index.settle();
  await holds(index);
  assert.deepEqual(
    index.rebuilds.map(({ organisation, reason, events }) => ({ organisation, reason, events })),
    [a, b].map((organisation) => ({ organisation, reason: 'missing', events: 2500 })),
  );
});

test('nothing is made anew when nothing is wrong', async () => {
  let index = await openIndex(filled(500));
  await index.settle();
  index = await reopened(index);
  for (const organisation of [a, b]) index.ledger.append(organisation, record());
  await index.settle();
  await holds(index);
  assert.deepEqual(index.rebuilds, []);
});

test('rows of events that were given up with an older journal do not stand for the events that came after', async () => {
  let index = await openIndex(filled(50));
  await index.settle();
  const went = index.ledger;
  const other = filled(0);
  for await (const batch of went.read(a, 0, 40))
    other.append(a, ...batch.lines.map((line) => JSON.parse(line) as ReturnType<typeof record>));
  for (let at = 0; at < 30; at += 1) other.append(a, record());
  other.append(b, record());
  await index.client.close();
  await index.engine.stop();
  index = await openIndex(other, index.dir);
  await index.settle();
  await holds(index);
  const ids = await index.client.rows({
    columns: 'toString(id)',
    rest: `FROM ${eventsTable} WHERE organisation = '${a}' ORDER BY sequence`,
    parameters: {},
  });
  for (const [sequence, [id]] of ids.entries()) assert.equal(other.sequenceOf(a, String(id)), sequence);
  assert.ok(index.rebuilds.some(({ organisation, reason }) => organisation === a && reason === 'damaged'));
});

test('rows that are missing, double, beyond the ledger or of nobody are put right at open', async () => {
  let index = await openIndex(filled(3000));
  await index.settle();
  const lines: string[] = [];
  for await (const batch of index.ledger.read(a, 0, 3000)) lines.push(...batch.lines);
  const again = (organisation: string, from: number, ...sent: string[]): Promise<void> => {
    const rows = new RowBinary();
    for (const [at, line] of sent.entries()) writeRow(rows, line, organisation, from + at);
    return index.client.insert(eventsTable, columnNames, rows.view());
  };
  await index.client.command(
    `DELETE FROM ${eventsTable} WHERE organisation = '${a}' AND sequence IN (5, 6, 2000) SETTINGS lightweight_deletes_sync = 2`,
  );
  await again(b, 100, ...lines.slice(100, 110));
  await again(b, 3500, lines[0] ?? '');
  await again('0193a000-dddd-7000-8000-00000000000d', 0, ...lines.slice(0, 3));
  index = await reopened(index);
  await index.settle();
  await holds(index);
  assert.deepEqual(
    index.rebuilds.map(({ organisation, reason, events, removed }) => ({ organisation, reason, events, removed })),
    [
      { organisation: a, reason: 'damaged', events: 3, removed: 0 },
      { organisation: b, reason: 'damaged', events: 3000, removed: 3011 },
    ],
  );
});

test('a part the engine cannot read is made anew', async () => {
  let index = await openIndex(filled(800));
  await index.settle();
  const parts = await index.client.rows({
    columns: 'path',
    rest: "FROM system.parts WHERE database = 'annals' AND active",
    parameters: {},
  });
  await index.client.close();
  await index.engine.stop();
  const part = String(parts[0]?.[0]);
  for (const file of readdirSync(part)) if (file.endsWith('.bin') || file === 'columns.txt') truncateSync(join(part, file), 0);
  index = await openIndex(index.ledger, index.dir);
  await index.settle();
  await holds(index);
  assert.ok(index.rebuilds.length > 0);
});

test('the engine is killed again and again while events come: each is in the index once', { timeout: 60_000 }, async (t) => {
  const index = await openIndex(filled(100));
  let sent = 100;
  const stop = new AbortController();
  t.after(() => stop.abort());
  const indexing = (async () => {
    while (!stop.signal.aborted) {
      await index.indexer.run(stop.signal).catch((error: unknown) => assert.ok(error instanceof EngineUnavailable, String(error)));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  for (let round = 0; round < 5; round += 1) {
    await index.engine.ready();
    for (let batch = 0; batch < 10; batch += 1) {
      index.ledger.append(a, ...Array.from({ length: 300 }, () => record()));
      sent += 300;
      await new Promise((resolve) => setTimeout(resolve, 5 + 17 * ((round * 7 + batch) % 5)));
    }
    process.kill(index.engine.pid ?? 0, 'SIGKILL');
    while (index.engine.endpoint() !== null) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await index.engine.ready();
  stop.abort();
  await indexing;
  await index.settle();
  assert.equal(index.ledger.size(a), sent);
  await holds(index);
});

test('an organisation whose ledger cannot be read does not stop the others', async () => {
  const index = await openIndex(filled(50));
  const torn = new (class extends LinesLedger {
    override read(organisation: string, from: number, to: number): ReturnType<LinesLedger['read']> {
      if (organisation === a) throw new Error('sequence 7 cannot be read');
      return index.ledger.read(organisation, from, to);
    }
    override organisations(): string[] {
      return index.ledger.organisations();
    }
    override sizes(): ReadonlyMap<string, number> {
      return index.ledger.sizes();
    }
    override size(organisation: string): number {
      return index.ledger.size(organisation);
    }
  })();
  const indexer = new Indexer({
    client: index.client,
    ledger: torn,
    onProgress: (organisation, to) => index.progress.set(organisation, to),
    onOpened: () => index.progress.opened(),
    onRebuild: () => undefined,
    onUnusable: () => undefined,
    log: () => undefined,
  });
  const report = await indexer.run(new AbortController().signal);
  assert.deepEqual([report['damaged'], report['behind']], [1, 50]);
  assert.equal(index.progress.indexedTo(b), 49);
  assert.equal(index.progress.indexedTo(a), null);
  await index.settle();
  await holds(index);
});
