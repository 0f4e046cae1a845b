import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Sample } from '../bench/soak/sample.ts';
import { slope, verdictsOf, type Verdict } from '../bench/soak/verdicts.ts';

const main = fileURLToPath(new URL('../bench/soak.ts', import.meta.url));
const mib = 1024 * 1024;

/** Sixty samples of a healthy server under 10,000 events/s, with what is to be wrong from there on. */
function samplesWith(wrong: (at: number) => Partial<Sample>): Sample[] {
  return Array.from({ length: 60 }, (_, at) => ({
    seconds: at * 10,
    acknowledged: at * 100_000,
    lagEvents: 5_000,
    unsealedEvents: 9_000,
    residentBytes: { server: 400 * mib + (at % 2) * 20 * mib, engine: 500 * mib },
    openFiles: { server: 80, engine: 120 },
    parts: 20 + (at % 15),
    files: { journal: 3, segments: 500 + at, signed: 500, index: 900 },
    journalBytes: 300 * mib,
    journalUsedBytes: 200 * mib,
    ...wrong(at),
  }));
}

const failing = (verdicts: readonly Verdict[]): string[] => verdicts.filter(({ holds }) => !holds).map(({ what }) => what);
const judge = (wrong: (at: number) => Partial<Sample>): string[] => failing(verdictsOf(samplesWith(wrong), 10_000));

test('a server that is at rest under load passes, and each thing that grows is named', () => {
  assert.deepEqual(
    judge(() => ({})),
    [],
  );
  assert.deepEqual(
    judge((at) => ({ residentBytes: { server: 400 * mib + at * 5 * mib, engine: 500 * mib } })),
    ['memory of the server is flat'],
  );
  // What only the first half needs is no growth.
  assert.deepEqual(
    judge((at) => ({ residentBytes: { server: Math.min(at, 25) * 30 * mib, engine: 500 * mib } })),
    [],
  );
  assert.deepEqual(
    judge((at) => ({ openFiles: { server: 80 + at * 4, engine: 120 } })),
    ['open files of the server are bounded'],
  );
  assert.deepEqual(
    judge((at) => ({ parts: 20 + at * 6 })),
    ['parts of the index are bounded'],
  );
  assert.deepEqual(
    judge((at) => ({ lagEvents: at * 2_000 })),
    ['events not searchable yet are bounded'],
  );
  assert.deepEqual(
    judge((at) => ({ unsealedEvents: at * 4_000 })),
    ['events under no checkpoint yet are bounded'],
  );
  assert.deepEqual(
    judge((at) => ({ acknowledged: at * 80_000 })),
    ['the load was taken'],
  );
  assert.deepEqual(failing(verdictsOf([], 10_000))[0], 'there was something to judge');
  const points = [0, 1, 2].map((x) => [x, 2 * x + 1] as const);
  assert.equal(slope(points), 2);
});

test('a short soak samples a loaded server, judges it and leaves nothing behind', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'annals-soak-test-'));
  t.after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const [work, out] = [join(root, 'work'), join(root, 'out')];
  for (const path of [work, out]) mkdirSync(path);
  const args = ['--minutes', '0.1', '--rate', '2000', '--every-seconds', '1', '--organisations', '4', '--pool', '200', '--out', out];
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, TMPDIR: work }, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const { samples, verdicts } = JSON.parse(readFileSync(join(out, 'soak.json'), 'utf8')) as { samples: Sample[]; verdicts: Verdict[] };
  // Whether so short a run holds says more about the machine than about the server.
  assert.equal(code, verdicts.every(({ holds }) => holds) ? 0 : 1, log);
  assert.ok(samples.length >= 2, log);
  const last = samples.at(-1)!;
  assert.deepEqual(Object.keys(last.residentBytes), ['server', 'engine']);
  assert.ok(Object.values(last.residentBytes).every((bytes) => bytes > 30 * mib));
  assert.ok(Object.values(last.openFiles).every((count) => count > 5));
  assert.ok(last.acknowledged > 0 && last.journalBytes > 0 && last.journalUsedBytes > 0 && last.files['journal']! > 0);
  assert.deepEqual(readdirSync(work), []);
});
