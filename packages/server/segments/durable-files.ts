import { open, rm } from 'node:fs/promises';
import { ensureDirectory, syncDirectory, writeDurably } from '../base/files.ts';

/**
 * Every write that sealing does, one method a step, so that a test can let any step fail before or after it took effect.
 * Durability: `write`, `replace` and `append` return when the bytes are synced; a new name is durable only after
 * `syncDirectory` (`replace` does that itself). Retries: none; the caller's next run repeats the whole.
 */
export interface DurableFiles {
  ensureDirectory(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
  /** Creates or overwrites, in place. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Old content or new, never a part. */
  replace(path: string, bytes: Uint8Array | string): Promise<void>;
  append(path: string, text: string): Promise<void>;
  /** Missing is well. Not synced: a file that comes back after a crash does no harm. */
  remove(path: string): Promise<void>;
}

export const durableFiles: DurableFiles = {
  ensureDirectory: (path) => ensureDirectory(path),
  syncDirectory,
  write: (path, bytes) => writeAndSync(path, 'w', bytes),
  replace: (path, bytes) => writeDurably(path, bytes),
  append: (path, text) => writeAndSync(path, 'a', text),
  remove: (path) => rm(path, { force: true }),
};

async function writeAndSync(path: string, flags: 'w' | 'a', bytes: Uint8Array | string): Promise<void> {
  const handle = await open(path, flags, 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
