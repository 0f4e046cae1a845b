import { DatabaseSync } from 'node:sqlite';

/** Schema number of journal.db; newer data is refused, older data is brought forward in one transaction after a copy. */
export const journalSchema = 1;

const ddl = `
CREATE TABLE organisations (n INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE);
CREATE TABLE heads (n INTEGER PRIMARY KEY REFERENCES organisations, size INTEGER NOT NULL, root BLOB NOT NULL, frontier BLOB NOT NULL, last_received_at TEXT NOT NULL);
CREATE TABLE batches (row INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, received_at TEXT NOT NULL, plaintext BLOB NOT NULL, leaves BLOB NOT NULL, UNIQUE (n, first));
CREATE TABLE ids (id BLOB NOT NULL, n INTEGER NOT NULL, sequence INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, n)) WITHOUT ROWID;
CREATE TABLE answers (owner TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (owner, key));
CREATE INDEX answers_at ON answers (at);
PRAGMA user_version = ${journalSchema};
`;

export class JournalTooNew extends Error {
  constructor(path: string, found: number) {
    super(`${path} was written by a newer Annals (schema ${found}, this program knows ${journalSchema}); start the newer version.`);
    this.name = 'JournalTooNew';
  }
}

/**
 * Opens journal.db for writing and creates it when it is not there.
 * Durability: WAL with synchronous=FULL, so that COMMIT returns only after fdatasync of the log.
 */
export function openJournalDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;');
  // The log is folded into the file every 64 MiB: seldom enough for throughput, small enough to read back after a crash at once.
  db.exec('PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -65536; PRAGMA busy_timeout = 5000;');
  const found = userVersion(db);
  if (found > journalSchema) {
    db.close();
    throw new JournalTooNew(path, found);
  }
  if (found === 0) db.exec(`BEGIN IMMEDIATE; ${ddl} COMMIT;`);
  return db;
}

export function userVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}
