import { createHash } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';

/**
 * Every write of a file that must last. Nothing else in the server opens one for writing (test/faults checks it), so
 * that what is synced, and when, is said here and nowhere else. Retries: none; the caller repeats the whole.
 * A sync that failed is never trusted because a later one succeeds: whoever repeats writes the bytes anew.
 */

/**
 * Makes a directory, its parents too, and makes their names durable. A directory that is there already is synced into
 * its parent all the same: whoever made it may have died, or failed, before that.
 */
export async function ensureDirectory(path: string, mode = 0o700): Promise<void> {
  const first = (await mkdir(path, { recursive: true, mode })) ?? path;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
}

interface Syncing {
  running: Promise<void> | null;
  next: Promise<void> | null;
}

const syncing = new Map<string, Syncing>();

/**
 * Makes the names in a directory durable: without it a new file may be gone after a power loss though its bytes were synced.
 * Who asks while another's sync of the same directory runs shares the next one with all who ask meanwhile: each is
 * answered by a sync that began after it asked, and told when that one fails.
 */
export async function syncDirectory(path: string): Promise<void> {
  const other = syncing.get(path);
  if (!other?.running) return begin(path);
  other.next ??= other.running.catch(() => undefined /* told to those who wait for that one */).then(() => begin(path));
  return other.next;
}

function begin(path: string): Promise<void> {
  const state: Syncing = { running: null, next: null };
  syncing.set(path, state);
  return (state.running = sync(path, state));
}

async function sync(path: string, state: Syncing): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } finally {
    if (syncing.get(path) === state && state.next === null) syncing.delete(path);
  }
}

/** Syncs each folder between `root` and the files, `root` too, deepest first. */
export async function syncFolders(root: string, files: Iterable<string>): Promise<void> {
  const folders = new Set<string>();
  for (const file of files) for (let folder = dirname(file); folder.length >= root.length; folder = dirname(folder)) folders.add(folder);
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) await syncDirectory(folder);
}

/** Creates or overwrites a file in place, and its folders. Its bytes are synced; the names are durable after {@link syncFolders}. */
export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeAndSync(path, 'w', bytes);
}

/** Copies a file into a new one, and says what was copied. Its bytes are synced; the names are durable after {@link syncFolders}. */
export async function copySynced(from: string, to: string): Promise<{ bytes: number; sha256: string }> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const digest = createHash('sha256');
  let bytes = 0;
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const buffer = Buffer.allocUnsafe(256 * 1024);
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, buffer.length);
        if (bytesRead === 0) break;
        digest.update(buffer.subarray(0, bytesRead));
        await target.writeFile(buffer.subarray(0, bytesRead));
        bytes += bytesRead;
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  return { bytes, sha256: digest.digest('hex') };
}

/** Syncs what another part wrote into a file. */
export async function syncFile(path: string): Promise<void> {
  await syncDirectory(path);
}

/** Appends to a file that is there. */
export async function appendSynced(path: string, text: string): Promise<void> {
  await writeAndSync(path, 'a', text);
}

/**
 * Replaces a file as one step: readers see the old bytes or the new ones, never a part.
 * Durability: when it resolves, bytes and name survive a power loss; when it rejects, the old file may or may not have been replaced.
 * One writer a path at a time is the caller's duty; what a killed one left beside it is overwritten by the next.
 */
export async function writeDurably(path: string, bytes: Uint8Array | string, mode = 0o600): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await writeAndSync(temporary, 'w', bytes, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/**
 * Makes a new file of bytes that come bit by bit, so it may be larger than memory. It has its name only when it is whole.
 * Durability: when it resolves, bytes and name survive a power loss; when it rejects, there is no file of that name that
 * was not there before. What a killed one left beside it is overwritten by the next.
 */
export async function writeStreamDurably(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      for await (const chunk of chunks) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/**
 * Replaces a file as one step for every reader, and syncs nothing: only for a copy that a start compares with what it is
 * a copy of, and writes again. After a power loss it may be the old one, or not whole.
 */
export async function replaceCopy(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = `${path}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

/**
 * Creates a file whole, unless there is one: then that one stays. Several threads may try, the first one wins. Its name
 * is durable after {@link syncDirectory}. A killed process leaves a file for {@link removeLeftovers}.
 */
export async function createOnce(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${threadId}.tmp`;
  // One that was left may be the file itself by its other name: never written into.
  await rm(temporary, { force: true });
  try {
    await writeAndSync(temporary, 'wx', bytes);
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes what killed writers left in a directory; only while nobody writes there. */
export async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) if (name.endsWith('.tmp')) await rm(join(directory, name));
}

/** Gives a file or folder another name beside its old one; durable when it resolves. */
export async function renameDurably(path: string, newPath: string): Promise<void> {
  await rename(path, newPath);
  await syncDirectory(dirname(newPath));
}

/** Removes a file or a folder; missing is well. Not synced: only for what does no harm when it comes back after a crash. */
export async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function writeAndSync(path: string, flags: 'w' | 'wx' | 'a', bytes: Uint8Array | string, mode = 0o600): Promise<void> {
  const handle = await open(path, flags, mode);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
