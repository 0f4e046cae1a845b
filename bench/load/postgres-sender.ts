import { Client } from 'pg';
import { columnsOf, type ColumnValue } from '../data/columns.ts';
import type { DataSet } from '../data/data-set.ts';
import type { Draw } from '../data/draw.ts';
import { TextTemplate } from '../data/text-template.ts';
import { insertMany, sentColumns } from '../postgres/table.ts';
import type { Sink } from './jobs.ts';
import type { Sender } from './sender.ts';

/**
 * Inserts by the driver alone, without a server in front: no HTTP, no JSON to parse, no validation, which flatters
 * PostgreSQL. The arrays of a batch are joined from
 * prepared texts.
 */
export async function openPostgresSender(sink: Extract<Sink, { kind: 'postgres' }>, dataSet: DataSet): Promise<PostgresSender> {
  const clients = await Promise.all(
    Array.from({ length: sink.connections }, async () => {
      const client = new Client({ host: '127.0.0.1', port: sink.port, user: 'bench', database: 'postgres' });
      await client.connect();
      return client;
    }),
  );
  return new PostgresSender(clients, sink.organisations, dataSet);
}

export class PostgresSender implements Sender<string[]> {
  readonly #clients: readonly Client[];
  readonly #idle: Client[];
  readonly #waiting: ((client: Client) => void)[] = [];
  /** A template for each column of each event. */
  readonly #rows: readonly (readonly TextTemplate[])[];

  constructor(clients: readonly Client[], organisations: readonly string[], dataSet: DataSet) {
    this.#clients = clients;
    this.#idle = [...clients];
    this.#rows = dataSet.pool.map(({ organisation, event }) => {
      const row = { organisation: organisations[organisation], ...columnsOf(event) };
      return sentColumns.map((name) => new TextTemplate(arrayElement(row[name])));
    });
  }

  prepare(draw: Draw, count: number, msOf: (index: number) => number): string[] {
    const columns = sentColumns.map((): string[] => []);
    for (let index = 0; index < count; index++) {
      const row = this.#rows[draw.next(msOf(index))]!;
      for (const [at, column] of columns.entries()) column.push(row[at]!.fill(draw.area));
    }
    return columns.map((elements) => `{${elements.join(',')}}`);
  }

  async send(arrays: string[]): Promise<number> {
    const client = this.#idle.pop() ?? (await new Promise<Client>((resolve) => this.#waiting.push(resolve)));
    try {
      const { rowCount } = await client.query({ name: 'insert', text: insertMany, values: arrays });
      return rowCount ?? 0;
    } finally {
      const next = this.#waiting.shift();
      if (next) next(client);
      else this.#idle.push(client);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
  }
}

/** One value in PostgreSQL's text of an array. */
function arrayElement(value: ColumnValue | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  const text = Array.isArray(value)
    ? `{${value.map((element) => arrayElement(element)).join(',')}}`
    : typeof value === 'object'
      ? JSON.stringify(value)
      : value;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
