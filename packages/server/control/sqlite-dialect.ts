import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { SqliteDialect } from 'kysely';
import type { SqliteDatabase } from 'kysely';

/**
 * Kysely over `node:sqlite`: the one place that knows which driver is below.
 * There is a single connection, so Kysely's own mutex serialises transactions: what runs outside a transaction waits
 * until an open one has ended, and never sees its half-done work. Calls block the event loop for one statement each.
 */
export function nodeSqliteDialect(db: DatabaseSync): SqliteDialect {
  const database: SqliteDatabase = {
    close: () => db.close(),
    prepare: (sql) => {
      const statement = db.prepare(sql);
      const values = (parameters: readonly unknown[]) => parameters.map(inputValue);
      // A full disk or a failed sync has ended the transaction already; the error that said so must reach the caller.
      const isOver = sql === 'rollback' && !db.isTransaction;
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => (isOver ? { changes: 0, lastInsertRowid: 0 } : statement.run(...values(parameters))),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
  return new SqliteDialect({ database });
}

function inputValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`A value of type ${typeof value} cannot be bound to a statement.`);
}
