import type { RecordedEvent } from '@annals/events';
import { repeatKey } from './fold.ts';

/** A page of a list. Its events may be let go; what is kept of each row is 17 bytes. */
export interface ListPage {
  readonly cursor: string | undefined;
  /** Place of its first row among the rows of all pages. */
  readonly first: number;
  events: readonly RecordedEvent[] | null;
  readonly sequences: Float64Array;
  /** When each happened, ms. */
  readonly times: Float64Array;
  /** 1: repeats the row before it. */
  readonly repeats: Uint8Array;
  readonly lastKey: string;
}

/** The pages of a list that follow each other without a gap. */
export class ListPages {
  readonly pages: ListPage[] = [];

  /** Rows of all pages. */
  get count(): number {
    const last = this.pages.at(-1);
    return last === undefined ? 0 : last.first + last.sequences.length;
  }

  append(cursor: string | undefined, events: readonly RecordedEvent[]): void {
    const last = this.pages.at(-1);
    const keys = events.map(repeatKey);
    this.pages.push({
      cursor,
      first: this.count,
      events,
      sequences: Float64Array.from(events, ({ sequence }) => sequence),
      times: Float64Array.from(events, (event) => Date.parse(event.occurred_at)),
      repeats: Uint8Array.from(keys, (key, at) => (key === (at === 0 ? last?.lastKey : keys[at - 1]) ? 1 : 0)),
      lastKey: keys.at(-1) ?? '',
    });
  }

  /** The page of a row and the place in it. */
  find(row: number): { page: ListPage; at: number } | null {
    let low = 0;
    let high = this.pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.pages[middle]?.first ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    const page = this.pages[low];
    const at = row - (page?.first ?? 0);
    return page !== undefined && at >= 0 && at < page.sequences.length ? { page, at } : null;
  }

  /** Row of a sequence; -1: not there. */
  rowOf(sequence: number): number {
    for (const { first, sequences } of this.pages) {
      const at = sequences.indexOf(sequence);
      if (at >= 0) return first + at;
    }
    return -1;
  }

  /** Lets go of the events of pages further than so many rows from what is looked at. */
  keepNear(first: number, last: number, rows: number): void {
    for (const page of this.pages) if (page.events !== null && !isNear(page, first, last, rows)) page.events = null;
  }
}

/** Whether a page is within so many rows of a range of rows. */
export function isNear(page: ListPage, first: number, last: number, rows: number): boolean {
  return page.first <= last + rows && page.first + page.sequences.length >= first - rows;
}
