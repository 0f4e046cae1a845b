import type { Command } from 'commander';
import { holdListCommand, type HoldOptions, holdPlaceCommand, type HoldPlaceOptions, holdReleaseCommand } from './commands/hold.ts';
import {
  retentionClockCommand,
  type RetentionOptions,
  retentionSetCommand,
  type RetentionSetOptions,
  retentionShowCommand,
  retentionUndoCommand,
} from './commands/retention.ts';
import type { ExitCode } from './exit.ts';
import type { Terminal } from './terminal.ts';

type Act = <A extends unknown[]>(command: (terminal: Terminal, ...args: A) => Promise<ExitCode>) => (...given: A) => Promise<void>;

const organisation = ['--organisation <id>', 'id or slug, when the key has more than one'] as const;
const reason = ['--reason <text>', 'kept with the event that records it'] as const;
const json = ['--json', 'as JSON'] as const;
const gather = (text: string, before: string[]): string[] => [...before, text];

/** `annals retention …` and `annals hold …`. */
export function addRetentionCommands(program: Command, act: Act): void {
  const retention = program.command('retention').description('How long events are kept.');
  retention
    .command('show')
    .description('Show policy, holds, and where the ledger begins.')
    .option(...organisation)
    .option(...json)
    .action(act<[RetentionOptions]>(retentionShowCommand));
  retention
    .command('set')
    .description('Decide how long events are kept; without --yes only the consequence is shown: annals retention set 90d --reason …')
    .argument('<days>', 'days, or 30d, 90d, pci, 24m, 7y, unlimited')
    .option('--category <rule>', 'other days for a category, NAME=DAYS; may be repeated', gather, [])
    .option('--event <rule>', 'other days for an event type, ID=DAYS; may be repeated', gather, [])
    .requiredOption(...reason)
    .option('--yes', 'decide it')
    .option(...organisation)
    .option(...json)
    .action(act<[string, RetentionSetOptions]>(retentionSetCommand));
  retention
    .command('undo')
    .description('Take back a change that does not count yet.')
    .requiredOption(...reason)
    .option(...organisation)
    .option(...json)
    .action(act<[RetentionOptions & { reason: string }]>(retentionUndoCommand));
  retention
    .command('confirm')
    .description('Say that the clock is right after it moved, so that retention goes on.')
    .requiredOption(...reason)
    .option(...json)
    .action(act<[{ reason: string; json?: true }]>(retentionClockCommand));

  const hold = program.command('hold').description('Legal holds: what is never removed, whatever the policy says.');
  hold
    .command('list')
    .description('List the holds in force.')
    .option('--released', 'also those that were released')
    .option(...organisation)
    .option(...json)
    .action(act<[HoldOptions & { released?: true }]>(holdListCommand));
  hold
    .command('place')
    .description("Hold events: annals hold place 'Case 4711' --query 'actor:dana@example.com' --reason …")
    .argument('<name>')
    .option('--query <query>', 'what is held; everything when left out', '')
    .option('--from <instant>', 'earliest occurred_at, inclusive')
    .option('--to <instant>', 'latest occurred_at, exclusive')
    .requiredOption(...reason)
    .option(...organisation)
    .option(...json)
    .action(act<[string, HoldPlaceOptions]>(holdPlaceCommand));
  hold
    .command('release')
    .description('Release a hold; what is due goes with the next sweep.')
    .argument('<id>')
    .requiredOption(...reason)
    .option(...json)
    .action(act<[string, { reason: string; json?: true }]>(holdReleaseCommand));
}
