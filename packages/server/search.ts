import { printFilter, type Filter } from '@annals/events';
import { Problem } from './base/problem.ts';
import { asked, readQuery } from './index/ask.ts';
import type { EngineClient } from './index/client.ts';
import type { ResolveEvent } from './index/condition.ts';
import type { IndexProgress } from './index/progress.ts';
import { Where, type Selection } from './index/where.ts';
import { CursorSealer, type Cursor } from './search/cursor.ts';
import { readHistogram, type Histogram, type HistogramQuestion } from './search/histogram.ts';
import { facetColumns, type FacetField } from './search/facets.ts';
import { scanPage, type PageRow } from './search/page.ts';
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
    const filter = this.#read(question.q);
    const binding = [organisation, printFilter(filter), String(question.fromMs), String(question.toMs), order];
    const cursor = question.cursor === null ? null : this.#cursors.open(question.cursor, binding);
    if (question.cursor !== null && cursor === null) throw new Problem('cursor_invalid');
    await this.ready(question, signal);
    const indexedTo = this.#deps.progress.indexedTo(organisation);
    const relation = this.#deps.progress.isWhole(organisation) ? 'exact' : 'at_least';
    const asOf = cursor !== null && order.endsWith('occurred_at') ? cursor.asOf : (indexedTo ?? -1);
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
        indexed_to: indexedTo,
        as_of: asOf < 0 ? null : asOf,
        oldest_retained: this.#deps.ledger.oldestRetained(organisation),
      };
    });
  }

  /** How many events a selection has; exact. */
  async count(question: Question, signal?: AbortSignal): Promise<number> {
    await this.#opened(signal);
    return asked(() => this.#count(this.selectionOf(question), signal));
  }

  /** The most frequent values of a field among the events of a question. */
  async facets(question: Question, field: FacetField, limit: number, signal?: AbortSignal): Promise<{ value: string; count: number }[]> {
    await this.#opened(signal);
    const where = this.#where(this.selectionOf(question));
    const column = facetColumns[field];
    return asked(async () => {
      const rows = await this.#deps.client.rows(
        {
          columns: `${column} AS value, count() AS events`,
          rest: `${where.text} GROUP BY value HAVING value != '' ORDER BY events DESC, value ASC LIMIT ${where.parameters.add('UInt64', limit)}`,
          parameters: where.parameters.values,
        },
        signal,
      );
      return rows.map(([value, count]) => ({ value: String(value), count: Number(count) }));
    });
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
    return { organisation, filter: this.#read(q), fromMs, toMs, asOf: this.#deps.progress.indexedTo(organisation) ?? -1 };
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
