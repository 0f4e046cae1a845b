import { csvHeader } from '@annals/events';
import { asked, asProblem, readQuery } from './index/ask.ts';
import type { EngineClient } from './index/client.ts';
import type { ResolveEvent } from './index/condition.ts';
import { EngineLied } from './index/engine-errors.ts';
import type { IndexProgress } from './index/progress.ts';
import { Where, type Selection } from './index/where.ts';
import { Problem } from './base/problem.ts';
import { csvColumns } from './index/csv-columns.ts';

/**
 * Exports every event of a filter as CSV, straight from the engine, in constant memory.
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

export type ExportOrder = '-sequence' | 'sequence' | '-occurred_at' | 'occurred_at';

export interface ExportQuestion {
  /** UUID; checked against the principal before. */
  organisation: string;
  q: string;
  fromMs: number | null;
  toMs: number | null;
  order: ExportOrder;
}

export interface PreparedExport {
  selection: Selection;
  order: ExportOrder;
  /** Events the export will hold. */
  events: number;
}

/** How long an export waits for an index that is behind. */
const behindMs = 10_000;
const exportSeconds = 3_600;
const exportMemoryBytes = 400 * 1024 * 1024;
const spillBytes = 128 * 1024 * 1024;

export class Exporter {
  readonly #deps: ExporterDeps;

  constructor(deps: ExporterDeps) {
    this.#deps = deps;
  }

  /** Fixes what the export holds; raises the problems of a query. */
  async prepare(question: ExportQuestion, signal?: AbortSignal): Promise<PreparedExport> {
    const { organisation, q, fromMs, toMs, order } = question;
    const selection = {
      organisation,
      filter: readQuery(q, this.#deps.mostQueryBytes),
      fromMs,
      toMs,
      asOf: await this.#caughtUp(organisation, signal),
    };
    const where = new Where(selection, this.#deps.resolveEvent);
    const [events] = await asked(() =>
      this.#deps.client.row({ columns: 'count()', rest: where.text, parameters: where.parameters.values }, signal),
    );
    return { selection, order, events: Number(events) };
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
  async *csv({ selection, order, events }: PreparedExport, signal?: AbortSignal): AsyncGenerator<Buffer> {
    yield Buffer.from(csvHeader);
    const where = new Where(selection, this.#deps.resolveEvent);
    const way = order.startsWith('-') ? 'DESC' : 'ASC';
    const by = order.endsWith('sequence') ? `organisation ${way}, sequence ${way}` : `occurred_at ${way}, sequence ${way}`;
    let rows = 0;
    try {
      const stream = this.#deps.client.texts(
        {
          columns: csvColumns,
          rest: `${where.text} ORDER BY ${by}`,
          parameters: where.parameters.values,
          limits: { seconds: exportSeconds, memoryBytes: exportMemoryBytes, spillBytes },
        },
        (count) => {
          rows += count;
        },
        signal,
      );
      for await (const chunk of stream) yield chunk;
    } catch (error) {
      throw asProblem(error);
    }
    if (rows !== events) throw new EngineLied(`an export has ${rows} rows instead of ${events}`);
  }
}
