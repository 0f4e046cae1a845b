import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EngineClient, type Select } from './client.ts';
import { EngineFailed, EngineUnavailable } from './engine-errors.ts';
import { Engine } from './engine.ts';
import { eventsTable } from './schema.ts';
import { LinesLedger, openIndex, record, type IndexUnderTest } from './testing.ts';

const a = '0193a000-aaaa-7000-8000-00000000000a';
const mb = 1024 * 1024;
/** What is promised of the whole process: the pages of the engine's program that are in memory are part of it. */
const peakLimit = 1_200_000_000;
const threeYearsMs = 3 * 365 * 86_400_000;

let index: IndexUnderTest;
before(async () => {
  const ledger = new LinesLedger();
  // Three years, so that this is more partitions than the engine takes by itself; no two events have a word, a target or an actor in common.
  ledger.append(
    a,
    ...Array.from({ length: 20_000 }, (_, at) =>
      record({
        skeleton: { received_at: new Date(Date.UTC(2020, 0, 1) + at * (threeYearsMs / 20_000)).toISOString() },
        groups: {
          actor: { id: `user-${at}`, email: `person.${at}@example.com` },
          target: { targets: [{ type: 'tag', id: `t${at}`, name: `name ${at} ${'long '.repeat(40)}` }] },
          detail: { extra: { note: `word${at} ${'common words '.repeat(30)}` } },
        },
      }),
    ),
  );
  index = await openIndex(ledger);
  await index.settle();
});
after(() => index.close());

const one: Select = { columns: 'toUInt8(1)', rest: '', parameters: {} };
const stat = (): { cpuMs: number; peakBytes: number } => {
  const status = readFileSync(`/proc/${index.engine.pid}/status`, 'utf8');
  const fields = readFileSync(`/proc/${index.engine.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
    peakBytes: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024,
  };
};

/** Rows of (UInt64, String), each with a text of its own. */
function binary(count: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, at) => {
      const text = `${Math.random()}${Math.random()}`;
      const row = Buffer.alloc(9 + text.length);
      row.writeBigUInt64LE(BigInt(at));
      row.writeUInt8(text.length, 8);
      row.write(text, 9);
      return row;
    }),
  );
}

it('three years of events in one batch: every event once, in a partition a week', async () => {
  const [count, distinct, partitions] = await index.client.row({
    columns: 'count(), uniqExact(sequence), uniqExact(toMonday(received_at))',
    rest: `FROM ${eventsTable}`,
    parameters: {},
  });
  assert.deepEqual([count, distinct], [20_000, 20_000]);
  assert.ok(Number(partitions) > 150);
});

describe('under its memory cap', () => {
  const hostile: { what: string; select: Select }[] = [
    {
      what: 'groups of whole events',
      select: {
        columns: 'body, number, count()',
        rest: `FROM ${eventsTable} AS e, numbers(3000) AS n GROUP BY body, number ORDER BY 3 DESC LIMIT 10`,
        parameters: {},
      },
    },
    {
      what: 'distinct values of every event many times over',
      select: {
        columns: 'uniqExact(concat(words, toString(number)))',
        rest: `FROM ${eventsTable} AS e, numbers(3000) AS n`,
        parameters: {},
      },
    },
    {
      what: 'everything in one array',
      select: {
        columns: 'length(groupArray(concat(body, toString(number))))',
        rest: `FROM ${eventsTable} AS e, numbers(3000) AS n`,
        parameters: {},
      },
    },
    {
      what: 'everything sorted by its text',
      select: {
        columns: 'body',
        rest: `FROM ${eventsTable} AS e, numbers(300) AS n ORDER BY concat(words, toString(number)) DESC LIMIT 5 OFFSET 3000000`,
        parameters: {},
      },
    },
    {
      what: 'a hundred patterns',
      select: {
        columns: 'count()',
        rest: `FROM ${eventsTable} AS e, numbers(50) AS n WHERE ${Array.from({ length: 100 }, (_, at) => `words NOT ILIKE '%x${at}%y${at}%z_${at}%'`).join(' AND ')}`,
        parameters: {},
      },
    },
    {
      what: 'a pattern of 4 KiB',
      select: {
        columns: 'count()',
        rest: `FROM ${eventsTable} WHERE words LIKE {needle:String}`,
        parameters: { needle: `%${'common_%'.repeat(511)}%` },
      },
    },
  ];

  it('hostile questions, eight at a time: each has a result or is too expensive, the engine lives within its cap', async (t) => {
    let next = 0;
    const jobs = [...hostile, ...hostile, ...hostile, ...hostile];
    const answered: string[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let job = jobs[next++]; job !== undefined; job = jobs[next++]) {
          const { what, select } = job;
          try {
            await index.client.rows({ ...select, limits: { seconds: 3 } });
            answered.push(what);
          } catch (error) {
            assert.ok(error instanceof EngineFailed && [159, 241].includes(error.code), `${what}: ${String(error)}`);
          }
        }
      }),
    );
    assert.equal(index.engine.starts, 1);
    const { peakBytes } = stat();
    t.diagnostic(`peak ${Math.round(peakBytes / mb)} MB; with a result: ${new Set(answered).size} of ${hostile.length} kinds`);
    assert.ok(peakBytes < peakLimit, `${peakBytes / mb} MB at its peak`);
    assert.deepEqual(await index.client.rows(one), [[1]]);
  });

  it('64 pages of a thousand whole events at once queue, and all are answered', async () => {
    const page: Select = {
      columns: 'sequence, body',
      rest: `FROM ${eventsTable} WHERE organisation = {a:UUID} ORDER BY sequence DESC LIMIT 1000`,
      parameters: { a },
    };
    const pages = await Promise.all(Array.from({ length: 64 }, () => index.client.rows(page)));
    for (const rows of pages) assert.equal(rows.length, 1000);
    assert.ok(stat().peakBytes < peakLimit);
  });
});

describe('a client that goes away takes its work with it', () => {
  const endless = 'numbers(100000000000)';
  const asked: { what: string; ask(signal: AbortSignal): Promise<unknown> }[] = [
    {
      what: 'page',
      ask: (signal) =>
        index.client.rows({ columns: 'number', rest: `FROM ${endless} WHERE sipHash64(number) = 1 LIMIT 10`, parameters: {} }, signal),
    },
    {
      what: 'count',
      ask: (signal) =>
        index.client.row({ columns: 'count()', rest: `FROM ${endless} WHERE NOT ignore(sipHash64(number))`, parameters: {} }, signal),
    },
    {
      what: 'facet',
      ask: (signal) =>
        index.client.rows({ columns: 'number % 10 AS k, count()', rest: `FROM ${endless} GROUP BY k ORDER BY k`, parameters: {} }, signal),
    },
    {
      what: 'export, once it flows',
      ask: async (signal) => {
        const lines = index.client.texts(
          { columns: "concat(toString(sipHash64(number)), '\\n')", rest: `FROM ${endless}`, parameters: {}, limits: { seconds: 600 } },
          () => undefined,
          signal,
        );
        for await (const chunk of lines) void chunk;
      },
    },
  ];
  for (const { what, ask } of asked)
    it(what, async () => {
      const stop = new AbortController();
      const answer = ask(stop.signal);
      answer.catch(() => undefined /* looked at below */);
      const busy = stat().cpuMs;
      while (stat().cpuMs < busy + 400) await new Promise((resolve) => setTimeout(resolve, 50));
      stop.abort();
      await assert.rejects(answer, EngineUnavailable);
      // Idle: less than a tenth of a core for half a second. The promise is two seconds; a busy machine may need more to see it.
      const abortedMs = Date.now();
      for (let idle = false; !idle;) {
        assert.ok(Date.now() - abortedMs < 5000, 'still at work');
        const { cpuMs } = stat();
        await new Promise((resolve) => setTimeout(resolve, 500));
        idle = stat().cpuMs - cpuMs < 50;
      }
      assert.deepEqual(await index.client.rows(one), [[1]]);
    });

  it('and one that waits too long is told that its question is too expensive', async () => {
    await assert.rejects(
      index.client.rows({
        columns: 'count()',
        rest: `FROM ${endless} WHERE NOT ignore(sipHash64(number))`,
        parameters: {},
        limits: { seconds: 1 },
      }),
      (error: unknown) => error instanceof EngineFailed && error.code === 159,
    );
  });
});

describe('the disk of the index is full', () => {
  const dir = mkdtempSync(join(tmpdir(), 'annals-small-disk-'));
  let mounted = false;
  before(() => {
    mounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'tmpfs', dir]).status === 0;
  });
  after(() => {
    if (mounted) spawnSync('umount', [dir]);
    rmSync(dir, { recursive: true, force: true });
  });
  it('an insert is refused as a full disk, reads go on, a start goes on, and inserts resume by themselves', async (t) => {
    if (!mounted) return t.skip('a tmpfs cannot be mounted here');
    const engine = new Engine({ path: join(dir, 'index'), runPath: join(dir, 'run'), log: () => undefined });
    const client = new EngineClient(() => engine.endpoint());
    await engine.ready();
    await client.command('CREATE TABLE small (n UInt64, text String) ENGINE = MergeTree ORDER BY n');
    const rows = binary(2000);
    await client.insert('small', ['n', 'text'], rows);
    const fill = join(dir, 'fill');
    const { bavail, bsize } = statfsSync(dir);
    writeFileSync(fill, Buffer.alloc(Math.max(0, bavail * bsize - 64 * 1024)));
    const large = binary(20_000);
    const isFull = (error: unknown): boolean => error instanceof EngineFailed && error.code === 243;
    for (let round = 0; round < 5; round += 1) await assert.rejects(client.insert('small', ['n', 'text'], large), isFull);
    assert.deepEqual(await client.row({ columns: 'count()', rest: 'FROM small', parameters: {} }), [2000]);
    process.kill(engine.pid ?? 0, 'SIGKILL');
    const endpoint = engine.endpoint();
    while (engine.endpoint() === null || engine.endpoint() === endpoint) await new Promise((resolve) => setTimeout(resolve, 25));
    assert.deepEqual(await client.row({ columns: 'count()', rest: 'FROM small', parameters: {} }), [2000]);
    await assert.rejects(client.insert('small', ['n', 'text'], large), isFull);
    rmSync(fill);
    await client.insert('small', ['n', 'text'], large);
    assert.deepEqual(await client.row({ columns: 'count()', rest: 'FROM small', parameters: {} }), [22_000]);
    await client.close();
    await engine.stop();
  });
});
