import { DatabaseSync } from 'node:sqlite';
import { columnNames } from '../data/columns.ts';

/**
 * The plain table a team would make in SQLite: WAL, each commit on disk, ids in binary, a text index that does not keep
 * the text a second time. Organisations are numbers.
 */
const ddl = `
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  id BLOB NOT NULL,
  occurred_at TEXT NOT NULL,
  event TEXT NOT NULL,
  category TEXT NOT NULL,
  outcome TEXT NOT NULL,
  actor_type TEXT NOT NULL,
  actor TEXT NOT NULL,
  actor_id TEXT,
  actor_name TEXT,
  actor_email TEXT,
  client TEXT,
  ip TEXT,
  target_types TEXT NOT NULL,
  target_ids TEXT NOT NULL,
  target_names TEXT NOT NULL,
  agent_pool TEXT,
  producer TEXT,
  correlation_id TEXT,
  error_message TEXT,
  metadata TEXT NOT NULL
);
CREATE UNIQUE INDEX events_once ON events (organisation, id);
CREATE INDEX events_by_time ON events (organisation, occurred_at, sequence);
CREATE INDEX events_by_actor ON events (organisation, actor, occurred_at);
CREATE VIRTUAL TABLE words USING fts5(text, content='', detail='full', tokenize='unicode61');
`;

export const settings = 'page_size=8192, journal_mode=WAL, synchronous=FULL, cache_size=512 MB, wal_autocheckpoint=8192 pages';

/** Columns but the words, which only the text index holds. */
export const storedColumns = columnNames.filter((name) => name !== 'words');

export const insertEvent = `INSERT INTO events (organisation, received_at, ${storedColumns.join(', ')}) VALUES (?, ?, ${storedColumns.map(() => '?').join(', ')}) ON CONFLICT (organisation, id) DO NOTHING`;
export const insertWords = 'INSERT INTO words (rowid, text) VALUES (?, ?)';

export function openTable(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -524288;');
  db.exec('PRAGMA wal_autocheckpoint = 8192; PRAGMA busy_timeout = 60000;');
  if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'events'").get() === undefined) db.exec(ddl);
  return db;
}
