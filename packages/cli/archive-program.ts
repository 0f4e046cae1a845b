import type { Command } from 'commander';
import { archiveRestoreCommand, type ArchiveRestoreOptions } from './commands/archive-restore.ts';
import { archiveVerifyCommand, type ArchiveVerifyOptions } from './commands/archive-verify.ts';
import type { ExitCode } from './exit.ts';
import type { Terminal } from './terminal.ts';

type Act = <A extends unknown[]>(command: (terminal: Terminal, ...args: A) => Promise<ExitCode>) => (...given: A) => Promise<void>;

/** `annals archive …` */
export function addArchiveCommands(program: Command, act: Act): void {
  const archive = program.command('archive').description('Archived days, in a bucket or in a copy of it.');
  archive
    .command('verify')
    .description('Check a copy of an archive, offline: every day, hash, event and signature; names the first bad thing and its key.')
    .argument('<place>', 'a folder, or s3://bucket/prefix')
    .option('--vkey <vkey>', 'verifier key that you noted earlier; else the one in the archive')
    .option('--organisation <id>', 'only this one')
    .option('--endpoint <url>', 'of a server other than AWS')
    .option('--region <region>', 'of the bucket')
    .option('--path-style', 'the bucket in the path')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExit codes: 0 whole, 1 not whole, 2 called wrongly, 3 the place cannot be reached.')
    .action(act<[string, ArchiveVerifyOptions]>(archiveVerifyCommand));
  archive
    .command('restore')
    .description('Bring archived days back for search, into a data directory of their own, checked and read-only.')
    .argument('<place>', 'a folder, or s3://bucket/prefix')
    .requiredOption('--organisation <id>', 'whose days')
    .requiredOption('--day <day>', 'UTC, such as 2026-11-24')
    .option('--to <day>', 'the last day, when more than one')
    .requiredOption('--data <dir>', 'data directory to make: not there yet, or empty')
    .option('--vkey <vkey>', 'verifier key that you noted earlier; else the one in the archive')
    .option('--endpoint <url>', 'of a server other than AWS')
    .option('--region <region>', 'of the bucket')
    .option('--path-style', 'the bucket in the path')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExit codes: 0 done, 1 not whole or failed, 2 called wrongly, 3 the place cannot be reached.')
    .action(act<[string, ArchiveRestoreOptions]>(archiveRestoreCommand));
}
