import { resolve } from 'node:path';
import { withStoppedServer } from '../data-directory.ts';
import { exitCodes, type ExitCode, UnavailableError, UsageError } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';
import { openSource, type SourceOptions } from './archive-source.ts';

export interface ArchiveRestoreOptions extends SourceOptions {
  organisation: string;
  day: string;
  to?: string;
  data: string;
  vkey?: string;
  json?: true;
}

/**
 * Brings archived days back for search, into a data directory of their own that a server of its own opens: never into
 * the one that recorded them. Every event is checked before.
 */
export async function archiveRestoreCommand(terminal: Terminal, place: string, options: ArchiveRestoreOptions): Promise<ExitCode> {
  const { isDay } = await import('../../server/archives/days.ts');
  const to = options.to ?? options.day;
  if (!isDay(options.day) || !isDay(to) || to < options.day) throw new UsageError('--day and --to are days such as 2026-11-24.');
  const data = resolve(options.data);
  const { refuseUsed } = await import('../../server/backup/restore.ts');
  const { restoreDays } = await import('../../server/archives/restore.ts');
  const { remove } = await import('../../server/base/files.ts');
  await refuseUsed(data);
  const source = await openSource(terminal, place, options);
  try {
    const restored = await withStoppedServer(data, async () => {
      try {
        return await restoreDays({
          source,
          organisation: options.organisation,
          from: options.day,
          to,
          vkey: options.vkey ?? null,
          data,
          onDay: ({ day, events }) => terminal.err(`  ${day}: ${events} events, checked`),
        });
      } catch (error) {
        for (const part of ['journal', 'segments', 'signed', 'keys', 'index', 'control.db.restoring']) await remove(`${data}/${part}`);
        throw error;
      }
    });
    if (options.json) terminal.out(JSON.stringify({ data, ...restored }));
    else {
      terminal.out(
        printable(
          `${data}: ${restored.events} events as "${restored.name}", read-only; sequence 0 there is ${restored.first} in the original.`,
        ),
      );
      terminal.out(`Search them: ANNALS_DATA=${data} ANNALS_LISTEN=127.0.0.1:8485 npm start, and open the link that it prints.`);
    }
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof Error && error.name === 'DestinationError') throw new UnavailableError(error.message, { cause: error });
    if (error instanceof Error && error.name === 'Bad' && 'key' in error)
      throw new Error(`NOT WHOLE: ${String(error.key)}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    source.close();
  }
}
