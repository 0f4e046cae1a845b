import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../base/exit.ts';

/**
 * Reads a database file of the data directory by SQLite's own check; says what is damaged, in words, empty when nothing.
 * `quick` leaves out that indexes hold what their tables do. Opened read-only; costs reading the whole file.
 */
export function checkDatabase(data: string, file: 'control.db' | 'journal/journal.db', quick = false): string[] {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(join(data, file), { readOnly: true });
    const rows = db.prepare(`PRAGMA ${quick ? 'quick_check' : 'integrity_check'}(3)`).all();
    return rows.map((row) => String(Object.values(row)[0]).replaceAll(/\s+/g, ' ')).filter((text) => text !== 'ok');
  } catch (error) {
    return [messageOf(error)];
  } finally {
    db?.close();
  }
}
