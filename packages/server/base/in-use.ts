import { statSync, type BigIntStats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { exitCodes, ExitError } from './exit.ts';
import { remove, writeDurably } from './files.ts';

/** The directory was copied while a server worked in it: its files may be of different moments. */
export class CopiedWhileInUse extends ExitError {
  constructor(dataDir: string, since: string) {
    super(
      `${dataDir} is a copy of a directory that was in use${since}: its files may be of different moments. ` +
        'Better restore a backup made with `annals backup`; or check this copy and take it as it is: `annals adopt`.',
      exitCodes.failed,
    );
    this.name = 'CopiedWhileInUse';
  }
}

interface Marker {
  /** The directory it was written in, as the file system knows it. */
  inode: string;
  /** Nanoseconds since 1970; 0 where the file system does not keep it. */
  born: string;
  host: string;
  pid: number;
  since: string;
}

const markerOf = (dataDir: string): string => join(dataDir, 'in-use');

/**
 * Throws {@link CopiedWhileInUse} when the marker of a server that did not stop cleanly was written in another directory.
 * A crash leaves the marker where it was, so the next start goes on without asking; a copy brings it to a directory of
 * its own, which has another time of birth and inode, whatever the tool. Renaming the directory keeps both. A snapshot
 * of the whole file system is one moment, and like a crash.
 */
export async function refuseCopy(dataDir: string): Promise<void> {
  const copied = await copiedFrom(dataDir);
  if (copied)
    throw new CopiedWhileInUse(dataDir, copied.since ? ` (by process ${copied.pid} on ${copied.host}, since ${copied.since})` : '');
}

/** Who was using the directory that this one is a copy of; null when it is none. */
export async function copiedFrom(dataDir: string): Promise<Partial<Omit<Marker, 'inode' | 'born'>> | null> {
  const text = await readFile(markerOf(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const marker = parse(text);
  if (!marker) return {};
  const { host, pid, since } = marker;
  return isSame(marker, statSync(dataDir, { bigint: true })) ? null : { host, pid, since };
}

/** Marks the directory as in use. Durable when it resolves; the lock must be held. */
export async function markInUse(dataDir: string): Promise<void> {
  const { ino, birthtimeNs } = statSync(dataDir, { bigint: true });
  const marker: Marker = {
    inode: String(ino),
    born: String(birthtimeNs),
    host: hostname(),
    pid: process.pid,
    since: new Date().toISOString(),
  };
  await writeDurably(markerOf(dataDir), `${JSON.stringify(marker)}\n`);
}

/** After everything is closed: what lies there may be copied. One that comes back after a power loss does no harm. */
export async function unmarkInUse(dataDir: string): Promise<void> {
  await remove(markerOf(dataDir));
}

/** The time of birth alone decides where it is kept: no copy has the same one, and some file systems number inodes anew. */
function isSame(marker: Marker, found: BigIntStats): boolean {
  const born = String(found.birthtimeNs);
  return marker.born !== '0' && born !== '0' ? marker.born === born : marker.inode === String(found.ino);
}

function parse(text: string): Marker | null {
  try {
    return JSON.parse(text) as Marker;
  } catch {
    // A marker is written as one step, so this one is a torn copy of it.
    return null;
  }
}
