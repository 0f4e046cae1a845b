import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ExitError, exitCodes, messageOf } from '../base/exit.ts';
import { isOrganisation, journalPath, segmentsDirectory, signedDirectory } from '../segments/paths.ts';
import { checkDatabase } from './check-database.ts';
import { waysOn } from './findings.ts';

const journalFile = 'journal/journal.db';

/**
 * What must be there and readable before anything in a data directory is opened: all organisations share it. Throws an
 * {@link ExitError} that names the file. A store that is missing beside data that belongs to it is never made anew: an
 * empty control.db would offer the set-up to whoever comes first, an empty journal would begin every history again.
 * Costs reading control.db and the journal's heads; organisations are checked one by one later.
 */
export function checkStores(data: string): void {
  const hasLedger = [signedDirectory(data), segmentsDirectory(data)].some(
    (folder) => existsSync(folder) && readdirSync(folder).some(isOrganisation),
  );
  const hasControl = isThere(data, 'control.db');
  const hasJournal = isThere(data, journalFile);
  if (!hasControl && (hasJournal || hasLedger)) throw refusal(data, 'control.db', 'is missing or empty', waysOn.restoreControl);
  if (!hasJournal && hasLedger) throw refusal(data, journalFile, 'is missing or empty', waysOn.restoreJournal);
  const [damage] = hasControl ? checkDatabase(data, 'control.db', true) : [];
  if (damage !== undefined) throw refusal(data, 'control.db', `is damaged (${damage})`, waysOn.restoreControl);
  if (hasJournal) readHeads(data);
}

/** There, and not an empty file: SQLite takes that for a new database. */
function isThere(data: string, file: string): boolean {
  if (!existsSync(join(data, file))) return false;
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(join(data, file), { readOnly: true });
    return db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] !== 0;
  } catch {
    // It is there and cannot be read, which the check of its content tells.
    return true;
  } finally {
    db?.close();
  }
}

function readHeads(data: string): void {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(journalPath(data), { readOnly: true });
    db.prepare('SELECT o.uuid, h.size, h.root, h.frontier FROM organisations o JOIN heads h USING (n)').all();
    db.prepare('SELECT min(row), max(row) FROM batches').get();
  } catch (error) {
    throw refusal(data, journalFile, `is damaged (${messageOf(error)})`, waysOn.restoreJournal);
  } finally {
    db?.close();
  }
}

const refusal = (data: string, file: string, what: string, wayOn: string): ExitError =>
  new ExitError(`${join(data, file)} ${what}. ${wayOn}`, exitCodes.failed);
