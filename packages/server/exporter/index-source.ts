import { assemble, csvHeader, exactJson, type StoredRecord } from '@annals/events';
import { asked, asProblem } from '../index/ask.ts';
import type { EngineClient } from '../index/client.ts';
import type { ResolveEvent } from '../index/condition.ts';
import { csvColumns } from '../index/csv-columns.ts';
import { EngineLied } from '../index/engine-errors.ts';
import { parquetColumns, parquetSettings } from '../index/parquet-columns.ts';
import { Where, type Selection } from '../index/where.ts';
import type { LeafHashes } from './leaf-hashes.ts';
import type { EventSource, SourceEvent } from './source.ts';
import type { ExportOrder } from './spec.ts';

/** What an export takes from the index. */
export interface IndexQuestion {
  selection: Selection;
  order: ExportOrder;
  /** The first so many in this order; null: all. */
  most: number | null;
}

export interface Counted {
  events: number;
  /** Least and greatest sequence of them; null when there are none. */
  first: number | null;
  last: number | null;
}

const exportSeconds = 3_600;
const limits = { seconds: exportSeconds, memoryBytes: 400 * 1024 * 1024, spillBytes: 128 * 1024 * 1024 };

/** The owner and the number of the row before its line, which holds no line feed. */
const lineColumns = "concat(toString(organisation), ' ', toString(sequence), ' ', body, '\\n')";

/** Reads exports from the index, in constant memory. Isolation: `index/where.ts`, the nonce of each row, and its owner. */
export class IndexSource {
  readonly #client: EngineClient;
  readonly #resolveEvent: ResolveEvent;

  constructor(client: EngineClient, resolveEvent: ResolveEvent) {
    this.#client = client;
    this.#resolveEvent = resolveEvent;
  }

  async count(question: IndexQuestion, signal?: AbortSignal): Promise<Counted> {
    const where = new Where(question.selection, this.#resolveEvent);
    const rest = question.most === null ? where.text : `FROM (SELECT sequence ${ordered(where, question)})`;
    const [events, first, last] = await asked(() =>
      this.#client.row({ columns: 'count(), min(sequence), max(sequence)', rest, parameters: where.parameters.values }, signal),
    );
    const found = Number(events);
    return { events: found, first: found === 0 ? null : Number(first), last: found === 0 ? null : Number(last) };
  }

  /** The usual CSV, header first, as the engine has it. `onRows` is told how many rows each chunk ends. */
  async *csv(question: IndexQuestion, onRows: (count: number) => void, signal?: AbortSignal): AsyncGenerator<Buffer> {
    yield Buffer.from(csvHeader);
    yield* this.#texts(csvColumns, question, onRows, signal);
  }

  async *events(question: IndexQuestion, leaves: LeafHashes, signal?: AbortSignal): EventSource {
    const { organisation } = question.selection;
    for await (const chunk of this.#texts(lineColumns, question, () => undefined, signal)) {
      const events: SourceEvent[] = [];
      for (const row of chunk.toString('utf8').split('\n')) {
        if (row === '') continue;
        const ownerEnd = row.indexOf(' ');
        const sequenceEnd = row.indexOf(' ', ownerEnd + 1);
        if (row.slice(0, ownerEnd) !== organisation) throw new EngineLied('a row is of another organisation');
        const sequence = Number(row.slice(ownerEnd + 1, sequenceEnd));
        const event = assemble(exactJson(row.slice(sequenceEnd + 1)) as StoredRecord, organisation, sequence);
        events.push({ event, leafHash: await leaves.of(sequence) });
      }
      yield events;
    }
  }

  /** A whole Parquet file; whoever takes it compares its rows with the count. */
  async *parquet(question: IndexQuestion, signal?: AbortSignal): AsyncGenerator<Buffer> {
    const where = new Where(question.selection, this.#resolveEvent);
    const rest = ordered(where, question);
    try {
      yield* this.#client.file(
        { columns: parquetColumns, rest, parameters: where.parameters.values, limits },
        { format: 'Parquet', settings: parquetSettings },
        signal,
      );
    } catch (error) {
      throw asProblem(error);
    }
  }

  async *#texts(columns: string, question: IndexQuestion, onRows: (count: number) => void, signal?: AbortSignal): AsyncGenerator<Buffer> {
    const where = new Where(question.selection, this.#resolveEvent);
    const rest = ordered(where, question);
    try {
      yield* this.#client.texts({ columns, rest, parameters: where.parameters.values, limits }, onRows, signal);
    } catch (error) {
      throw asProblem(error);
    }
  }
}

function ordered(where: Where, { order, most }: IndexQuestion): string {
  const way = order.startsWith('-') ? 'DESC' : 'ASC';
  const by = order.endsWith('sequence') ? `organisation ${way}, sequence ${way}` : `occurred_at ${way}, sequence ${way}`;
  return `${where.text} ORDER BY ${by}${most === null ? '' : ` LIMIT ${where.parameters.add('UInt64', most)}`}`;
}
