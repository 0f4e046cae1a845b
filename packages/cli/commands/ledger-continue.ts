import { connect } from '../connect.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/** Gives up what a rollback lost, on purpose: the organisation takes events again from what is there. */
export async function ledgerContinueCommand(
  terminal: Terminal,
  organisation: string,
  options: { reason: string; json?: true },
): Promise<ExitCode> {
  const result = await connect(terminal).organisations.continueLedger(organisation, options.reason);
  if (options.json) terminal.out(JSON.stringify(result));
  else
    terminal.out(
      `The organisation takes events again, from sequence ${result.size}${result.abandoned_size === null ? '' : `; a checkpoint over ${result.abandoned_size} events is given up and kept beside`}.`,
    );
  return exitCodes.ok;
}
