import { parseArgs } from 'node:util';

/** What the command line asks of a run. */
export interface Options {
  seed: number;
  organisations: number;
  poolEvents: number;
  /** Steps of the fill: bytes and questions are measured at each. */
  steps: number[];
  /** Peers are filled up to this. */
  peerEvents: number;
  /** Length of each timed row. */
  seconds: number;
  /** Timed rows are run so often. */
  repeat: number;
  /** Organisations of ten events each. */
  manyOrganisations: number;
  /** Times each question is asked. */
  asks: number;
  /** Data directories that `bench/fill-directory.ts` left, for the row `growth`. */
  directories: string[];
  only: string[] | null;
  skipPeers: boolean;
  requirePeers: boolean;
  /** Rows of an earlier run that this one does not measure stay. */
  add: boolean;
  /** Only writes RESULTS.md from results.json. */
  render: boolean;
  json: string;
  markdown: string;
}

export const usage = `npm run bench -- [options]
  --events N             fill up to N events, at most 50,000,000 (default 1,000,000); bytes and questions are measured at the
                         steps 1 M and 10 M on the way
  --peer-events N        fill the peers up to N events (default: 1,000,000, or --events where that is less)
  --seconds N            length of each timed row (default 20)
  --repeat N             run timed rows N times; the table shows the median and the range (default 1)
  --only a,b             only these rows: ROWS
  --skip-peers           Annals alone
  --require-peers        end with 1 where PostgreSQL is not installed
  --seed N               seed of the data set (default 1)
  --organisations N      organisations of the data set (default 500)
  --pool N               different events that are drawn from (default 65,536)
  --many N               organisations in the row of many small ones (default 10,000)
  --asks N               times each question is asked (default 50)
  --directories A,B      data directories that bench/fill-directory.ts filled and left, for the row growth
  --add                  keep the rows that results.json has and this run does not measure
  --render               measure nothing: write RESULTS.md from results.json
  --out DIRECTORY        where results.json and RESULTS.md go (default: bench/)
`;

export class UsageError extends Error {}

const mostEvents = 50_000_000;

export function readOptions(args: readonly string[], rows: readonly string[], directory: string): Options {
  const { values } = parse(args);
  const count = (
    name: 'events' | 'peer-events' | 'seconds' | 'repeat' | 'seed' | 'organisations' | 'pool' | 'many' | 'asks',
    fallback: number,
  ): number => {
    const given = values[name];
    if (given === undefined) return fallback;
    const value = Number(given.replaceAll(/[_,]/g, ''));
    if (!Number.isInteger(value) || value < 1) throw new UsageError(`--${name} takes a whole number from 1`);
    return value;
  };
  const only = values.only === undefined ? null : values.only.split(',');
  const unknown = only?.filter((name) => !rows.includes(name)) ?? [];
  if (unknown.length > 0) throw new UsageError(`no such row: ${unknown.join(', ')}; rows are ${rows.join(', ')}`);
  const events = Math.min(mostEvents, count('events', 1_000_000));
  const peerEvents = Math.min(events, count('peer-events', 1_000_000));
  const out = values.out ?? directory;
  return {
    seed: count('seed', 1),
    organisations: count('organisations', 500),
    poolEvents: count('pool', 65_536),
    steps: [...new Set([1_000_000, 10_000_000, peerEvents, events])].filter((step) => step <= events).sort((a, b) => a - b),
    peerEvents,
    seconds: count('seconds', 20),
    repeat: count('repeat', 1),
    manyOrganisations: count('many', 10_000),
    asks: count('asks', 50),
    directories: values.directories?.split(',').filter(Boolean) ?? [],
    only,
    skipPeers: values['skip-peers'] ?? false,
    requirePeers: values['require-peers'] ?? false,
    add: values.add ?? false,
    render: values.render ?? false,
    json: `${out}/results.json`,
    markdown: `${out}/RESULTS.md`,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        events: { type: 'string' },
        'peer-events': { type: 'string' },
        seconds: { type: 'string' },
        repeat: { type: 'string' },
        only: { type: 'string' },
        'skip-peers': { type: 'boolean' },
        'require-peers': { type: 'boolean' },
        add: { type: 'boolean' },
        render: { type: 'boolean' },
        seed: { type: 'string' },
        organisations: { type: 'string' },
        pool: { type: 'string' },
        many: { type: 'string' },
        asks: { type: 'string' },
        directories: { type: 'string' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
