import { exitCodes, type ExitCode, UnavailableError } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';
import { openSource, type SourceOptions } from './archive-source.ts';

export interface ArchiveVerifyOptions extends SourceOptions {
  vkey?: string;
  organisation?: string;
  json?: true;
}

/**
 * Checks a copy of an archive with nothing but the copy: no server, no engine, no data directory.
 * Ends with 0 when all of it is whole, 1 with the first bad thing and its key, 3 when the copy cannot be reached.
 */
export async function archiveVerifyCommand(terminal: Terminal, place: string, options: ArchiveVerifyOptions): Promise<ExitCode> {
  const { verifyArchive } = await import('../../server/archives/verify.ts');
  const source = await openSource(terminal, place, options);
  try {
    const verdict = await verifyArchive(source, {
      vkey: options.vkey ?? null,
      organisation: options.organisation ?? null,
      onDay: ({ organisation, day, generation, events }) => {
        if (!options.json) terminal.out(`  ${organisation} ${day}${generation === 0 ? '' : ` (${generation})`}: ${events} events`);
      },
    });
    if (options.json) terminal.out(JSON.stringify(verdict, null, 2));
    else {
      for (const one of verdict.organisations) {
        terminal.out(
          `${one.organisation}: ${one.firstDay} to ${one.lastDay}, events ${one.first} to ${one.end - 1}, ${one.deliveries} deliveries, root ${one.root}`,
        );
        terminal.out(
          `  signed by ${one.vkey} (${one.keyFrom === 'given' ? 'as given' : "the archive's own word: compare it, or give --vkey"})`,
        );
      }
      for (const path of verdict.strangers.slice(0, 10)) terminal.out(printable(`note: ${path} belongs to no manifest`));
      if (verdict.strangers.length > 10) terminal.out(`note: and ${verdict.strangers.length - 10} more`);
      terminal.out(
        verdict.bad === null
          ? 'Whole: every day, every object, every event once, under signed checkpoints.'
          : printable(`NOT WHOLE: ${verdict.bad.key}: ${verdict.bad.detail} (${verdict.bad.kind})`),
      );
    }
    return verdict.ok ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    if (error instanceof Error && error.name === 'DestinationError') throw new UnavailableError(error.message, { cause: error });
    throw error;
  } finally {
    source.close();
  }
}
