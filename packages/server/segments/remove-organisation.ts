import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { remove, syncDirectory } from '../base/files.ts';
import { keyPath, keysDirectory, organisationDirectory, segmentsDirectory, signedDirectory } from './paths.ts';

/**
 * Removes every file of an organisation that was deleted: segments, signed and abandoned checkpoints, and the key last,
 * so that a start in the middle still knows whose the others were. Durable when it resolves; it can be repeated.
 */
export async function removeOrganisationFiles(data: string, organisation: string): Promise<void> {
  await remove(organisationDirectory(data, organisation));
  await syncDirectory(segmentsDirectory(data));
  const signed = (await readdir(signedDirectory(data))).filter((name) => name.startsWith(organisation));
  for (const name of signed) await remove(join(signedDirectory(data), name));
  await syncDirectory(signedDirectory(data));
  await remove(keyPath(data, organisation));
  await syncDirectory(keysDirectory(data));
}
