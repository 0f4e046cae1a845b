import type { SegmentEntry } from '../segments/list.ts';

/** What the verifier checks at a time: a segment, or what the journal still holds of an organisation. */
export interface Item {
  organisation: string;
  /** Of the segment; null: the journal's part. */
  first: number | null;
  /** When the segment was closed; of the journal's part, when the pass began. */
  at: string;
}

/** Where an item stands in a pass, newest first. */
export type Place = readonly [at: string, organisation: string, first: number];

export const placeOf = ({ organisation, first, at }: Item): Place => [at, organisation, first ?? -1];

export const itemOf = (organisation: string, entry: SegmentEntry): Item => ({ organisation, first: entry.first, at: entry.closed_at });

/** Whether `a` comes before `b` in a pass. */
export function isBefore(a: Place, b: Place): boolean {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at >= 0 && a[at]! > b[at]!;
}

export const sameItem = (a: Item, b: Item): boolean => a.organisation === b.organisation && a.first === b.first;

/**
 * What is left to check, in order: what was damaged, for it may have been mended; what is newer than the pass; then the
 * rest of the pass, newest first.
 */
export function planOf(items: readonly Item[], passAt: string, after: Place | null, damaged: readonly Item[]): Item[] {
  const rest = items
    .filter((item) => item.at > passAt || after === null || isBefore(after, placeOf(item)))
    .filter((item) => !damaged.some((one) => sameItem(one, item)))
    .sort((a, b) => (isBefore(placeOf(a), placeOf(b)) ? -1 : 1));
  return [...damaged, ...rest];
}
