import { assemble, exactJson, type StoredRecord } from '@annals/events';
import type { EngineClient } from '../index/client.ts';
import { EngineLied } from '../index/engine-errors.ts';
import type { Where } from '../index/where.ts';
import { windows, type Bounds, type Scan, type Window } from './windows.ts';

/** One event of a page: its place in both orders and its JSON text. */
export interface PageRow {
  sequence: number;
  occurredMs: number;
  body: string;
}

const mostTurnBytes = 512 * 1024;

/** Up to `limit` rows in the scan's direction; goes through windows until it has them or everything was looked at. */
export async function scanPage(
  client: EngineClient,
  where: () => Where,
  organisation: string,
  scan: Scan,
  bounds: Bounds,
  limit: number,
  signal?: AbortSignal,
): Promise<PageRow[]> {
  const rows: PageRow[] = [];
  let turnBytes = 0;
  for (const window of windows(scan, bounds)) {
    const part = where();
    if (scan.after !== null) part.and(beside(scan, scan.after, part));
    narrow(part, scan, window);
    const way = scan.descending ? 'DESC' : 'ASC';
    const order = scan.by === 'sequence' ? `organisation ${way}, sequence ${way}` : `occurred_at ${way}, sequence ${way}`;
    const found = await client.rows(
      {
        columns: 'toString(organisation), sequence, toUnixTimestamp64Milli(occurred_at), body',
        rest: `${part.text} ORDER BY ${order} LIMIT ${part.parameters.add('UInt64', limit - rows.length)}`,
        parameters: part.parameters.values,
      },
      signal,
    );
    for (const [owner, sequence, occurredMs, body] of found) {
      const text = eventText(organisation, owner, sequence, body);
      rows.push({ sequence: Number(sequence), occurredMs: Number(occurredMs), body: text });
      // A page of large events takes as long as thousands of small requests: they get their turn meanwhile.
      turnBytes += text.length;
      if (turnBytes < mostTurnBytes) continue;
      turnBytes = 0;
      await new Promise(setImmediate);
    }
    if (rows.length >= limit) break;
  }
  return rows;
}

/** The event of the API as JSON, from a row of the organisation that was asked for. */
export function eventText(organisation: string, owner: unknown, sequence: unknown, body: unknown): string {
  if (owner !== organisation) throw new EngineLied('a row is of another organisation');
  return JSON.stringify(assemble(exactJson(String(body)) as StoredRecord, organisation, Number(sequence)));
}

/** Strictly after the row in the scan's direction. A tuple alone prunes nothing, so the plain bound stands beside it. */
function beside({ by, descending }: Scan, after: { occurredMs: number; sequence: number }, { parameters }: Where): string {
  const sign = descending ? '<' : '>';
  const bySequence = `sequence ${sign} ${parameters.add('Int64', after.sequence)}`;
  if (by === 'sequence') return bySequence;
  const instant = parameters.instant(after.occurredMs);
  return `occurred_at ${sign}= ${instant} AND (occurred_at ${sign} ${instant} OR ${bySequence})`;
}

function narrow(where: Where, { by }: Scan, { from, to }: Window): void {
  const bound = (value: number): string => (by === 'sequence' ? where.parameters.add('Int64', value) : where.parameters.instant(value));
  if (from !== null) where.and(`${by} >= ${bound(from)}`);
  if (to !== null) where.and(`${by} < ${bound(to)}`);
}
