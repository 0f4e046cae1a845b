import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../server/base/exit.ts';
import type { Finding, OrganisationCheck } from '../../server/verifier.ts';
import { checkDatabase } from '../../server/verifier/check-database.ts';

const restore = 'Stop the server and restore control.db and the ledger from a backup of the same moment.';

/** control.db itself, and that it knows every organisation of the ledger. Opened read-only. */
export function checkControl(data: string, ledger: readonly OrganisationCheck[]): Finding[] {
  const found = (severity: Finding['severity'], what: string, organisation: string | null = null): Finding => ({
    severity,
    organisation,
    file: 'control.db',
    what,
    wayOn: restore,
  });
  const damage = checkDatabase(data, 'control.db');
  if (damage.length > 0) return damage.map((text) => found('error', text));
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(join(data, 'control.db'), { readOnly: true });
    const orphans = db.prepare('PRAGMA foreign_key_check').all();
    const known = new Set(
      db
        .prepare('SELECT id FROM organisations')
        .all()
        .map((row) => String(row['id'])),
    );
    return [
      ...(orphans.length > 0 ? [found('error', `${orphans.length} rows refer to rows that are not there`)] : []),
      ...ledger
        .filter(({ organisation }) => !known.has(organisation))
        .map(({ organisation }) => found('error', 'The ledger holds events of an organisation that control does not know.', organisation)),
    ];
  } catch (error) {
    return [found('error', messageOf(error))];
  } finally {
    db?.close();
  }
}
