import type { EngineClient } from '../index/client.ts';
import type { Where } from '../index/where.ts';
import { scanPage } from './page.ts';

/** Events of a selection around one sequence. */
export interface Around {
  count: number;
  /** How many are below it. */
  earlier: number;
  /** JSON texts of the nearest, in order of sequence. */
  events: string[];
}

/**
 * Counts a selection and reads the `limit` events of it that are nearest to a sequence: half of them up to it, half
 * above, more of one where the other has less. Isolation as in search.
 */
export async function readAround(
  client: EngineClient,
  where: () => Where,
  { organisation, sequence, limit, asOf }: { organisation: string; sequence: number; limit: number; asOf: number },
  signal?: AbortSignal,
): Promise<Around> {
  const bounds = { asOf, fromMs: null, toMs: null, nowMs: 0 };
  const beside = (descending: boolean, after: number) =>
    scanPage(client, where, organisation, { by: 'sequence', descending, after: { sequence: after, occurredMs: 0 } }, bounds, limit, signal);
  const counting = where();
  const [[count, earlier], below, above] = await Promise.all([
    client.row(
      {
        columns: `count(), countIf(sequence < ${counting.parameters.add('Int64', sequence)})`,
        rest: counting.text,
        parameters: counting.parameters.values,
      },
      signal,
    ),
    beside(true, sequence + 1),
    beside(false, sequence),
  ]);
  const fromAbove = Math.min(above.length, Math.max(Math.floor(limit / 2), limit - below.length));
  const rows = [...below.slice(0, limit - fromAbove).reverse(), ...above.slice(0, fromAbove)];
  return { count: Number(count), earlier: Number(earlier), events: rows.map(({ body }) => body) };
}
