import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, exitCodes, ExitError } from '../base/exit.ts';
import { copySynced, ensureDirectory, remove, renameDurably, syncFolders } from '../base/files.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { BackupProgress } from './take.ts';

export interface Restore {
  /** A complete backup. */
  backup: string;
  /** The data directory to make; not there yet, or empty. */
  data: string;
  /** Runs when every file is there but control.db under its name; throws what speaks against the copy. */
  check(manifest: Manifest): Promise<void>;
  onProgress(progress: BackupProgress): void;
}

const lanes = 8;
const unnamed = 'control.db.restoring';

/**
 * Makes a data directory of a backup. Each file is compared with the manifest while it is copied, and synced. control.db
 * gets its name last, after `check`: a server refuses a directory that has a journal and no control.db, so half a
 * restore never starts. When it rejects, what was copied is removed again. The caller holds the directory's lock.
 */
export async function restoreBackup({ backup, data, check, onProgress }: Restore): Promise<Manifest> {
  const manifest = await readManifest(backup);
  const copied: string[] = [];
  try {
    await copyAll(manifest, backup, data, copied, onProgress);
    for (const folder of ['journal', 'segments', 'signed', 'keys']) await ensureDirectory(join(data, folder));
    await syncFolders(data, copied);
    await check(manifest);
    await renameDurably(join(data, unnamed), join(data, 'control.db'));
    return manifest;
  } catch (error) {
    // First control.db, should it have its name already: alone, a server would take it for an installation without events.
    for (const name of ['control.db', 'journal', 'segments', 'signed', 'keys', unnamed]) await remove(join(data, name));
    throw error;
  }
}

/** Where {@link restoreBackup} keeps control.db until everything was checked. */
export const unnamedControl = (data: string): string => join(data, unnamed);

/** Before the lock is taken, which itself makes files. */
export async function refuseUsed(data: string): Promise<void> {
  const names = await readdir(data).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  // What only holding the lock leaves behind is not in the way.
  if (names.some((name) => name !== 'lock' && name !== 'run'))
    throw new ExitError(
      `${data} is not empty: a backup is restored into a directory of its own. Move the old one aside; keep it until the restored one works.`,
      exitCodes.usage,
    );
}

async function copyAll(
  manifest: Manifest,
  backup: string,
  data: string,
  copied: string[],
  onProgress: (progress: BackupProgress) => void,
): Promise<void> {
  const { files } = manifest;
  let next = 0;
  let bytes = 0;
  const lane = async (): Promise<void> => {
    while (next < files.length) {
      const file = files[next++]!;
      const target = file.path === 'control.db' ? unnamedControl(data) : join(data, file.path);
      const found = await copySynced(join(backup, file.path), target).catch((error: unknown) => {
        throw errorCode(error) === 'ENOENT'
          ? new ExitError(`${join(backup, file.path)} is missing from the backup.`, exitCodes.failed)
          : error;
      });
      if (found.bytes !== file.bytes || found.sha256 !== file.sha256)
        throw new ExitError(
          `${join(backup, file.path)} is damaged: it has ${found.bytes} bytes and SHA-256 ${found.sha256}, the manifest says ${file.bytes} and ${file.sha256}. Take another backup.`,
          exitCodes.failed,
        );
      copied.push(target);
      bytes += file.bytes;
      onProgress({ files: copied.length, of: files.length, bytes });
    }
  };
  const ended = await Promise.allSettled(
    Array.from({ length: lanes }, () =>
      lane().catch((error: unknown) => {
        next = files.length;
        throw error;
      }),
    ),
  );
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
