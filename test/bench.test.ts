import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findPrograms } from '../bench/postgres/cluster.ts';
import { markdownOf } from '../bench/report/markdown.ts';
import type { Results } from '../bench/report/results.ts';

/** The bench with tiny numbers: so that it cannot rot. Nothing here is a measurement. */

const main = fileURLToPath(new URL('../bench/main.ts', import.meta.url));
const hasPostgres = findPrograms() !== null;
const events = 3000;
const peerEvents = 2000;

/** A directory for everything the bench makes; PostgreSQL's own user must be able to pass. */
function directoryFor(t: TestContext): { work: string; out: string } {
  const root = mkdtempSync(join(tmpdir(), 'annals-bench-test-'));
  t.after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const [work, out] = [join(root, 'work'), join(root, 'out')];
  for (const path of [work, out]) mkdirSync(path);
  for (const path of [root, work]) chmodSync(path, 0o755);
  return { work, out };
}

function startBench(
  { work, out }: { work: string; out: string },
  args: string[],
): { child: ChildProcess; ended: Promise<number | null>; log(): string } {
  const small = ['--organisations', '8', '--pool', '200', '--seconds', '1', '--asks', '2', '--out', out];
  const child = spawn(process.execPath, [main, ...small, ...args], {
    env: { ...process.env, TMPDIR: work },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  return { child, log: () => log, ended: new Promise((resolve) => child.once('close', resolve)) };
}

/** Processes that hold something of a directory by their environment or arguments. */
function processesOf(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => ['environ', 'cmdline'].some((name) => textOf(`/proc/${pid}/${name}`).includes(directory)));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Ended meanwhile, or another user's.
    return '';
  }
}

test('a small run measures every system, all hold the same events and give the same answers, and nothing is left behind', async (t) => {
  if (!hasPostgres) {
    assert.notEqual(process.env['CI'], 'true', 'postgresql-15 is not installed');
    t.diagnostic('without PostgreSQL, which is not installed');
  }
  const directories = directoryFor(t);
  const { ended, log } = startBench(directories, [
    '--events',
    String(events),
    '--peer-events',
    String(peerEvents),
    '--only',
    'sustained,fill',
  ]);
  assert.equal(await ended, 0, log());
  const results = JSON.parse(readFileSync(join(directories.out, 'results.json'), 'utf8')) as Results;
  assert.deepEqual(
    results.rows.map(({ name }) => name),
    ['sustained', 'fill'],
  );
  for (const { figures, notes, tookSeconds } of results.rows) {
    assert.ok(figures.length > 0 && notes.length > 0 && tookSeconds > 0);
    for (const { what, system, unit, values } of figures) {
      assert.ok(
        values.length === 1 && values.every((value) => Number.isFinite(value) && value >= 0),
        `${system} ${what}: ${String(values)}`,
      );
      assert.ok(what !== '' && unit !== '');
    }
  }
  assert.equal(results.dataSet.seed, 1);
  assert.ok(results.dataSet.meanBytes > 700 && results.dataSet.meanBytes < 900);
  assert.deepEqual(Object.keys(results.machine.versions), ['node', 'sqlite', 'chdb', 'commit']);
  const systems = ['annals', ...(hasPostgres ? ['postgres'] : []), 'sqlite'];
  const fill = results.rows[1]!.figures;
  const valuesOf = (what: string): Record<string, number> =>
    Object.fromEntries(fill.filter((figure) => figure.what === what).map(({ system, values }) => [system, values[0]!]));
  const at = '2,000 events';
  assert.deepEqual(valuesOf(`${at}: found`), Object.fromEntries(systems.map((system) => [system, peerEvents])));
  for (const question of ['filter, facets and total', 'actor and outcome', 'rare word', 'common word', 'part of a word']) {
    const totals = valuesOf(`${at}: ${question}, events found`);
    assert.deepEqual(Object.keys(totals), systems);
    assert.equal(new Set(Object.values(totals)).size, 1, `${question}: ${JSON.stringify(totals)}`);
    assert.ok(totals['annals']! > 0, `${question} finds nothing`);
  }
  assert.deepEqual(Object.keys(valuesOf(`${at}: bytes an event, total`)), systems);
  assert.equal(readFileSync(join(directories.out, 'RESULTS.md'), 'utf8'), markdownOf(results));
  assert.deepEqual([readdirSync(directories.work), processesOf(directories.work)], [[], []]);
});

test('Ctrl-C ends everything the bench has started, a stopped engine too, and removes its data', async (t) => {
  const directories = directoryFor(t);
  const { child, ended, log } = startBench(directories, ['--only', 'ingest', '--seconds', '60', '--skip-peers']);
  const deadline = Date.now() + 120_000;
  // Both load and engine run by then, and the engine is stopped soon after.
  while (!log().includes('index paused\n  annals: loading')) {
    assert.ok(Date.now() < deadline && child.exitCode === null, log());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.ok(processesOf(directories.work).length > 0);
  child.kill('SIGINT');
  assert.equal(await ended, 130, log());
  assert.deepEqual([readdirSync(directories.work), processesOf(directories.work)], [[], []]);
});

test('the table in the repository is made from the raw figures beside it', () => {
  const bench = fileURLToPath(new URL('../bench/', import.meta.url));
  const results = JSON.parse(readFileSync(join(bench, 'results.json'), 'utf8')) as Results;
  assert.equal(readFileSync(join(bench, 'RESULTS.md'), 'utf8'), markdownOf(results), 'npm run bench -- --render');
  assert.doesNotMatch(JSON.stringify(results.options), /"\//, 'no path of the machine that measured');
});

test('what the command line does not offer is refused with the list of what it does', async (t) => {
  const { ended, log } = startBench(directoryFor(t), ['--only', 'everything']);
  assert.equal(await ended, 2);
  assert.match(log(), /no such row: everything; rows are start, ingest, /);
});
