import { readFileSync } from 'node:fs';
import { importFormatNames } from '@annals/events';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { adoptCommand } from './commands/adopt.ts';
import { addArchiveCommands } from './archive-program.ts';
import { backupCommand } from './commands/backup.ts';
import { doctorCommand, type DoctorOptions } from './commands/doctor.ts';
import { importCommand, type ImportOptions } from './commands/import.ts';
import { indexRebuildCommand } from './commands/index-rebuild.ts';
import { keysCreateCommand, type KeysCreateOptions } from './commands/keys-create.ts';
import { ledgerContinueCommand } from './commands/ledger-continue.ts';
import { queryCommand, type QueryOptions } from './commands/query.ts';
import { recordCommand, type RecordOptions } from './commands/record.ts';
import { restoreCommand } from './commands/restore.ts';
import { statusCommand } from './commands/status.ts';
import { tailCommand, type TailOptions } from './commands/tail.ts';
import { tilesRebuildCommand } from './commands/tiles-rebuild.ts';
import { usersResetCommand } from './commands/users-reset.ts';
import { addRetentionCommands } from './retention-commands.ts';
import { addExportCommand } from './export-program.ts';
import { exitCodeOf, exitCodes, messageOf, type ExitCode } from './exit.ts';
import type { Terminal } from './terminal.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/**
 * The command line, as a table of contents. Each command is a function that gets the terminal and answers with an exit
 * code; what it throws is told in one line here. Commands that open a data directory load the server's code only then.
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const act =
    <A extends unknown[]>(command: (terminal: Terminal, ...args: A) => Promise<ExitCode>) =>
    async (...given: A) => {
      code = await command(terminal, ...given);
    };
  const program = new Command('annals')
    .version(version)
    .description('Annals on the command line. ANNALS_URL (default http://127.0.0.1:8484) and ANNALS_KEY say which server and who asks.')
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 called wrongly, 3 data directory held by a server or server not reachable.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: (text) => terminal.err(text.trimEnd()) });
  program.enablePositionalOptions();

  program
    .command('status')
    .description('Say whether events can be recorded and found.')
    .option('--json', 'as JSON')
    .action(act<[{ json?: true }]>(statusCommand));
  program
    .command('record')
    .description('Record the events of a file, or of stdin: a JSON object, an array, or one event a line.')
    .argument('[file]', 'file, or - for stdin', '-')
    .option('--organisation <id>', 'id or slug, for events that name none')
    .option('--json', 'print each receipt as a line of JSON')
    .action(act<[string, RecordOptions]>(recordCommand));

  program
    .command('import')
    .description('Record what another system exported: annals import --format lightrun-csv audit-events.csv')
    .argument('[files...]', 'files, one after the other, gzip or not; stdin when there is none')
    .addOption(new Option('--format <format>', 'what the files are').choices(importFormatNames).makeOptionMandatory())
    .option('--organisation <id>', 'id or slug, when the key has more than one')
    .option('--zone <zone>', 'zone of instants that say none, such as Europe/Berlin (default: UTC)')
    .option('--dry-run', 'ask no server; say what would be recorded')
    .option('--json', 'print each receipt as a line of JSON; with --dry-run each event')
    .action(act<[string[], ImportOptions]>(importCommand));

  program
    .command('query')
    .description("Find events, newest first: annals query 'actor:dana@example.com outcome:failure'")
    .argument('[query]', 'as in the portal; all events when empty', '')
    .option('--organisation <id>', 'id or slug, when the key has more than one')
    .option('--from <instant>', 'earliest occurred_at, inclusive')
    .option('--to <instant>', 'latest occurred_at, exclusive')
    .addOption(new Option('--order <order>').choices(['-sequence', 'sequence', '-occurred_at', 'occurred_at']))
    .addOption(new Option('--limit <count>', 'how many at most').argParser(countArgument).default(50))
    .option('--json', 'print each event as a line of JSON')
    .action(act<[string, QueryOptions]>(queryCommand));
  program
    .command('tail')
    .description("Show events as they are recorded: annals tail 'outcome:failure'")
    .argument('[query]', 'as in the portal; all events when empty', '')
    .option('--organisation <id>', 'id or slug, when the key has more than one')
    .option('--after <sequence>', 'begin behind this sequence; -1 is the beginning')
    .option('--json', 'print each event as a line of JSON')
    .action(act<[string, TailOptions]>(tailCommand));
  addArchiveCommands(program, act);
  addExportCommand(program, act);
  program
    .command('keys')
    .description('Manage API keys.')
    .command('create')
    .description('Make an API key with at most the scopes of ANNALS_KEY; the token goes to stdout.')
    .requiredOption('--name <name>', 'what the key is for')
    .option('--organisation <id>', 'id or slug')
    .option('--installation', 'good for every organisation')
    .option('--scopes <list>', 'with commas', 'events:write')
    .option('--expires-at <instant>', 'RFC 3339')
    .option('--json', 'as JSON')
    .action(act<[KeysCreateOptions]>(keysCreateCommand));

  program
    .command('doctor')
    .description(
      'Check the data directory of a stopped server: every event, tree, signature and file; names what is damaged and what to do.',
    )
    .option('--data <dir>', 'data directory (default ANNALS_DATA or ./data)')
    .option('--json', 'as JSON')
    .action(act<[DoctorOptions]>(doctorCommand));
  program
    .command('backup')
    .description('Copy the data directory, also while a server records into it; the search index is left out, it is made anew.')
    .argument('<directory>', 'where to: not there yet, or empty')
    .option('--data <dir>', 'data directory (default ANNALS_DATA or ./data)')
    .option('--json', 'as JSON')
    .action(act<[string, { data?: string; json?: true }]>(backupCommand));
  program
    .command('restore')
    .description('Make a data directory of a backup, and check every event of it.')
    .argument('<backup>', 'a directory that annals backup made')
    .option('--data <dir>', 'data directory to make: not there yet, or empty (default ANNALS_DATA or ./data)')
    .option('--json', 'as JSON')
    .action(act<[string, { data?: string; json?: true }]>(restoreCommand));
  program
    .command('adopt')
    .description('Check a copy of a directory that was in use, and let a server start on it if it is whole.')
    .option('--data <dir>', 'data directory (default ANNALS_DATA or ./data)')
    .action(act<[{ data?: string }]>(adoptCommand));
  program
    .command('tiles')
    .description('The hash tiles of a stopped server.')
    .command('rebuild')
    .description('Make missing or damaged tiles anew from the events; only where those make the roots that were signed.')
    .option('--data <dir>', 'data directory (default ANNALS_DATA or ./data)')
    .action(act<[{ data?: string }]>(tilesRebuildCommand));
  program
    .command('index')
    .description('The search index of a stopped server.')
    .command('rebuild')
    .description('Throw the index away; the next start makes it anew from the ledger.')
    .option('--data <dir>', 'data directory (default ANNALS_DATA or ./data)')
    .action(act<[{ data?: string }]>(indexRebuildCommand));
  program
    .command('ledger')
    .description('The ledger of an organisation.')
    .command('continue')
    .description('After a rollback that cannot be undone: sign what is there and take events again.')
    .argument('<organisation>', 'id or slug')
    .requiredOption('--reason <text>', 'kept with the event that records it')
    .option('--json', 'as JSON')
    .action(act<[string, { reason: string; json?: true }]>(ledgerContinueCommand));
  addRetentionCommands(program, act);
  program
    .command('users')
    .description('For the operator of the machine.')
    .command('reset')
    .description('Give a user a temporary password; the server must be running.')
    .argument('<email>')
    .option('--data <dir>', 'data directory (default ANNALS_DATA or ./data)')
    .option('--json', 'as JSON')
    .action(act<[string, { data?: string; json?: true }]>(usersResetCommand));

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    terminal.err(`annals: ${messageOf(error)}`);
    return exitCodeOf(error);
  }
}

/** A whole number from 1. */
export function countArgument(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}
