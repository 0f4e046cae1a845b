import { connect } from '../connect.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';

export interface HoldOptions {
  organisation?: string;
  json?: true;
}

type Hold = Awaited<ReturnType<ReturnType<typeof connect>['retention']['placeHold']>>['hold'];

export async function holdListCommand(terminal: Terminal, options: HoldOptions & { released?: true }): Promise<ExitCode> {
  const { holds } = await connect(terminal).retention.holds({ ...named(options), released: options.released ? 'true' : 'false' });
  if (!options.json && holds.length === 0) terminal.out('Nothing is held.');
  for (const hold of holds) tell(terminal, options, hold);
  return exitCodes.ok;
}

export interface HoldPlaceOptions extends HoldOptions {
  reason: string;
  query: string;
  from?: string;
  to?: string;
}

/** Without query and range it holds everything of the organisation. */
export async function holdPlaceCommand(terminal: Terminal, name: string, options: HoldPlaceOptions): Promise<ExitCode> {
  const { reason, query: q, from, to } = options;
  const { hold } = await connect(terminal).retention.placeHold({
    ...named(options),
    name,
    q,
    reason,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  });
  tell(terminal, options, hold);
  return exitCodes.ok;
}

export async function holdReleaseCommand(terminal: Terminal, id: string, options: { reason: string; json?: true }): Promise<ExitCode> {
  const { hold } = await connect(terminal).retention.releaseHold(id, options.reason);
  tell(terminal, options, hold);
  return exitCodes.ok;
}

function tell(terminal: Terminal, options: { json?: true }, hold: Hold): void {
  if (options.json) {
    terminal.out(JSON.stringify(hold));
    return;
  }
  const range = `${hold.from ? ` from ${hold.from}` : ''}${hold.to ? ` to ${hold.to}` : ''}`;
  const state = hold.released_at === null ? 'held' : `released ${hold.released_at} by ${hold.released_by ?? ''}`;
  terminal.out(printable(`${hold.id}  ${hold.name}: ${hold.q === '' ? 'everything' : hold.q}${range}; ${state}; ${hold.reason}`));
}

const named = ({ organisation }: HoldOptions): { organisation?: string } => (organisation === undefined ? {} : { organisation });
