import { connect } from '../connect.ts';
import { exitCodes, UsageError, type ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { row } from './query.ts';

export interface TailOptions {
  organisation?: string;
  after?: string;
  json?: true;
}

/** Prints events as they are recorded, until it is interrupted; a server that is restarted is followed on. */
export async function tailCommand(terminal: Terminal, q: string, { organisation, after, json }: TailOptions): Promise<ExitCode> {
  if (after !== undefined && !/^(-1|[0-9]{1,15})$/.test(after)) throw new UsageError('--after must be a sequence, or -1.');
  const onGap = ({ from, to }: { from: number; to: number }): void =>
    terminal.err(`annals: events ${from} to ${to - 1} are not retained any more.`);
  for await (const event of connect(terminal).tail({ q, organisation, after }, { onGap }))
    terminal.out(json ? JSON.stringify(event) : row(event).join('  '));
  return exitCodes.ok;
}
