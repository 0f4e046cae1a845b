import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { acquireLock, type DataLock } from '../server/base/lock.ts';
import { UsageError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** The data directory that an option or ANNALS_DATA names; it must be one already. */
export function findData(terminal: Terminal, option: string | undefined): string {
  const data = resolve(option ?? (terminal.env['ANNALS_DATA'] || './data'));
  if (!['control.db', 'journal/journal.db', 'segments'].some((part) => existsSync(join(data, part))))
    throw new UsageError(`${data} is no data directory of Annals: name one with --data or ANNALS_DATA.`);
  return data;
}

/** Does something in a data directory that no server holds, and keeps servers out meanwhile. */
export async function withStoppedServer<T>(data: string, act: () => Promise<T>): Promise<T> {
  const lock: DataLock = acquireLock(data);
  try {
    return await act();
  } finally {
    lock.release();
  }
}
