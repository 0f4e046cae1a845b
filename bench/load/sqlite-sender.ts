import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { columnsOf, type ColumnValue } from '../data/columns.ts';
import type { DataSet } from '../data/data-set.ts';
import type { Draw } from '../data/draw.ts';
import { places } from '../data/markers.ts';
import { TextTemplate } from '../data/text-template.ts';
import { insertEvent, insertWords, openTable, storedColumns } from '../sqlite/table.ts';
import type { Sink } from './jobs.ts';
import type { Sender } from './sender.ts';

type Row = { values: SQLInputValue[]; words: string };
interface RowTemplate {
  organisation: number;
  columns: readonly (TextTemplate | null)[];
  words: TextTemplate;
}

/** A transaction a batch, by the one connection that may write: SQLite has one writer, however many ask. */
export class SqliteSender implements Sender<Row[]> {
  readonly #db: DatabaseSync;
  readonly #insertEvent: StatementSync;
  readonly #insertWords: StatementSync;
  readonly #rows: readonly RowTemplate[];

  constructor(sink: Extract<Sink, { kind: 'sqlite' }>, dataSet: DataSet) {
    this.#db = openTable(sink.path);
    this.#insertEvent = this.#db.prepare(insertEvent);
    this.#insertWords = this.#db.prepare(insertWords);
    this.#rows = dataSet.pool.map(({ organisation, event }) => {
      const row = columnsOf(event);
      return {
        organisation,
        columns: storedColumns.map((name) => templateOf(row[name])),
        words: new TextTemplate(row.words),
      };
    });
  }

  prepare(draw: Draw, count: number, msOf: (index: number) => number): Row[] {
    const receivedAt = Date.now();
    const idAt = storedColumns.indexOf('id') + 2;
    return Array.from({ length: count }, (_, index) => {
      const row = this.#rows[draw.next(msOf(index))]!;
      const values: SQLInputValue[] = [row.organisation, receivedAt];
      for (const column of row.columns) values.push(column === null ? null : column.fill(draw.area));
      values[idAt] = Buffer.from(draw.area.toString('latin1', places.id, places.id + 36).replaceAll('-', ''), 'hex');
      return { values, words: row.words.fill(draw.area) };
    });
  }

  send(rows: Row[]): Promise<number> {
    let recorded = 0;
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const { values, words } of rows) {
        const { changes, lastInsertRowid } = this.#insertEvent.run(...values);
        if (changes === 0) continue;
        this.#insertWords.run(lastInsertRowid, words);
        recorded++;
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
    // The turn of other connections, as with every other system.
    return new Promise((resolve) => setImmediate(resolve, recorded));
  }

  close(): Promise<void> {
    this.#db.close();
    return Promise.resolve();
  }
}

function templateOf(value: ColumnValue): TextTemplate | null {
  if (value === null) return null;
  return new TextTemplate(typeof value === 'object' ? JSON.stringify(value) : value);
}
