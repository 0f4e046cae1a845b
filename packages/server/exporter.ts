import { readQuery, asked } from './index/ask.ts';
import { checkCount } from './exporter/counts.ts';
import type { IndexProgress } from './index/progress.ts';
import type { EngineClient } from './index/client.ts';
import type { ResolveEvent } from './index/condition.ts';
import { Problem } from './base/problem.ts';
import { IndexSource, type Counted, type IndexQuestion } from './exporter/index-source.ts';
import type { LeafHashes } from './exporter/leaf-hashes.ts';
import type { EventSource } from './exporter/source.ts';
import type { ExportOrder } from './exporter/spec.ts';

/**
 * Exports every event of a filter at once, in constant memory; the usual CSV comes straight from the engine.
 *
 * Promises: all events of the selection that were recorded before it was asked for, or a problem, or a broken body: an
 * index that is behind is waited for, then refused. Rows are counted before and while they pass, and a different count
 * is an error. Isolation as in search: `index/where.ts`, nonce on each row. The engine runs it on a Session of its own;
 * whoever stops reading stops the engine.
 */
export interface ExporterDeps {
  client: EngineClient;
  progress: Pick<IndexProgress, 'indexedTo' | 'waitFor' | 'whenOpen'>;
  ledger: { size(organisation: string): number };
  resolveEvent: ResolveEvent;
  /** Longest query, bytes; 4 KiB when not given. */
  mostQueryBytes?: number;
}

export interface ExportQuestion {
  /** UUID; checked against the principal before. */
  organisation: string;
  q: string;
  fromMs: number | null;
  toMs: number | null;
  order: ExportOrder;
  /** The first so many; all when absent. */
  most?: number | null;
}

export interface PreparedExport extends IndexQuestion, Counted {}

/** How long an export waits for an index that is behind. */
const behindMs = 10_000;

export class Exporter {
  readonly #deps: ExporterDeps;
  readonly #source: IndexSource;

  constructor(deps: ExporterDeps) {
    this.#deps = deps;
    this.#source = new IndexSource(deps.client, deps.resolveEvent);
  }

  /** Fixes what the export holds; raises the problems of a query. */
  async prepare(given: ExportQuestion, signal?: AbortSignal): Promise<PreparedExport> {
    const { organisation, q, fromMs, toMs, order, most = null } = given;
    const selection = {
      organisation,
      filter: readQuery(q, this.#deps.mostQueryBytes),
      fromMs,
      toMs,
      asOf: await this.#caughtUp(organisation, signal),
    };
    const question = { selection, order, most };
    return { ...question, ...(await this.#source.count(question, signal)) };
  }

  /** The last sequence of the ledger as of now, once the index has it; -1 when there is none. */
  async #caughtUp(organisation: string, signal?: AbortSignal): Promise<number> {
    const { progress, ledger } = this.#deps;
    await asked(() => progress.whenOpen(behindMs, signal));
    const last = ledger.size(organisation) - 1;
    if (last >= 0) await progress.waitFor(organisation, last, behindMs, signal);
    const indexedTo = progress.indexedTo(organisation) ?? -1;
    if (indexedTo < last)
      throw new Problem('index_unavailable', {
        retryAfterSeconds: 10,
        detail: `The index has ${indexedTo + 1} of ${last + 1} events; an export now would be incomplete. Ask again when it has caught up.`,
      });
    return indexedTo;
  }

  /** The whole file, header first. Breaks off with an error when a row is missing. */
  async *csv(prepared: PreparedExport, signal?: AbortSignal): AsyncGenerator<Buffer> {
    let rows = 0;
    yield* this.#source.csv(prepared, (count) => (rows += count), signal);
    checkCount(rows, prepared.events);
  }

  /** The events themselves. Breaks off with an error when one is missing. */
  async *events(prepared: PreparedExport, leaves: LeafHashes, signal?: AbortSignal): EventSource {
    let rows = 0;
    for await (const events of this.#source.events(prepared, leaves, signal)) {
      rows += events.length;
      yield events;
    }
    checkCount(rows, prepared.events);
  }

  parquet(prepared: PreparedExport, signal?: AbortSignal): AsyncGenerator<Buffer> {
    return this.#source.parquet(prepared, signal);
  }
}
