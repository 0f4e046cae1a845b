import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Bytes on disk, by what they are for. */

export interface Held {
  files: number;
  bytes: number;
}

/** Files below a path and the bytes in them; what vanishes meanwhile is not counted. */
export function heldBy(path: string): Held {
  const held = { files: 0, bytes: 0 };
  const walk = (at: string): void => {
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const name of namesIn(at)) walk(join(at, name));
    else if (stat) {
      held.files++;
      held.bytes += stat.size;
    }
  };
  walk(path);
  return held;
}

export interface Parts extends Held {
  parts: number;
  /** Of parts that were merged into others and wait for their removal. */
  outdatedBytes: number;
}

/**
 * Parts of the search index that hold rows now. A part `<partition>_<least>_<most>_<level>` is outdated when another of
 * its table and partition covers its range: the engine removes it minutes later.
 */
export function partsOf(index: string): Parts {
  const total: Parts = { parts: 0, files: 0, bytes: 0, outdatedBytes: 0 };
  const store = join(index, 'engine', 'store');
  for (const table of namesIn(store).flatMap((prefix) => namesIn(join(store, prefix)).map((name) => join(store, prefix, name)))) {
    const parts = namesIn(table).flatMap((name) => {
      const [, partition = '', least, most, level] = /^(\w+)_(\d+)_(\d+)_(\d+)$/.exec(name) ?? [];
      return level === undefined
        ? []
        : [{ path: join(table, name), partition, least: Number(least), most: Number(most), level: Number(level) }];
    });
    for (const part of parts) {
      const { files, bytes } = heldBy(part.path);
      const isCovered = parts.some(
        (other) =>
          other !== part &&
          other.partition === part.partition &&
          other.least <= part.least &&
          other.most >= part.most &&
          other.level > part.level,
      );
      if (isCovered) total.outdatedBytes += bytes;
      else {
        total.parts++;
        total.files += files;
        total.bytes += bytes;
      }
    }
  }
  return total;
}

export interface JournalBytes {
  /** Remembered ids. */
  ids: number;
  /** Events that are in no segment yet. */
  waiting: number;
  other: number;
  /** Pages of the file that hold nothing, and the log. */
  free: number;
}

/** What the pages of a journal are for. Reads the whole file: not for while a clock runs. */
export function journalBytes(data: string): JournalBytes {
  const path = join(data, 'journal', 'journal.db');
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const bytes: JournalBytes = { ids: 0, waiting: 0, other: 0, free: 0 };
    const rows = db.prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name').all();
    for (const { name, bytes: size } of rows)
      bytes[name === 'ids' ? 'ids' : /batches/.test(String(name)) ? 'waiting' : 'other'] += Number(size);
    const used = bytes.ids + bytes.waiting + bytes.other;
    bytes.free = heldBy(join(data, 'journal')).bytes - used;
    return bytes;
  } finally {
    db.close();
  }
}

/** Bytes of a journal's pages that hold something; cheap, for a running server. */
export function journalUsedBytes(data: string): number {
  const db = new DatabaseSync(join(data, 'journal', 'journal.db'), { readOnly: true });
  try {
    const value = (name: string): number => Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    return (value('page_count') - value('freelist_count')) * value('page_size');
  } finally {
    db.close();
  }
}

/** Number of events in each organisation's tree. */
export function headSizes(data: string): Map<string, number> {
  const db = new DatabaseSync(join(data, 'journal', 'journal.db'), { readOnly: true });
  try {
    const rows = db.prepare('SELECT uuid, size FROM heads JOIN organisations USING (n)').all();
    return new Map(rows.map(({ uuid, size }) => [String(uuid), Number(size)]));
  } finally {
    db.close();
  }
}

/** Number of events that the published checkpoint covers; 0 before there is one. */
export function checkpointSize(data: string, organisation: string): number {
  try {
    return Number(readFileSync(join(data, 'segments', organisation, 'checkpoint'), 'utf8').split('\n')[1]);
  } catch {
    return 0;
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    // Not a directory, or gone by now: nothing is in it.
    return [];
  }
}
