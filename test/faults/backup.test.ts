import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { restoreCommand } from '../../packages/cli/commands/restore.ts';
import { readManifest } from '../../packages/server/backup/manifest.ts';
import { takeBackup } from '../../packages/server/backup/take.ts';
import { openControl } from '../../packages/server/control/open.ts';
import type { Sealer } from '../../packages/server/sealer.ts';
import { TestDirectory } from '../../packages/server/sealer/testing.ts';
import { checkStores } from '../../packages/server/verifier/check-stores.ts';
import { checkLedger } from '../../packages/server/verifier.ts';
import type { DurableWrite, Trial } from './durable-writes.ts';
import { allReached, inMemory, type Scenario, tryEachStep, withFault } from './trial.ts';

inMemory();

const organisation = '0199c0de-0000-7000-8000-00000000000a';
const terminal = { env: {}, out: () => undefined, err: () => undefined } as unknown as Parameters<typeof restoreCommand>[0];

test('taking a backup: whatever step fails, the server is as before, and no half backup can be restored', async (t) => {
  const { dir, sealer } = await recording(t);
  const reached = new Set<DurableWrite>();
  await inBothWays(t, 'backup', reached, async (dies, record, failAt) => {
    const home = mkdtempSync(join(tmpdir(), 'annals-backup-fault-'));
    const take = (name: string) => backUp(dir, sealer, join(home, name));
    try {
      const before = filesOf(dir.data);
      const failed = await withFault(record, home, failAt, () => take('first'), dies);
      assert.deepEqual(filesOf(dir.data), before, 'the directory that was copied is untouched');
      assert.equal(failed !== null, failAt !== null, 'a step that failed is told');
      await isWhole(dir.data);
      // The sealer goes on: it is not held still for ever.
      dir.record(organisation, 1);
      await dir.run(sealer);
      await isWhole(dir.data);
      const half = join(home, 'first');
      if (failed && existsSync(half)) await restoresWholeOrNothing(half, join(home, 'of-first'));
      await take('second');
      await restoreCommand(terminal, join(home, 'second'), { data: join(home, 'restored') });
      await isWhole(join(home, 'restored'));
      assert.deepEqual(ledgerOf(join(home, 'restored')), ledgerOf(dir.data), 'equal to what was copied');
    } finally {
      rmSync(home, { recursive: true });
    }
  });
  allReached('backup', reached);
});

test('restoring: whatever step fails, no server starts on half a directory, and the backup can be restored again', async (t) => {
  const { dir, sealer } = await recording(t);
  const home = mkdtempSync(join(tmpdir(), 'annals-restore-fault-'));
  t.after(() => rmSync(home, { recursive: true }));
  const backup = join(home, 'backup');
  await backUp(dir, sealer, backup);
  const taken = filesOf(backup);
  const reached = new Set<DurableWrite>();
  await inBothWays(t, 'restore', reached, async (dies, record, failAt) => {
    const data = join(home, 'data');
    const restore = () => restoreCommand(terminal, backup, { data });
    try {
      const failed = await withFault(record, data, failAt, restore, dies);
      assert.deepEqual(filesOf(backup), taken, 'the backup is unchanged');
      assert.equal(failed !== null, failAt !== null, 'a step that failed is told');
      if (failed) {
        await startsWholeOrNotAt(data);
        if (dies) rmSync(data, { recursive: true, force: true });
        await restore();
      }
      checkStores(data);
      await isWhole(data);
      assert.deepEqual(ledgerOf(data), ledgerOf(backup));
      assert.deepEqual(filesOf(backup), taken);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
  allReached('restore', reached);
});

/** After the failed step the process goes on, and takes away what it made; or it dies there, and nothing more takes effect. */
async function inBothWays(
  t: TestContext,
  trial: Trial,
  reached: Set<DurableWrite>,
  scenario: (dies: boolean, ...fault: Parameters<Scenario>) => Promise<void>,
): Promise<void> {
  for (const dies of [false, true])
    await t.test(dies ? 'and the process dies' : 'and the process goes on', (way) =>
      tryEachStep(way, trial, reached, (record, failAt) => scenario(dies, record, failAt)),
    );
}

/** A directory with two segments, a partial tile and a tail in the journal. */
async function recording(t: TestContext): Promise<{ dir: TestDirectory; sealer: Sealer }> {
  const dir = new TestDirectory();
  t.after(() => dir.remove());
  await (await openControl(join(dir.data, 'control.db'))).close();
  for (const count of [260, 10]) {
    dir.record(organisation, count, String(count));
    await dir.run(dir.sealer({ segmentBytes: 1 }));
  }
  const sealer = dir.sealer();
  dir.record(organisation, 3);
  await dir.run(sealer);
  return { dir, sealer };
}

function backUp(dir: TestDirectory, sealer: Sealer, directory: string): Promise<unknown> {
  const still = { sealing: <T>(work: () => Promise<T>) => sealer.still(work), control: <T>(work: () => Promise<T>) => work() };
  return takeBackup({ data: dir.data, directory, still, onProgress: () => undefined });
}

/** What a failed backup left is complete after all, or refused by name. */
async function restoresWholeOrNothing(backup: string, data: string): Promise<void> {
  try {
    await readManifest(backup);
  } catch (error) {
    assert.match(String(error), /is no complete backup of Annals/);
    return;
  }
  try {
    await restoreCommand(terminal, backup, { data });
  } catch (error) {
    assert.match(String(error), /is missing from the backup|is damaged/);
    return;
  }
  await isWhole(data);
}

/** Either all of it is there, or a server refuses it, or nothing is left that a server would take for the ledger. */
async function startsWholeOrNotAt(data: string): Promise<void> {
  if (!existsSync(data)) return;
  const left = readdirSync(data).filter((name) => name !== 'lock' && name !== 'run');
  if (left.length === 0) return;
  if (existsSync(join(data, 'control.db'))) {
    checkStores(data);
    await isWhole(data);
    assert.ok(existsSync(join(data, 'journal', 'journal.db')), 'a server would begin a new history here');
  } else if (existsSync(join(data, 'journal', 'journal.db'))) assert.throws(() => checkStores(data), /control\.db/);
}

async function isWhole(data: string): Promise<void> {
  const { findings } = await checkLedger(data);
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  );
}

/** SHA-256 of every file by its path; what SQLite makes beside its files while it reads is no content. */
function filesOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/-(shm|wal)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    names.map((path) => [path.slice(directory.length), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

/** The files in which a ledger lasts; the databases are compared by {@link isWhole}, against the signed state among these. */
const ledgerOf = (data: string): Record<string, string> =>
  Object.fromEntries(Object.entries(filesOf(data)).filter(([path]) => /^\/(segments|signed|keys)\//.test(path)));
