import type { Cursor } from './cursor.ts';

/**
 * A page is looked for in widening, disjoint windows, so that the newest page of a large organisation reads days, not
 * years. The last window is open: what is old is still found.
 */
export const orders = ['-sequence', 'sequence', '-occurred_at', 'occurred_at'] as const;
export type Order = (typeof orders)[number];

export interface Scan {
  by: 'sequence' | 'occurred_at';
  descending: boolean;
  /** Row beside the page, not of it. */
  after: Pick<Cursor, 'occurredMs' | 'sequence'> | null;
}

/** How the engine walks for a page: as the order says, or the other way for what is before a cursor. */
export function scanOf(order: Order, cursor: Cursor | null): Scan {
  const descending = order.startsWith('-') !== (cursor?.direction === 'p');
  return { by: order.endsWith('sequence') ? 'sequence' : 'occurred_at', descending, after: cursor };
}

/** A range of the scan's column: `from` inclusive, `to` exclusive, null open. */
export interface Window {
  from: number | null;
  to: number | null;
}

const sequenceWidths = [16_384, 1_048_576];
const dayMs = 86_400_000;
const timeWidthsMs = [3 * dayMs, 60 * dayMs];

export interface Bounds {
  /** Highest sequence shown. */
  asOf: number;
  fromMs: number | null;
  toMs: number | null;
  nowMs: number;
}

export function* windows(scan: Scan, bounds: Bounds): Generator<Window, void> {
  const [widths, start] = scan.by === 'sequence' ? [sequenceWidths, sequenceStart(scan, bounds)] : [timeWidthsMs, timeStart(scan, bounds)];
  if (start === null) {
    yield { from: null, to: null };
    return;
  }
  let near: number | null = null;
  for (const width of widths) {
    const far: number = scan.descending ? start - width : start + width;
    yield scan.descending ? { from: far, to: near } : { from: near, to: far };
    near = far;
  }
  yield scan.descending ? { from: null, to: near } : { from: near, to: null };
}

function sequenceStart({ descending, after }: Scan, { asOf }: Bounds): number | null {
  if (after !== null) return after.sequence;
  return descending ? asOf : null;
}

/** The first window of a descending page is open towards the future: events may be dated there. */
function timeStart({ descending, after }: Scan, { fromMs, toMs, nowMs }: Bounds): number | null {
  if (after !== null) return after.occurredMs;
  return descending ? Math.min(toMs ?? nowMs, nowMs) : fromMs;
}
