import { exportFormatNames } from '@annals/events';
import { type Command, Option } from 'commander';
import { exportCommand, type ExportOptions } from './commands/export.ts';
import type { ExitCode } from './exit.ts';
import type { Terminal } from './terminal.ts';

type Act = <A extends unknown[]>(command: (terminal: Terminal, ...args: A) => Promise<ExitCode>) => (...given: A) => Promise<void>;

/** `annals export` */
export function addExportCommand(program: Command, act: Act): void {
  program
    .command('export')
    .description('Export the events of a query to a file; what is large becomes a job of the server, which is followed and downloaded.')
    .addOption(new Option('--format <format>').choices(exportFormatNames).default('csv'))
    .option('--profile <profile>', 'csv: safe, raw, excel; syslog: rfc5424, lightrun')
    .option('--columns <names>', 'csv: names with commas; the eight of the page when absent')
    .option('--query <query>', 'as in the portal; all events when absent')
    .option('--from <instant>', 'earliest occurred_at, inclusive')
    .option('--to <instant>', 'latest occurred_at, exclusive')
    .addOption(new Option('--order <order>').choices(['-sequence', 'sequence', '-occurred_at', 'occurred_at']))
    .option('--organisation <id>', 'id or slug, when the key has more than one')
    .addOption(new Option('--gzip', 'compress the file with gzip').conflicts('zstd'))
    .option('--zstd', 'compress the file with zstd')
    .option('--compat', 'the newest 1,000 only, as the original page')
    .option('--job', 'make a job of the server however small it is')
    .option('--id <export>', 'download a job that was made before')
    .option('--manifest <file>', 'write the manifest of the job there, too')
    .option('--out <file>', 'file to write, - for stdout; the name the server gives when absent')
    .action(act<[ExportOptions]>(exportCommand));
}
