import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../base/exit.ts';
import { isDamage } from '../base/migrate.ts';

export type DatabaseFile = 'control.db' | 'journal/journal.db';

/** As {@link damageIn}, and whatever else keeps the file from being read: for who looks at a directory nobody works in. */
export function checkDatabase(data: string, file: DatabaseFile): string[] {
  try {
    return damageIn(data, file, 'integrity_check');
  } catch (error) {
    return [messageOf(error)];
  }
}

/**
 * Reads a database file of the data directory by SQLite's own check; says what is damaged, in words, empty when nothing.
 * `quick_check` leaves out that indexes hold what their tables do. Opened read-only; costs reading the whole file.
 * Throws what is no damage: permissions, a full disk.
 */
export function damageIn(data: string, file: DatabaseFile, check: 'integrity_check' | 'quick_check'): string[] {
  return orDamage(data, file, (db) =>
    db
      .prepare(`PRAGMA ${check}(3)`)
      .all()
      .map((row) => String(Object.values(row)[0]).replaceAll(/\s+/g, ' '))
      .filter((text) => text !== 'ok'),
  );
}

/** Reads; answers with the one damage that SQLite met instead. */
export function orDamage(data: string, file: DatabaseFile, read: (db: DatabaseSync) => string[]): string[] {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(join(data, file), { readOnly: true });
    return read(db);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return [messageOf(error)];
  } finally {
    db?.close();
  }
}
