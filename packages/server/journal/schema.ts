import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../base/migrate.ts';

/** The schema of journal.db, as steps forward: step n brings user_version n to n + 1. Steps are never edited once released, only added. */
export const journalSteps: readonly string[] = [
  `
CREATE TABLE organisations (n INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE);
CREATE TABLE heads (n INTEGER PRIMARY KEY REFERENCES organisations, size INTEGER NOT NULL, root BLOB NOT NULL, frontier BLOB NOT NULL, last_received_at TEXT NOT NULL);
CREATE TABLE batches (row INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, received_at TEXT NOT NULL, plaintext BLOB NOT NULL, leaves BLOB NOT NULL, UNIQUE (n, first));
CREATE TABLE ids (id BLOB NOT NULL, n INTEGER NOT NULL, sequence INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, n)) WITHOUT ROWID;
CREATE TABLE answers (owner TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (owner, key));
CREATE INDEX answers_at ON answers (at);
`,
];

/**
 * Opens journal.db for writing and creates it when it is not there; older data is brought forward, newer data refused
 * (`base/migrate.ts`).
 * Durability: WAL with synchronous=FULL, so that COMMIT returns only after fdatasync of the log.
 */
export function openJournalDatabase(path: string, steps: readonly string[] = journalSteps): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;');
    // The log is folded into the file every 64 MiB: seldom enough for throughput, small enough to read back after a crash at once.
    db.exec('PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -65536; PRAGMA busy_timeout = 5000;');
    migrate(db, path, steps);
    // A log that can be read may never have reached the disk, when its sync failed or did not come to be: its content is
    // written anew, into the file, and synced before anything is answered on its word.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}
