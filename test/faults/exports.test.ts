import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { openControl, type Control } from '../../packages/server/control/open.ts';
import type { RunningJob } from '../../packages/server/exporter/job-thread.ts';
import { ExportJobs } from '../../packages/server/exporter/jobs.ts';
import type { ExportFile } from '../../packages/server/exporter/manifest.ts';
import { runJob } from '../../packages/server/exporter/run-job.ts';
import type { ExportThreadData } from '../../packages/server/exporter/thread.ts';
import { EngineClient } from '../../packages/server/index/client.ts';
import { installation, TestDirectory } from '../../packages/server/sealer/testing.ts';
import { openLedger } from '../../packages/server/segments/stitch.ts';
import type { DurableWrite } from './durable-writes.ts';
import type { When } from './inject.ts';
import { allReached, inMemory, type Record, tryEachStep, withFault } from './trial.ts';

inMemory();

const organisation = '0199c0de-0000-7000-8000-00000000000a';
const id = '0199c0de-0000-7000-8000-00000000000e';
const events = 300;
const dayMs = 86_400_000;

test('exports: whatever step fails, a job that says done has its whole files, and the next run goes on', async (t) => {
  const reached = new Set<DurableWrite>();
  await tryEachStep(t, 'exports', reached, scenario);
  allReached('exports', reached);
});

/** A job is made, then expires; the fault comes once, in whichever of the two its step is. */
async function scenario(record: Record, failAt: { number: number; when: When } | null): Promise<void> {
  const dir = new TestDirectory();
  const clock = { ms: Date.UTC(2026, 10, 24, 12), nowMs: () => clock.ms };
  mkdirSync(join(dir.data, 'exports'));
  dir.record(organisation, events);
  await dir.run(dir.sealer());
  const control = await openControl(join(dir.data, 'control.db'), { clock });
  try {
    await control.organisations.create({ id: organisation, name: 'Acme', createdAt: control.now() });
    await control.exports.create(job(control));
    let jobs = jobsOf(dir, control);
    for (const phase of ['done', 'expired'] as const) {
      if (phase === 'expired') clock.ms += 8 * dayMs;
      const failed = record.failed;
      await withFault(record, dir.data, failAt, () => round(jobs));
      await holds(dir, control);
      // Half of them go on in the same process, the others after it died.
      if (record.failed !== failed && record.failed!.number % 2 === 1) jobs = jobsOf(dir, control);
      for (let tries = 0; (await control.exports.find(id))?.state !== phase; tries++) {
        assert.ok(tries < 3, `it is not ${phase} after ${tries} more runs`);
        await withFault(record, dir.data, null, () => round(jobs));
        await holds(dir, control);
      }
    }
    // What a failure left of it goes with the sweep of a later process.
    await round(jobsOf(dir, control));
    assert.ok(!existsSync(join(dir.data, 'exports', id)));
    const said = (await control.ownEvents.pending(10)).map(({ event }) => `${event.event} ${event.outcome}`);
    assert.deepEqual(said, ['annals.export.complete success', 'annals.export.expire success']);
  } finally {
    await control.close();
    dir.remove();
  }
}

/** True at every moment, also right after a failure. */
async function holds(dir: TestDirectory, control: Control): Promise<void> {
  const row = await control.exports.find(id);
  const said = (await control.ownEvents.pending(10)).map(({ event }) => event.event);
  assert.equal(said.includes('annals.export.complete'), row?.state === 'done' || row?.state === 'expired');
  assert.equal(said.includes('annals.export.expire'), row?.state === 'expired');
  if (row?.state !== 'done') return;
  const [file, ...more] = JSON.parse(row.files ?? '[]') as ExportFile[];
  assert.ok(file && more.length === 0);
  const directory = join(dir.data, 'exports', id);
  const bytes = readFileSync(join(directory, file.name));
  assert.deepEqual([bytes.length, sha256(bytes), file.events], [file.bytes, file.sha256, events]);
  assert.equal(bytes.toString().trimEnd().split('\n').length, events);
  const manifest = readFileSync(join(directory, 'manifest.json'));
  assert.equal(sha256(manifest), row.manifest_sha256);
  assert.deepEqual((JSON.parse(manifest.toString()) as { files: unknown }).files, [file]);
  assert.deepEqual(readdirSync(directory).sort(), [file.name, 'manifest.json']);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function round(jobs: ExportJobs): Promise<void> {
  try {
    await jobs.run();
  } finally {
    await jobs.idle();
  }
}

function job(control: Control): Parameters<Control['exports']['create']>[0] {
  const spec = {
    format: 'ndjson',
    profile: null,
    columns: null,
    compression: 'none',
    q: '',
    from: null,
    to: null,
    order: 'sequence',
    compat: false,
  };
  return {
    id,
    organisation,
    state: 'queued',
    spec: JSON.stringify(spec),
    as_of: events - 1,
    requested_by: 'Dana',
    attempts: 0,
    events: null,
    files: null,
    manifest_sha256: null,
    error: null,
    created_at: control.now(),
    started_at: null,
    finished_at: null,
    expires_at: null,
  };
}

/** The jobs of a process, run in this thread, where the faults are. */
function jobsOf(dir: TestDirectory, control: Control): ExportJobs {
  const ledger = openLedger({ data: dir.data, journal: dir.reader });
  const client = new EngineClient(() => null);
  const start = ({ data, order }: ExportThreadData): RunningJob => ({
    ended: runJob(order, { data, ledger, client, resolveEvent: () => [], onProgress: () => undefined }).then(
      (result) => ({ kind: 'done', result }),
      (error: unknown) => ({ kind: 'failed', detail: String(error), final: false }),
    ),
    startedMs: 0,
    progress: { rows: 0, totalRows: null, bytes: 0 },
    stop: () => Promise.resolve(),
  });
  return new ExportJobs({
    data: dir.data,
    control,
    progress: { indexedTo: () => null },
    endpoint: () => null,
    orderOf: () => ({
      organisation: { id: organisation, name: 'Acme', slug: 'acme' },
      fromMs: null,
      toMs: null,
      prefix: 'annals',
      installation,
      version: '0',
      enterpriseNumber: 32_473,
      diskReserveBytes: 1,
      mostQueryBytes: 4096,
    }),
    start,
    atOnce: 1,
    keepMs: 7 * dayMs,
    log: { error: () => undefined },
    signal: () => undefined,
  });
}
