import { chmodSync, closeSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ExitError, exitCodes } from './exit.ts';

/**
 * Schema numbers of the SQLite files: `user_version` n means that the first n steps were taken. Steps only go forward,
 * are never edited once released, and only added.
 */

/** Refuses data of a newer program before anything is written: to be asked of every file before the first is opened. */
export function refuseNewer(path: string, steps: readonly string[]): void {
  if (!existsSync(path)) return;
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    refuseNewerSchema(db, path, steps.length);
  } catch (error) {
    // A damaged file has no schema; the check of the stores, which comes next, says what is the matter with it.
    if (!isDamage(error)) throw error;
  } finally {
    db.close();
  }
}

/** SQLite's codes of a damaged file: 11 SQLITE_CORRUPT, 26 SQLITE_NOTADB. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && [11, 26].includes(Number(error.errcode) & 0xff);

export function refuseNewerSchema(db: DatabaseSync, path: string, schema: number): void {
  const found = schemaOf(db);
  if (found <= schema) return;
  throw new ExitError(
    `${path} was written by a newer Annals (schema ${found}, this program knows ${schema}): start the newer version.`,
    exitCodes.failed,
  );
}

/**
 * Brings a database to the newest schema. All steps are one transaction, after a copy of the file as it was
 * (`<path>.v<old schema>`, synced): a failed upgrade leaves the old data. Data of a newer program is refused untouched.
 */
export function migrate(db: DatabaseSync, path: string, steps: readonly string[]): void {
  refuseNewerSchema(db, path, steps.length);
  const found = schemaOf(db);
  if (found === steps.length) return;
  if (found > 0) copy(db, `${path}.v${found}`);
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(found)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
    db.exec('COMMIT');
  } catch (error) {
    // A full disk has rolled back already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function schemaOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** A copy that an interrupted upgrade left is of the same schema, but may be cut off: it is made anew. */
function copy(db: DatabaseSync, path: string): void {
  rmSync(path, { force: true });
  db.prepare('VACUUM INTO ?').run(path);
  chmodSync(path, 0o600);
  for (const synced of [path, dirname(path)]) {
    const file = openSync(synced, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}
