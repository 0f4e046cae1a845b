import type { RecordedEvent } from '@annals/events';
import type { EventPage } from '../../api/shapes.ts';
import { repeatKey } from './fold.ts';
import { isNear, ListPages, type ListPage } from './list-pages.ts';

export type FetchPage = (cursor: string | undefined, limit: number, signal: AbortSignal) => Promise<EventPage>;

export interface ListOptions {
  /** One page and no more: pages are turned by the reader. */
  isSingle: boolean;
  firstRows: number;
  pageRows: number;
  /** Cursor of the first row; undefined: the beginning. */
  start: string | undefined;
}

/** What is shown of a list; a new object after each change. */
export interface ListSnapshot {
  /** Rows that are known, live ones included. */
  count: number;
  /** Rows that came live, on top. */
  liveCount: number;
  /** The answer to the first page; undefined before it. */
  page: EventPage | undefined;
  /** When it came, ms of this machine's clock. */
  receivedMs: number;
  /** There is nothing after the last row. */
  isWhole: boolean;
  /** Live rows were so many that older ones were let go. */
  isCut: boolean;
  /** Since when a page that the reader waits for is loading, ms; null: none. */
  loadingSinceMs: number | null;
  error: Error | null;
  /** The reader stopped the loading. */
  isStopped: boolean;
}

/** Rows ahead of the reader that are loaded before he needs them. */
const aheadRows = 300;
/** Rows around the reader whose events are kept. */
const keptRows = 3_000;
/** Rows of pages that were let go and are near enough to be asked for again. */
const refillRows = 100;
const mostRefills = 2;
/** More rows than this are higher than browsers can scroll. */
export const mostRows = 250_000;
export const mostLiveRows = 1_000;

const nothing: ListSnapshot = {
  count: 0,
  liveCount: 0,
  page: undefined,
  receivedMs: 0,
  isWhole: false,
  isCut: false,
  loadingSinceMs: null,
  error: null,
  isStopped: false,
};

/**
 * The rows of one question, as far as they were asked for: pages follow each other by cursor, so every row stands once
 * and a past range never changes. Events of pages far from where the reader is are let go, and asked for again by their
 * cursor when he comes near. What comes live stands on top.
 *
 * Promises: `at(i)` is row i of the question under the `as_of` of its first page, or undefined while it is not here.
 * Nothing is asked while nobody watches. Retries: `retry`, the caller's.
 */
export class EventList {
  readonly #fetch: FetchPage;
  readonly #options: ListOptions;
  readonly #watchers = new Set<() => void>();
  readonly #refills = new Map<ListPage, AbortController>();
  #pages = new ListPages();
  /** Newest first. */
  #live: readonly RecordedEvent[] = [];
  #liveKeys: readonly string[] = [];
  /** Events that came live, those that were let go included. */
  #arrived = 0;
  #next: string | null = null;
  #wanted: [number, number] = [0, 0];
  #loading: AbortController | null = null;
  #snapshot = nothing;

  constructor(fetch: FetchPage, options: ListOptions) {
    this.#fetch = fetch;
    this.#options = options;
  }

  readonly snapshot = (): ListSnapshot => this.#snapshot;

  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    this.#step();
    return () => {
      this.#watchers.delete(changed);
      if (this.#watchers.size > 0) return;
      // Whoever watches again loads again.
      this.#abort();
      this.#change({ loadingSinceMs: null });
    };
  };

  at(row: number): RecordedEvent | undefined {
    const found = this.#pages.find(row - this.#live.length);
    return row < this.#live.length ? this.#live[row] : found?.page.events?.[found.at];
  }

  /** Sequence of a row, also while its event is not here; -1: there is no such row. */
  sequenceAt(row: number): number {
    const found = this.#pages.find(row - this.#live.length);
    return (row < this.#live.length ? this.#live[row]?.sequence : found?.page.sequences[found.at]) ?? -1;
  }

  /** When the event of a row happened, ms, also while it is not here. */
  timeAt(row: number): number {
    const found = this.#pages.find(row - this.#live.length);
    return row < this.#live.length ? Date.parse(this.#live[row]?.occurred_at ?? '') : (found?.page.times[found.at] ?? Number.NaN);
  }

  /** Whether a row repeats the one before it. */
  readonly repeats = (row: number): boolean => {
    const live = this.#live.length;
    if (row < live) return row > 0 && this.#liveKeys[row] === this.#liveKeys[row - 1];
    if (row === live && live > 0) return this.#firstKey() === this.#liveKeys[live - 1];
    const found = this.#pages.find(row - live);
    return found !== null && found.page.repeats[found.at] === 1;
  };

  /** Row of an event; -1: it is not among those that are known. */
  indexOf(sequence: number): number {
    const live = this.#live.findIndex((event) => event.sequence === sequence);
    if (live >= 0) return live;
    const row = this.#pages.rowOf(sequence);
    return row < 0 ? -1 : this.#live.length + row;
  }

  /** Highest sequence that the rows go up to: of the first page, or what came since. */
  get position(): number {
    return Math.max(this.#live[0]?.sequence ?? -1, this.#snapshot.page?.as_of ?? -1);
  }

  /** Events of the question: counted with the first page, and what came since. */
  get total(): EventPage['total'] | undefined {
    const total = this.#snapshot.page?.total;
    return total ? { ...total, value: total.value + this.#arrived } : total;
  }

  /** Cursor of what follows the last row, when there is more than a list may have; null: nothing. */
  get next(): string | null {
    return this.#next;
  }

  /** Events that are held now; bounded, however many rows there are. */
  get held(): number {
    return this.#live.length + this.#pages.pages.reduce((sum, { events }) => sum + (events?.length ?? 0), 0);
  }

  /** The reader looks at these rows. */
  want(first: number, last: number): void {
    this.#wanted = [first, last];
    this.#step();
  }

  /** The first page anew, and what follows from there; the rows that are here stay until it has come. */
  refresh(): Promise<void> {
    this.#abort();
    return this.#load(null);
  }

  retry(): void {
    this.#change({ error: null, isStopped: false });
    this.#step();
  }

  /** Stops waiting; the request is given up, and with it its query in the engine. */
  stop(): void {
    this.#abort();
    this.#change({ loadingSinceMs: null, isStopped: true });
  }

  /** Events that came now, oldest first, of sequences above all others; so many before them were let go already. */
  prepend(events: readonly RecordedEvent[], letGo = 0): void {
    if (events.length === 0) return;
    this.#arrived += events.length + letGo;
    this.#live = [...events.toReversed(), ...this.#live].slice(0, mostLiveRows);
    this.#liveKeys = this.#live.map(repeatKey);
    const isCut = this.#snapshot.isCut || this.#arrived > mostLiveRows;
    if (isCut && this.#pages.count > 0) {
      this.#abort();
      this.#pages = new ListPages();
      this.#next = null;
    }
    this.#change(isCut ? { isCut, isWhole: true, loadingSinceMs: null } : {});
  }

  #firstKey(): string | undefined {
    const first = this.#pages.pages[0]?.events?.[0];
    return first && repeatKey(first);
  }

  #step(): void {
    if (this.#watchers.size === 0) return;
    const { error, isStopped, page, count, isWhole } = this.#snapshot;
    const first = this.#wanted[0] - this.#live.length;
    const last = this.#wanted[1] - this.#live.length;
    if (error === null && !isStopped && this.#loading === null) {
      if (page === undefined) void this.#load(null);
      else if (!isWhole && this.#next !== null && this.#wanted[1] + aheadRows > count) void this.#load(this.#next);
    }
    this.#pages.keepNear(first, last, keptRows);
    for (const [asked, stop] of this.#refills) if (!isNear(asked, first, last, aheadRows)) stop.abort();
    for (const gone of this.#pages.pages)
      if (gone.events === null && this.#refills.size < mostRefills && !this.#refills.has(gone) && isNear(gone, first, last, refillRows))
        void this.#refill(gone);
  }

  async #refill(page: ListPage): Promise<void> {
    const stop = new AbortController();
    this.#refills.set(page, stop);
    let error: Error | null = null;
    try {
      const { events } = await this.#fetch(page.cursor, page.sequences.length, stop.signal);
      if (events.length === page.sequences.length && events[0]?.sequence === page.sequences[0]) page.events = events;
      // Retention took some of them since.
      else if (!stop.signal.aborted) void this.refresh();
    } catch (cause) {
      if (!stop.signal.aborted) error = asError(cause);
    }
    this.#refills.delete(page);
    this.#change(error === null ? {} : { error });
    if (error === null) this.#step();
  }

  /** The page behind `cursor`, or the first one. */
  async #load(cursor: string | null): Promise<void> {
    const { firstRows, pageRows, start, isSingle } = this.#options;
    const stop = new AbortController();
    this.#loading = stop;
    this.#change({ loadingSinceMs: Date.now(), isStopped: false });
    try {
      const from = cursor ?? start;
      const answer = await this.#fetch(from, cursor === null ? firstRows : pageRows, stop.signal);
      if (this.#loading !== stop) return;
      this.#loading = null;
      if (cursor === null) this.#begin(answer.as_of ?? -1);
      this.#pages.append(from, answer.events);
      this.#next = isSingle ? null : answer.next;
      this.#change({
        ...(cursor === null && { page: answer, receivedMs: Date.now(), isCut: false }),
        isWhole: this.#next === null || this.#pages.count >= mostRows,
        loadingSinceMs: null,
        error: null,
      });
      this.#step();
    } catch (error) {
      if (this.#loading !== stop) return;
      this.#loading = null;
      this.#change({ loadingSinceMs: null, error: asError(error) });
    }
  }

  /** What came live while the first page was asked, and is not on it, stays. */
  #begin(asOf: number): void {
    this.#pages = new ListPages();
    this.#live = this.#live.filter(({ sequence }) => sequence > asOf);
    this.#liveKeys = this.#live.map(repeatKey);
    this.#arrived = this.#live.length;
  }

  #abort(): void {
    const loading = this.#loading;
    this.#loading = null;
    loading?.abort();
    for (const stop of this.#refills.values()) stop.abort();
  }

  #change(changes: Partial<ListSnapshot>): void {
    const liveCount = this.#live.length;
    this.#snapshot = { ...this.#snapshot, ...changes, count: liveCount + this.#pages.count, liveCount };
    for (const changed of this.#watchers) changed();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
