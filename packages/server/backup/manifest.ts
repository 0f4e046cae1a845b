import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, ExitError, errorCode } from '../base/exit.ts';
import { writeDurably } from '../base/files.ts';

/** One file of a backup. */
export interface BackupFile {
  /** Inside the backup, as in the data directory. */
  path: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** What a backup holds of an organisation. */
export interface BackupOrganisation {
  organisation: string;
  /** Events. */
  size: number;
  /** base64 root of their tree. */
  root: string;
  /** Events under the signed checkpoint in the backup. */
  signed: number;
  /** Events in segments. */
  sealed: number;
}

/** `manifest.json`: the last file of a backup to be written, so that one without it is not complete. */
export interface Manifest {
  format: 1;
  /** Version of the program that took it. */
  annals: string;
  taken_at: string;
  organisations: BackupOrganisation[];
  files: BackupFile[];
}

export const manifestName = 'manifest.json';

export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  await writeDurably(join(directory, manifestName), `${JSON.stringify(manifest)}\n`);
}

/** Throws an {@link ExitError} in one line for what is no complete backup. */
export async function readManifest(directory: string): Promise<Manifest> {
  const refuse = (why: string): ExitError => new ExitError(`${directory} is no complete backup of Annals: ${why}`, exitCodes.failed);
  const text = await readFile(join(directory, manifestName), 'utf8').catch((error: unknown) => {
    throw errorCode(error) === 'ENOENT' ? refuse(`it has no ${manifestName}, which is written last.`) : error;
  });
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch {
    throw refuse(`${manifestName} is not JSON.`);
  }
  if (manifest.format !== 1) throw refuse(`${manifestName} has the format ${String(manifest.format)}; this program knows 1.`);
  if (!Array.isArray(manifest.files) || !Array.isArray(manifest.organisations) || !manifest.files.every(isFile))
    throw refuse(`${manifestName} is damaged.`);
  return manifest;
}

/** A path that stays in the directory it is put into. */
const isFile = ({ path, bytes, sha256 }: BackupFile): boolean =>
  typeof path === 'string' &&
  /^[\w.:/-]+$/.test(path) &&
  !path.startsWith('/') &&
  !path.split('/').includes('..') &&
  Number.isSafeInteger(bytes) &&
  /^[0-9a-f]{64}$/.test(sha256);
