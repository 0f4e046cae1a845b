import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExitError, exitCodes } from '../base/exit.ts';
import { isOrganisation, segmentsDirectory, signedDirectory } from '../segments/paths.ts';
import { damageIn, type DatabaseFile, orDamage } from './check-database.ts';
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
  const [inControl] = hasControl ? damageIn(data, 'control.db', 'quick_check') : [];
  if (inControl !== undefined) throw refusal(data, 'control.db', `is damaged (${inControl})`, waysOn.restoreControl);
  const [inJournal] = hasJournal ? readHeads(data) : [];
  if (inJournal !== undefined) throw refusal(data, journalFile, `is damaged (${inJournal})`, waysOn.restoreJournal);
}

/** There, and not an empty file: SQLite takes that for a new database. One that is damaged is there. */
function isThere(data: string, file: DatabaseFile): boolean {
  if (!existsSync(join(data, file))) return false;
  let tables = 0;
  const damage = orDamage(data, file, (db) => {
    tables = Number(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables']);
    return [];
  });
  return tables > 0 || damage.length > 0;
}

/** What every organisation's capture begins with. */
function readHeads(data: string): string[] {
  return orDamage(data, journalFile, (db) => {
    for (const table of ['organisations', 'heads']) db.prepare(`SELECT * FROM ${table}`).all();
    db.prepare('SELECT min(row), max(row) FROM batches').get();
    return [];
  });
}

const refusal = (data: string, file: string, what: string, wayOn: string): ExitError =>
  new ExitError(`${join(data, file)} ${what}. ${wayOn}`, exitCodes.failed);
