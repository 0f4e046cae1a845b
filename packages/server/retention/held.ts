import { parseFilter } from '@annals/events';
import type { EngineClient } from '../index/client.ts';
import type { ResolveEvent } from '../index/condition.ts';
import { Where } from '../index/where.ts';
import type { Ledger } from '../segments/ledger.ts';
import { countOf, within } from '../segments/removed.ts';
import type { HoldInForce } from './due.ts';

export interface HeldDeps {
  client: EngineClient;
  ledger: Pick<Ledger, 'removed'>;
  resolveEvent: ResolveEvent;
}

/** A hold is read without the limit of length that questions of the API have. */
const mostHoldBytes = 64 * 1024;

/**
 * Which sequences of [from, to) the holds describe, asked of the index, which alone reads the query language. Only when
 * it holds every event of the range: else the question is not answered, and nothing of the range may go.
 */
export async function heldByQuery(
  { client, ledger, resolveEvent }: HeldDeps,
  organisation: string,
  holds: readonly HoldInForce[],
  from: number,
  to: number,
): Promise<ReadonlySet<number>> {
  const limits = { seconds: 600 };
  const whereOf = (q: string, fromMs: number | null, toMs: number | null): Where => {
    const where = new Where({ organisation, filter: parseFilter(q, mostHoldBytes), fromMs, toMs, asOf: to - 1 }, resolveEvent);
    return where.and(`sequence >= ${where.parameters.add('Int64', from)}`);
  };
  const all = whereOf('', null, null);
  const [count] = await client.row({
    columns: 'uniqExact(sequence)',
    rest: all.text,
    parameters: all.parameters.values,
    limits,
  });
  const wanted = to - from - countOf(within(await ledger.removed(organisation), from, to));
  if (Number(count) !== wanted)
    throw new Error(
      `The index holds ${Number(count)} of ${wanted} events from ${from} on: what the holds describe cannot be told for certain.`,
    );
  const held = new Set<number>();
  for (const { q, fromMs, toMs } of holds) {
    const where = whereOf(q, fromMs, toMs);
    const rows = await client.rows({ columns: 'sequence', rest: where.text, parameters: where.parameters.values, limits });
    for (const [sequence] of rows) held.add(Number(sequence));
  }
  return held;
}
