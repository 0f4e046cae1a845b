import { AnnalsError, type AnnalsClient } from '@annals/client';
import { connectWithoutKey } from '../connect.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import { printable, table, type Terminal } from '../terminal.ts';

type Readiness = Awaited<ReturnType<AnnalsClient['readiness']>>;
type Status = Awaited<ReturnType<AnnalsClient['status']>>;

/** Says how the server is, and to a key that may know also how its tasks are; ends with 1 when events cannot be recorded. */
export async function statusCommand(terminal: Terminal, options: { json?: true }): Promise<ExitCode> {
  const client = connectWithoutKey(terminal);
  const status = terminal.env['ANNALS_KEY'] ? await wholeStatus(client) : null;
  const readiness: Readiness = status ?? (await client.readiness());
  if (options.json) terminal.out(JSON.stringify(status ?? readiness));
  else {
    terminal.out(
      {
        ready: 'ready: events are recorded and found',
        degraded: 'degraded: events are recorded',
        unavailable: 'unavailable: events cannot be recorded',
      }[readiness.status],
    );
    for (const { part, detail, action } of readiness.reasons) {
      terminal.out(`  ${printable(part)}: ${printable(detail)}`);
      terminal.out(`    ${printable(action)}`);
    }
    if (status) for (const line of tasksOf(status)) terminal.out(line);
  }
  return readiness.status === 'unavailable' ? exitCodes.failed : exitCodes.ok;
}

/** Null for a key that may not see the whole installation: what everybody may know is still told. */
async function wholeStatus(client: AnnalsClient): Promise<Status | null> {
  try {
    return await client.status();
  } catch (error) {
    if (error instanceof AnnalsError && (error.status === 401 || error.status === 403)) return null;
    throw error;
  }
}

function tasksOf({ tasks, ledger }: Status): string[] {
  const rows = tasks.map((task) => [
    printable(task.name),
    task.last_error === null ? 'works' : 'fails',
    task.last_succeeded_at ?? 'not yet',
    printable(task.last_error ?? ''),
  ]);
  return [
    ...ledger.refused.map(({ organisation, reason }) => `  ${printable(organisation)} takes no events: ${printable(reason)}`),
    '',
    ...table([['task', 'state', 'last success', 'error'], ...rows]),
  ];
}
