import { categories, type Category, mostRetentionDays, policyText, type RetentionPolicy, retentionPresets } from '@annals/events';
import { connect } from '../connect.ts';
import { exitCodes, UsageError, type ExitCode } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';

export interface RetentionOptions {
  organisation?: string;
  json?: true;
}

type Answer = Awaited<ReturnType<ReturnType<typeof connect>['retention']['get']>>;

/** How long events are kept, what is held, and where the ledger begins. */
export async function retentionShowCommand(terminal: Terminal, options: RetentionOptions): Promise<ExitCode> {
  show(terminal, options, await connect(terminal).retention.get(named(options)));
  return exitCodes.ok;
}

export interface RetentionSetOptions extends RetentionOptions {
  reason: string;
  category: string[];
  event: string[];
  yes?: true;
}

/** Shows the consequence first; decides with --yes. */
export async function retentionSetCommand(terminal: Terminal, days: string, options: RetentionSetOptions): Promise<ExitCode> {
  const policy = policyOf(days, options);
  const { retention } = connect(terminal);
  const { shortens, consequence } = await retention.preview({ ...named(options), policy });
  if (!options.json) {
    terminal.err(
      consequence.events === 0
        ? 'Nothing is due under this policy now.'
        : `The next sweep under this policy removes ${consequence.events} events, about ${Math.ceil(consequence.bytes / 1e6)} MB; archived: ${consequence.archived === null ? 'no archive is configured' : consequence.archived ? 'yes' : 'not all'}.`,
    );
    if (consequence.held > 0) terminal.err(`${consequence.held} more are due and held.`);
    if (shortens) terminal.err('It counts 24 hours after it is decided, and can be undone until then: annals retention undo.');
  }
  if (!options.yes) {
    if (options.json) terminal.out(JSON.stringify({ shortens, consequence }));
    else terminal.err('Nothing is changed. Say --yes to decide it.');
    return exitCodes.failed;
  }
  show(terminal, options, await retention.set({ ...named(options), policy, reason: options.reason }));
  return exitCodes.ok;
}

export async function retentionUndoCommand(terminal: Terminal, options: RetentionOptions & { reason: string }): Promise<ExitCode> {
  show(terminal, options, await connect(terminal).retention.undo({ ...named(options), reason: options.reason }));
  return exitCodes.ok;
}

export async function retentionClockCommand(terminal: Terminal, options: { reason: string; json?: true }): Promise<ExitCode> {
  const { now } = await connect(terminal).retention.confirmClock(options.reason);
  terminal.out(options.json ? JSON.stringify({ now }) : `The clock, ${now}, is confirmed; retention goes on.`);
  return exitCodes.ok;
}

function show(terminal: Terminal, options: RetentionOptions, answer: Answer): void {
  if (options.json) {
    terminal.out(JSON.stringify(answer));
    return;
  }
  const say = (line: string): void => terminal.out(printable(line));
  say(`Kept: ${policyText(answer.policy)}`);
  if (answer.decided_at === null) say('  Nobody decided: the organisation is older than retention, and everything is kept.');
  else say(`  decided ${answer.decided_at}: ${answer.reason ?? ''}`);
  if (answer.pending)
    say(
      `  counts from ${answer.pending.effective_at} on; until then also ${policyText(answer.pending.before)}. Take it back: annals retention undo`,
    );
  say(`Events ${answer.oldest_retained} to ${answer.size - 1} are kept of ${answer.size}.`);
  for (const { id, name, q, from, to, placed_by } of answer.holds)
    say(`Held: ${name} (${id}), by ${placed_by}: ${q === '' ? 'everything' : q}${from ? ` from ${from}` : ''}${to ? ` to ${to}` : ''}`);
  if (answer.stopped) say(`Stopped: ${answer.stopped} Confirm it: annals retention confirm`);
}

const named = ({ organisation }: RetentionOptions): { organisation?: string } => (organisation === undefined ? {} : { organisation });

function policyOf(days: string, { category, event }: RetentionSetOptions): RetentionPolicy {
  return {
    days: daysOf(days),
    categories: Object.fromEntries(
      category.map(ruleOf).map(([name, kept]) => {
        if (!categories.includes(name as Category))
          throw new UsageError(`There is no category ${name}; there are ${categories.join(', ')}.`);
        return [name, kept];
      }),
    ),
    events: Object.fromEntries(event.map(ruleOf)),
  };
}

function ruleOf(text: string): [string, number | null] {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new UsageError(`A rule is NAME=DAYS, like authentication=90; ${text} is none.`);
  return [text.slice(0, at), daysOf(text.slice(at + 1))];
}

function daysOf(text: string): number | null {
  const preset = retentionPresets.find(({ id }) => id === text);
  if (preset) return preset.days;
  const days = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(days >= 1 && days <= mostRetentionDays))
    throw new UsageError(`${text} must be a number of days or one of ${retentionPresets.map(({ id }) => id).join(', ')}.`);
  return days;
}
