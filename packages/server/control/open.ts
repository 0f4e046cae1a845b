import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { instant, systemClock } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { uuidv7 } from '../base/uuid.ts';
import { KeyStore } from './api-keys.ts';
import { ExportStore } from './exports.ts';
import { ArchiveDayStore } from './archive-days.ts';
import { ArchiveStore } from './archives.ts';
import { InstallationStore } from './installation.ts';
import type { Installation } from './installation.ts';
import { MembershipStore } from './memberships.ts';
import { migrate } from '../base/migrate.ts';
import { migrations } from './migrations.ts';
import { OrganisationStore } from './organisations.ts';
import { OwnEventStore } from './own-events.ts';
import { RetentionStore } from './retention.ts';
import { SessionStore } from './sessions.ts';
import { SignInAttemptStore } from './sign-in-attempts.ts';
import { ShareStore } from './shares.ts';
import { nodeSqliteDialect } from './sqlite-dialect.ts';
import type { Database, Tables } from './tables.ts';
import { UserStore } from './users.ts';
import { ViewStore } from './views.ts';

/** Every store of control.db, on the database itself or inside one transaction. */
export interface Stores {
  installation: InstallationStore;
  organisations: OrganisationStore;
  users: UserStore;
  memberships: MembershipStore;
  sessions: SessionStore;
  keys: KeyStore;
  attempts: SignInAttemptStore;
  exports: ExportStore;
  shares: ShareStore;
  views: ViewStore;
  retention: RetentionStore;
  archives: ArchiveStore;
  archiveDays: ArchiveDayStore;
  ownEvents: OwnEventStore;
}

export interface Control extends Stores {
  /** As found at the open; the name is the one of the first start. */
  identity: Installation;
  clock: Clock;
  /** Makes UUIDv7 ids in rising order. */
  newId(): string;
  /** The present instant, RFC 3339. */
  now(): string;
  /**
   * Runs a change as one step: all of it is on disk when the promise resolves, none of it when it rejects. Inside, use
   * only the stores given: others wait for this transaction to end. Serialised with every other use of the database,
   * so never await anything slow in it.
   */
  transaction<T>(change: (trx: Stores) => Promise<T>): Promise<T>;
  /** Calls back after each commit that added own events; answers how to stop that. */
  onOwnEvents(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface ControlOptions {
  /** Used at the first start only. */
  installationName?: string;
  clock?: Clock;
}

/**
 * Opens control.db and creates it when it is not there: organisations, users, keys, sessions and the outbox of our own events.
 * Durability: WAL with synchronous=FULL; a commit is on disk when it returns. One process at a time (the lock of the
 * data directory sees to it). Whoever can read the file sees hashes of secrets, the cursor key, names and e-mails.
 */
export async function openControl(path: string, options: ControlOptions = {}): Promise<Control> {
  const db = openDatabase(path);
  const clock = options.clock ?? systemClock;
  const newId = uuidv7;
  const listeners = new Set<() => void>();
  const announce = () => listeners.forEach((listener) => listener());
  const kysely = new Kysely<Tables>({ dialect: nodeSqliteDialect(db) });

  const transaction = async <T>(change: (trx: Stores) => Promise<T>): Promise<T> => {
    let added = false;
    const result = await kysely.transaction().execute((trx) =>
      change(
        storesOn(trx, newId, () => {
          added = true;
        }),
      ),
    );
    if (added) announce();
    return result;
  };
  const stores = storesOn(kysely, newId, announce);
  const identity = await transaction((trx) => firstStart(trx, newId, instant(clock.nowMs()), options.installationName ?? 'annals.local'));
  return {
    ...stores,
    identity,
    clock,
    newId,
    now: () => instant(clock.nowMs()),
    transaction,
    onOwnEvents: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => kysely.destroy(),
  };
}

function openDatabase(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path);
  try {
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON;',
    );
    migrate(db, path, migrations);
    // What the log holds is written anew, for its sync may have failed: see openJournalDatabase.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

function storesOn(db: Database, newId: () => string, onOwnEvent: () => void): Stores {
  return {
    installation: new InstallationStore(db),
    organisations: new OrganisationStore(db),
    users: new UserStore(db),
    memberships: new MembershipStore(db),
    sessions: new SessionStore(db),
    keys: new KeyStore(db),
    attempts: new SignInAttemptStore(db),
    exports: new ExportStore(db),
    shares: new ShareStore(db),
    views: new ViewStore(db),
    retention: new RetentionStore(db),
    archives: new ArchiveStore(db),
    archiveDays: new ArchiveDayStore(db),
    ownEvents: new OwnEventStore(db, newId, onOwnEvent),
  };
}

/** Names the installation and makes the organisation that takes its own events, once. */
async function firstStart(trx: Stores, newId: () => string, createdAt: string, name: string): Promise<Installation> {
  const found = await trx.installation.find();
  if (found) return found;
  const installation = { id: newId(), name, cursorKey: new Uint8Array(randomBytes(32)), createdAt };
  await trx.installation.create(installation);
  await trx.organisations.create({ id: newId(), name: 'Annals', createdAt });
  return installation;
}
