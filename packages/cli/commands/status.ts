import { connectWithoutKey } from '../connect.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';

/** Says how the server is; ends with 1 when events cannot be recorded. */
export async function statusCommand(terminal: Terminal, options: { json?: true }): Promise<ExitCode> {
  const readiness = await connectWithoutKey(terminal).readiness();
  if (options.json) terminal.out(JSON.stringify(readiness));
  else {
    terminal.out(
      {
        ready: 'ready: events are recorded and found',
        degraded: 'degraded: events are recorded',
        unavailable: 'unavailable: events cannot be recorded',
      }[readiness.status],
    );
    for (const reason of readiness.reasons) terminal.out(`  ${printable(reason.part)}: ${printable(reason.detail)}`);
  }
  return readiness.status === 'unavailable' ? exitCodes.failed : exitCodes.ok;
}
