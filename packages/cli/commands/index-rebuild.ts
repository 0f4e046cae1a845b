import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { remove, renameDurably } from '../../server/base/files.ts';
import { findData, withStoppedServer } from '../data-directory.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Throws the index of a stopped server away; the next start makes it anew from the ledger, and records that it did.
 * The name goes first and durably, so that a start after a crash in between never finds half an index.
 */
export async function indexRebuildCommand(terminal: Terminal, options: { data?: string }): Promise<ExitCode> {
  const data = findData(terminal, options.data);
  await withStoppedServer(data, async () => {
    const [index, removed] = [join(data, 'index'), join(data, 'index.removed')];
    await remove(removed);
    if (!existsSync(index)) return;
    await renameDurably(index, removed);
    await remove(removed);
  });
  terminal.out(`The index of ${data} is removed. The next start makes it anew from the ledger; recording goes on meanwhile.`);
  return exitCodes.ok;
}
