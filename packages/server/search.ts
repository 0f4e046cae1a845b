import { printFilter, type Filter } from '@annals/events';
import { Problem } from './base/problem.ts';
import { asked, readQuery } from './index/ask.ts';
import type { EngineClient } from './index/client.ts';
import type { ResolveEvent } from './index/condition.ts';
import type { IndexProgress } from './index/progress.ts';
import { Where, type Selection } from './index/where.ts';
import { readAround, type Around } from './search/around.ts';
import { CursorSealer, type Cursor } from './search/cursor.ts';
import { readHistogram, type Histogram, type HistogramQuestion } from './search/histogram.ts';
import { scanPage, type PageRow } from './search/page.ts';
import { readFacet, readTallies, type Facet, type FacetQuestion, type Tallies, type TalliesQuestion } from './search/tallies.ts';
import { scanOf, type Order } from './search/windows.ts';

/**
 * Finds events of one organisation in the index.
 *
 * Isolation: callers check the principal before; every statement is made by `index/where.ts`, which begins with the
 * organisation, and every row is checked for the nonce of its query and for its organisation. Durability: none, it is
 * a view; a result says how far it goes (`indexed_to`). While the engine is down: `index_unavailable`, never less rows.
 * Retries: the caller's.
 */
export interface SearchDeps {
  client: EngineClient;
  progress: Pick<IndexProgress, 'indexedTo' | 'isWhole' | 'waitFor' | 'whenOpen'>;
  ledger: { oldestRetained(organisation: string): number };
  resolveEvent: ResolveEvent;
  /** 32 random bytes of this installation. */
  cursorKey: Uint8Array;
  /** Longest query, bytes; 4 KiB when not given. */
  mostQueryBytes?: number;
}

export interface Question {
  /** UUID. */
  organisation: string;
  q: string;
  /** Of occurred_at: `fromMs` inclusive, `toMs` exclusive. */
  fromMs: number | null;
  toMs: number | null;
  /** Nothing above this sequence; absent: as of now. */
  asOf?: number | undefined;
}

export interface PageQuestion extends Question {
  order: Order;
  /** 1 to 1,000. */
  limit: number;
  cursor: string | null;
  total: boolean;
  waitFor: number | null;
}

export interface Page {
  /** JSON texts of events, in order. */
  events: string[];
  next: string | null;
  previous: string | null;
  /** Of what is indexed; `at_least` while the index is being filled from the ledger. */
  total: { value: number; relation: 'exact' | 'at_least' } | null;
  indexed_to: number | null;
  as_of: number | null;
  oldest_retained: number;
}

const waitMs = 5_000;
/** A reader who comes while the server starts waits so long for the index. */
const openMs = 10_000;

export class Search {
  readonly #deps: SearchDeps;
  readonly #cursors: CursorSealer;

  constructor(deps: SearchDeps) {
    this.#deps = deps;
    this.#cursors = new CursorSealer(deps.cursorKey);
  }

  async find(question: PageQuestion, signal?: AbortSignal): Promise<Page> {
    const { organisation, order, limit } = question;
    const { filter, binding, cursor } = this.#placeOf(question);
    await this.ready(question, signal);
    const { relation, ...reach } = this.reach(organisation);
    const asOf = cursor !== null && order.endsWith('occurred_at') ? cursor.asOf : this.asOf(question);
    const selection = { organisation, filter, fromMs: question.fromMs, toMs: question.toMs, asOf };
    const scan = scanOf(order, cursor);
    const bounds = { asOf, fromMs: question.fromMs, toMs: question.toMs, nowMs: Date.now() };
    return asked(async () => {
      const [found, total] = await Promise.all([
        scanPage(this.#deps.client, () => this.#where(selection), organisation, scan, bounds, limit + 1, signal),
        question.total ? this.#count(selection, signal) : null,
      ]);
      const more = found.length > limit;
      const rows = found.slice(0, limit);
      if (cursor?.direction === 'p') rows.reverse();
      const seal = (direction: Cursor['direction'], row: PageRow | undefined): string | null =>
        row === undefined ? null : this.#cursors.seal({ direction, occurredMs: row.occurredMs, sequence: row.sequence, asOf }, binding);
      const [before, after] = cursor === null ? [false, more] : cursor.direction === 'n' ? [true, more] : [more, true];
      return {
        events: rows.map((row) => row.body),
        next: after ? seal('n', rows.at(-1)) : null,
        previous: before ? seal('p', rows[0]) : null,
        total: total === null ? null : { value: total, relation },
        ...reach,
        as_of: asOf < 0 ? null : asOf,
      };
    });
  }

  /** The highest sequence a page may hold: pages by time show what there was when the first one was asked. */
  asOfPage(question: PageQuestion): number {
    const { cursor } = this.#placeOf(question);
    return cursor !== null && question.order.endsWith('occurred_at') ? cursor.asOf : this.asOf(question);
  }

  #placeOf({ organisation, q, fromMs, toMs, order, cursor: given }: PageQuestion): {
    filter: Filter;
    binding: string[];
    cursor: Cursor | null;
  } {
    const filter = this.#read(q);
    const binding = [organisation, printFilter(filter), String(fromMs), String(toMs), order];
    const cursor = given === null ? null : this.#cursors.open(given, binding);
    if (given !== null && cursor === null) throw new Problem('cursor_invalid');
    return { filter, binding, cursor };
  }

  /** How many events a selection has; exact. */
  async count(question: Question, signal?: AbortSignal): Promise<number> {
    await this.#opened(signal);
    return asked(() => this.#count(this.selectionOf(question), signal));
  }

  /** The most frequent values of a field among the events of a question. */
  async facets(question: Question, facet: FacetQuestion, signal?: AbortSignal): Promise<Facet> {
    await this.#opened(signal);
    const selection = this.selectionOf(question);
    return asked(() => readFacet(this.#deps.client, this.#where(selection), facet, signal));
  }

  /** Total and facets of a question. */
  async tallies(question: Question, wanted: TalliesQuestion, signal?: AbortSignal): Promise<Tallies> {
    await this.#opened(signal);
    const selection = this.selectionOf(question);
    return asked(() => readTallies(this.#deps.client, () => this.#where(selection), wanted, signal));
  }

  /** How many events a question has, and those around one of them. */
  async around(question: Question, sequence: number, limit: number, signal?: AbortSignal): Promise<Around> {
    await this.#opened(signal);
    const selection = this.selectionOf(question);
    const { organisation, asOf } = selection;
    return asked(() => readAround(this.#deps.client, () => this.#where(selection), { organisation, sequence, limit, asOf }, signal));
  }

  /** Events of a question by time and outcome. */
  async histogram(question: Question, how: Pick<HistogramQuestion, 'zone' | 'most'>, signal?: AbortSignal): Promise<Histogram> {
    await this.#opened(signal);
    const selection = this.selectionOf(question);
    return asked(() => readHistogram(this.#deps.client, () => this.#where(selection), { ...question, ...how }, signal));
  }

  /** The selection of a question as of now. */
  selectionOf(question: Question): Selection {
    const { organisation, q, fromMs, toMs } = question;
    return { organisation, filter: this.#read(q), fromMs, toMs, asOf: this.asOf(question) };
  }

  /** The highest sequence an answer to a question may hold now; -1 when there is none. */
  asOf({ organisation, asOf = Infinity }: Pick<Question, 'organisation' | 'asOf'>): number {
    return Math.min(asOf, this.#deps.progress.indexedTo(organisation) ?? -1);
  }

  /** How far an answer about an organisation goes, whatever it is asked. */
  reach(organisation: string): Pick<Page, 'indexed_to' | 'oldest_retained'> & { relation: 'exact' | 'at_least' } {
    const { progress, ledger } = this.#deps;
    return {
      indexed_to: progress.indexedTo(organisation),
      oldest_retained: ledger.oldestRetained(organisation),
      relation: progress.isWhole(organisation) ? 'exact' : 'at_least',
    };
  }

  /** All the waiting of a question, without asking the engine anything yet; raises the problems of its query. */
  async ready({ organisation, q, waitFor }: Pick<PageQuestion, 'organisation' | 'q' | 'waitFor'>, signal?: AbortSignal): Promise<void> {
    this.#read(q);
    await this.#opened(signal);
    if (waitFor !== null) await this.#deps.progress.waitFor(organisation, waitFor, waitMs, signal);
  }

  #read(q: string): Filter {
    return readQuery(q, this.#deps.mostQueryBytes);
  }

  async #opened(signal?: AbortSignal): Promise<void> {
    await asked(() => this.#deps.progress.whenOpen(openMs, signal));
  }

  async #count(selection: Selection, signal?: AbortSignal): Promise<number> {
    const where = this.#where(selection);
    const [count] = await this.#deps.client.row({ columns: 'count()', rest: where.text, parameters: where.parameters.values }, signal);
    return Number(count);
  }

  #where(selection: Selection): Where {
    return new Where(selection, this.#deps.resolveEvent);
  }
}
