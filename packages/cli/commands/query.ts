import type { ResultOf } from '@annals/client';
import type { findEvents } from '@annals/events';
import { connect } from '../connect.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import { printable, table, type Terminal } from '../terminal.ts';

export interface QueryOptions {
  organisation?: string;
  from?: string;
  to?: string;
  order?: '-sequence' | 'sequence' | '-occurred_at' | 'occurred_at';
  limit: number;
  json?: true;
}

const eventsPerPage = 500;

/** Finds events, newest first, page by page until the limit; as JSON one whole event a line. */
export async function queryCommand(terminal: Terminal, q: string, options: QueryOptions): Promise<ExitCode> {
  const client = connect(terminal);
  const { organisation, from, to, order } = options;
  let cursor: string | undefined;
  let left = options.limit;
  do {
    const page = await client.find({ q, organisation, from, to, order, cursor, limit: Math.min(left, eventsPerPage) });
    const lines = options.json ? page.events.map((event) => JSON.stringify(event)) : table(page.events.map(row));
    for (const line of lines) terminal.out(line);
    left -= page.events.length;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && left > 0);
  return exitCodes.ok;
}

type Found = ResultOf<typeof findEvents>['events'][number];

export function row({ sequence, occurred_at, actor, label, targets, recorded_by }: Found): string[] {
  const who = actor['email'] ?? actor['name'] ?? actor['id'] ?? actor.type;
  const what =
    targets?.map((target) => `${target.type} ${typeof target['name'] === 'string' ? target['name'] : target.id}`).join(', ') ?? '';
  return [String(sequence), occurred_at, typeof who === 'string' ? who : actor.type, label, what, recorded_by].map(printable);
}
