import type { EngineClient } from '../index/client.ts';
import { EngineLied } from '../index/engine-errors.ts';
import type { Where } from '../index/where.ts';
import { bucketsOf, type Buckets } from './buckets.ts';

export interface HistogramQuestion {
  fromMs: number | null;
  toMs: number | null;
  /** IANA name of the zone whose days and hours are counted. */
  zone: string;
  /** Most buckets. */
  most: number;
}

/** Events by time of occurred_at and outcome. `edgesMs` has one more than `counts`; both are empty when there are no events. */
export interface Histogram extends Buckets {
  counts: { success: number; failure: number; unknown: number }[];
}

/**
 * Counts the events of a selection by time. An open end of the range is that of the events there are. Isolation and
 * completeness as in search: `where` makes the statement.
 */
export async function readHistogram(
  client: EngineClient,
  where: () => Where,
  { fromMs, toMs, zone, most }: HistogramQuestion,
  signal?: AbortSignal,
): Promise<Histogram> {
  const range = fromMs !== null && toMs !== null ? { fromMs, toMs } : await rangeOf(client, where(), { fromMs, toMs }, signal);
  if (range === null || range.toMs <= range.fromMs) return { unit: 'day', size: 1, edgesMs: [], counts: [] };
  const buckets = bucketsOf(range.fromMs, range.toMs, zone, most);
  const starts = buckets.edgesMs.slice(0, -1);
  const places = new Map(starts.map((start, place) => [start, place]));
  const counts: Histogram['counts'] = starts.map(() => ({ success: 0, failure: 0, unknown: 0 }));
  const asked = where();
  const rows = await client.rows(
    {
      columns: `roundDown(toUnixTimestamp64Milli(occurred_at), ${asked.parameters.add('Array(Int64)', starts)}) AS start, countIf(outcome = 'success'), countIf(outcome = 'failure'), countIf(outcome = 'unknown')`,
      rest: `${asked.text} GROUP BY start`,
      parameters: asked.parameters.values,
    },
    signal,
  );
  for (const [start, success, failure, unknown] of rows) {
    const place = places.get(Number(start));
    if (place === undefined) throw new EngineLied('a bucket was not asked for');
    counts[place] = { success: Number(success), failure: Number(failure), unknown: Number(unknown) };
  }
  return { ...buckets, counts };
}

async function rangeOf(
  client: EngineClient,
  where: Where,
  { fromMs, toMs }: Pick<HistogramQuestion, 'fromMs' | 'toMs'>,
  signal?: AbortSignal,
): Promise<{ fromMs: number; toMs: number } | null> {
  const [count, first, last] = await client.row(
    {
      columns: 'count(), toUnixTimestamp64Milli(min(occurred_at)), toUnixTimestamp64Milli(max(occurred_at))',
      rest: where.text,
      parameters: where.parameters.values,
    },
    signal,
  );
  return Number(count) === 0 ? null : { fromMs: fromMs ?? Number(first), toMs: toMs ?? Number(last) + 1 };
}
