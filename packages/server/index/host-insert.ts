import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from 'chdb';
import { HostRefusal } from './host-refusal.ts';

/**
 * Rows on their way into the engine: the body of a request goes to a file without a name, which the engine reads.
 *
 * Why a file: the engine takes rows inside a statement apart into tokens, twice, before it reads them as rows; that is
 * most of what an insert costs (bench: 45 µs an event; from a file 13 to 20).
 * Promises: the file is gone with this process, whatever happens, because its name is removed before its first byte; a
 * body that does not arrive whole inserts nothing; a full disk is the engine's own code, 243.
 */
export interface Insert {
  table: string;
  columns: readonly string[];
  format: string;
}

const formats = new Set(['TabSeparated', 'RowBinary']);
const settings = [
  'async_insert=0',
  'insert_deduplicate=0',
  // Years of events may come in one batch; each week of them is a partition.
  'max_partitions_per_insert_block=0',
  'use_structure_from_insertion_table_in_table_functions=1',
  // One core reads, the others are for searches.
  'max_threads=1',
  'max_insert_threads=1',
  'input_format_parallel_parsing=0',
  // Whoever ends the last statement of this Session late must not meet this one.
  "log_comment=''",
].join(', ');
/** Writes are gathered, because each costs a turn of the thread pool. */
const writeBytes = 1024 * 1024;

export function parseInsert(text: string): Insert {
  const [, table, columns, format] = /^\s*INSERT\s+INTO\s+([\w.]+)\s*\(([\w\s,]+)\)\s*FORMAT\s+(\w+)\s*$/i.exec(text) ?? [];
  if (table === undefined || columns === undefined || format === undefined || !formats.has(format))
    throw new HostRefusal(62, 'This form of INSERT is not served', 'SYNTAX_ERROR');
  return { table, columns: columns.split(',').map((name) => name.trim()), format };
}

/** A file that is gone with this process; the caller closes it. */
export async function namelessFile(directory: string): Promise<FileHandle> {
  const path = join(directory, `insert-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await rm(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The whole body in a file without a name; the caller closes it. */
export async function spool(body: AsyncIterable<Buffer>, directory: string, maxBytes: number): Promise<FileHandle> {
  const file = await namelessFile(directory);
  try {
    let bytes = 0;
    let gathered = 0;
    let chunks: Buffer[] = [];
    const flush = async (): Promise<void> => {
      if (gathered > 0) await writeAll(file, chunks, gathered);
      chunks = [];
      gathered = 0;
    };
    // What finds no room is still read to its end: whoever stops in the middle leaves a connection that answers nothing more.
    let full: Error | null = null;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new HostRefusal(307, 'The request is too large', 'TOO_MANY_BYTES');
      if (full !== null) continue;
      chunks.push(chunk);
      gathered += chunk.length;
      if (gathered < writeBytes) continue;
      try {
        await flush();
      } catch (error) {
        if (!(error instanceof Error) || !isDiskFull(error)) throw error;
        full = error;
      }
    }
    if (full !== null) throw full;
    await flush();
    return file;
  } catch (error) {
    await file.close();
    throw isDiskFull(error) ? new HostRefusal(243, 'No space left for the rows of an insert', 'NOT_ENOUGH_SPACE') : error;
  }
}

export async function insertFrom(session: Session, { table, columns, format }: Insert, file: FileHandle): Promise<void> {
  const names = columns.join(', ');
  // Named by its descriptor: a path could hold characters that the engine takes for a pattern.
  await session.queryAsync(
    `INSERT INTO ${table} (${names}) SELECT ${names} FROM file('/proc/self/fd/${file.fd}', '${format}') SETTINGS ${settings}`,
  );
}

async function writeAll(file: FileHandle, chunks: Buffer[], length: number): Promise<void> {
  const { bytesWritten } = await file.writev(chunks);
  if (bytesWritten === length) return;
  // A short write says the disk is full only when it is tried again.
  await file.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
