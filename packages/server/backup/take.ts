import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { backup, type DatabaseSync } from 'node:sqlite';
import { tilesOf } from '@annals/ledger';
import { errorCode, exitCodes, ExitError } from '../base/exit.ts';
import { copySynced, ensureDirectory, remove, syncFile, syncFolders, writeSynced } from '../base/files.ts';
import { copyTile } from './copy-tile.ts';
import { type BackupFile, type Manifest, writeManifest } from './manifest.ts';
import { openJournalSnapshot, openSnapshot, type Plan, readPlan } from './snapshot.ts';

/** How the caller keeps still what a backup must see at one moment. A stopped server is still by itself. */
export interface Stillness {
  /** Runs `work` while nothing is signed, sealed or trimmed. */
  sealing<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` while control.db is not changed; short. */
  control<T>(work: () => Promise<T>): Promise<T>;
}

export const stopped: Stillness = { sealing: (work) => work(), control: (work) => work() };

export interface BackupProgress {
  files: number;
  of: number;
  bytes: number;
}

export interface TakeBackup {
  data: string;
  /** Where to; not there yet, or empty. */
  directory: string;
  still: Stillness;
  onProgress(progress: BackupProgress): void;
}

export interface BackupSummary {
  directory: string;
  files: number;
  bytes: number;
  organisations: number;
  /** Of all organisations. */
  events: number;
  /** Bodies files that are not what the list says, copied as they are. */
  damaged: string[];
}

const lanes = 8;
/** 8 KiB pages a step: progress can be told, and the other threads get their turn at the disk. */
const pagesAStep = 4096;
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/**
 * Copies a data directory, also while a server records into it, so that the copy is one moment:
 *
 * 1. While nothing is sealed, read transactions of control.db and journal.db are opened with no change of control between
 *    them, then the signed states and segment lists are read. So signed ≤ head, list ≤ signed, and what the journal has
 *    trimmed is listed; an organisation of the journal is in control, and an act of ours is in the journal, in the
 *    outbox, or, drained and not yet removed, in both under one id.
 * 2. Everything else can take its time: the transactions go on showing that moment, and what the lists name never
 *    changes, but for partial tiles, which only grow.
 *
 * The index is not copied, it follows from the ledger. Each file is synced; the manifest is written last. When it
 * rejects, what it had written is removed again.
 */
export async function takeBackup({ data, directory, still, onProgress }: TakeBackup): Promise<BackupSummary> {
  const made = await prepareDirectory(data, directory);
  const open: DatabaseSync[] = [];
  try {
    const { control, journal, plan } = await still.sealing(async () => {
      const snapshots = await still.control(async () => {
        const taken = { control: openSnapshot(join(data, 'control.db')), journal: openJournalSnapshot(data) };
        open.push(taken.control, taken.journal);
        return taken;
      });
      return { ...snapshots, plan: await readPlan(data, snapshots.journal) };
    });
    const takenAt = new Date().toISOString();
    const files = await copyAll({ data, directory, control, journal, plan, onProgress });
    await syncFolders(
      directory,
      files.map(({ path }) => join(directory, path)),
    );
    const organisations = plan.organisations.map(({ organisation, size, root, signed, sealed }) => ({
      organisation,
      size,
      root,
      signed,
      sealed,
    }));
    const manifest: Manifest = { format: 1, annals: version, taken_at: takenAt, organisations, files };
    await writeManifest(directory, manifest);
    return {
      directory,
      files: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      organisations: organisations.length,
      events: organisations.reduce((sum, { size }) => sum + size, 0),
      damaged: damagedOf(plan, files),
    };
  } catch (error) {
    for (const name of made ? [''] : await readdir(directory)) await remove(join(directory, name));
    throw error;
  } finally {
    for (const db of open) db.close();
  }
}

/** True when the directory was made. */
async function prepareDirectory(data: string, directory: string): Promise<boolean> {
  const [inner, outer] = [`${resolve(directory)}${sep}`, `${resolve(data)}${sep}`];
  if (inner.startsWith(outer))
    throw new ExitError(`${directory} lies in the data directory: a backup belongs on another disk.`, exitCodes.usage);
  const names = await readdir(directory).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (names !== null && names.length > 0)
    throw new ExitError(`${directory} is not empty: a backup needs a directory of its own.`, exitCodes.usage);
  await ensureDirectory(directory);
  return names === null;
}

interface CopyAll {
  data: string;
  directory: string;
  control: DatabaseSync;
  journal: DatabaseSync;
  plan: Plan;
  onProgress(progress: BackupProgress): void;
}

async function copyAll({ data, directory, control, journal, plan, onProgress }: CopyAll): Promise<BackupFile[]> {
  const copied: BackupFile[] = [];
  const copy = async (path: string): Promise<BackupFile> => ({ path, ...(await copySynced(join(data, path), join(directory, path))) });
  const work: (() => Promise<BackupFile>)[] = [
    () => copyDatabase(control, directory, 'control.db'),
    () => copyDatabase(journal, directory, 'journal/journal.db'),
    ...plan.kept.map((path) => () => copy(path)),
  ];
  for (const { organisation, list, written } of plan.organisations) {
    for (const { path, bytes } of written) work.push(() => write(directory, path, bytes));
    for (const { file } of list.current) work.push(() => copy(`segments/${organisation}/${file}`));
    for (const tile of tilesOf(list.end)) work.push(() => copyTile(data, directory, organisation, tile));
  }
  let next = 0;
  let bytes = 0;
  const lane = async (): Promise<void> => {
    while (next < work.length) {
      const file = await work[next++]!();
      copied.push(file);
      bytes += file.bytes;
      onProgress({ files: copied.length, of: work.length, bytes });
    }
  };
  // All lanes have ended when this rejects: what was written can be removed again.
  const ended = await Promise.allSettled(
    Array.from({ length: lanes }, () =>
      lane().catch((error: unknown) => {
        next = work.length;
        throw error;
      }),
    ),
  );
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return copied.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function damagedOf(plan: Plan, files: readonly BackupFile[]): string[] {
  const copied = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  return plan.organisations.flatMap(({ organisation, list }) =>
    list.current
      .map(({ file, sha256 }) => ({ path: `segments/${organisation}/${file}`, sha256 }))
      .filter(({ path, sha256 }) => copied.get(path) !== sha256)
      .map(({ path }) => path),
  );
}

async function write(directory: string, path: string, bytes: Uint8Array): Promise<BackupFile> {
  await writeSynced(join(directory, path), bytes);
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function copyDatabase(db: DatabaseSync, directory: string, path: string): Promise<BackupFile> {
  const target = join(directory, path);
  // There before SQLite opens it, so that nobody else can read it.
  await writeSynced(target, new Uint8Array(0));
  await backup(db, target, { rate: pagesAStep });
  await syncFile(target);
  return { path, ...(await digestOf(target)) };
}

async function digestOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    digest.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: digest.digest('hex') };
}
