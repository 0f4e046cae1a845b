import { join } from 'node:path';
import { ensureDirectory, removeLeftovers } from './files.ts';
import { errorCode } from './exit.ts';

/** The folders of a data directory (docs/files.md). */
const parts = ['journal', 'segments', 'keys', 'signed', 'index', 'run', 'exports'];

/**
 * Makes the data directory and its folders, for their owner only, and makes their names durable before anything is put
 * into them. Removes what a killed process left half made. To be called with the lock held.
 */
export async function prepareDataDirectory(data: string): Promise<void> {
  await ensureDirectory(data).catch((error: unknown) => {
    // Who may not read the folder above has not made this one in it.
    if (errorCode(error) !== 'EACCES') throw error;
  });
  for (const part of parts) await ensureDirectory(join(data, part));
  await removeLeftovers(join(data, 'keys'));
}
