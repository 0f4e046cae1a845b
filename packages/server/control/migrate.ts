import { chmodSync, closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { ExitError, exitCodes } from '../base/exit.ts';

/**
 * Brings a database to the newest schema. All steps are one transaction, after a copy of the file as it was
 * (`<path>.v<old schema>`, synced): a failed upgrade leaves the old data. Data of a newer program is refused untouched.
 */
export function migrate(db: DatabaseSync, path: string, steps: readonly string[]): void {
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (found > steps.length) {
    throw new ExitError(
      `${path} was written by a newer Annals (schema ${found}, this program knows ${steps.length}): start the newer version.`,
      exitCodes.failed,
    );
  }
  if (found === steps.length) return;
  if (found > 0) copy(db, `${path}.v${found}`);
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(found)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function copy(db: DatabaseSync, path: string): void {
  rmSync(path, { force: true });
  db.prepare('VACUUM INTO ?').run(path);
  chmodSync(path, 0o600);
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
