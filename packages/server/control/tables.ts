import type { ExportState, Role } from '@annals/events';
import type { Generated, Kysely } from 'kysely';

/** The rows of control.db. Instants are RFC 3339 UTC with milliseconds, so that text order is time order; flags are 0 or 1. */
export interface Tables {
  installation: { only: Generated<1>; id: string; name: string; cursor_key: Uint8Array; created_at: string };
  organisations: OrganisationRow;
  users: UserRow;
  memberships: MembershipRow;
  sessions: SessionRow;
  api_keys: KeyRow;
  sign_in_attempts: { n: Generated<number>; subject: string; kind: 'tried' | 'refused'; at: string };
  exports: ExportRow;
  shares: ShareRow;
  saved_views: ViewRow;
  retention_versions: Omit<RetentionVersionRow, 'n'> & { n: Generated<number> };
  holds: HoldRow;
  retention_sweeps: RetentionSweepRow;
  organisation_deletions: DeletionRow;
  retention_clock: Omit<RetentionClockRow, 'only'> & { only: Generated<1> };
  archives: ArchiveRow;
  archive_days: ArchiveDayRow;
  own_events: { n: Generated<number>; id: string; organisation: string; event: string; created_at: string };
}

export interface OrganisationRow {
  id: string;
  name: string;
  slug: string;
  created_at: string;
  /** Since when it is read-only, or null. */
  closed_at: string | null;
}

export interface ViewRow {
  id: string;
  organisation: string;
  name: string;
  /** JSON of a ViewQuestion. */
  question: string;
  /** User who alone sees it; null: shared. */
  private_to: string | null;
  /** User who made it; null once that user is gone. */
  owner: string | null;
  /** Their e-mail when it was made. */
  owner_name: string;
  created_at: string;
  updated_at: string;
}

export interface UserRow {
  id: string;
  email: string;
  /** What two e-mails are compared by. */
  email_folded: string;
  name: string;
  /** PHC string of argon2id. */
  password_hash: string;
  installation_admin: 0 | 1;
  created_at: string;
}

export interface MembershipRow {
  organisation: string;
  user: string;
  role: Role;
  created_at: string;
}

export interface SessionRow {
  id: string;
  /** SHA-256 of the cookie, hex. */
  token_hash: string;
  user: string;
  ip: string | null;
  user_agent: string | null;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
}

export interface KeyRow {
  id: string;
  name: string;
  /** Null: an installation key. */
  organisation: string | null;
  /** JSON list. */
  scopes: string;
  /** First characters of the token, to recognise it by. */
  prefix: string;
  /** SHA-256 of the token, hex. */
  token_hash: string;
  /** Name of who made it, as it was then. */
  created_by: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
}

export interface ExportRow {
  id: string;
  organisation: string;
  state: ExportState;
  /** JSON of an ExportSpec: what was asked for. */
  spec: string;
  /** Last sequence it may hold; -1 when there was none. */
  as_of: number;
  /** Name of who asked, as it was then. */
  requested_by: string;
  /** How often it was begun. */
  attempts: number;
  events: number | null;
  /** JSON list of its files; null until they are there. */
  files: string | null;
  /** SHA-256 of the manifest, hex. */
  manifest_sha256: string | null;
  error: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  expires_at: string | null;
}

export interface ShareRow {
  id: string;
  organisation: string;
  name: string;
  q: string;
  from_at: string | null;
  to_at: string | null;
  /** JSON list. */
  columns: string;
  /** First characters of the token, to recognise it by. */
  prefix: string;
  /** SHA-256 of the token, hex. */
  token_hash: string;
  /** Name of who made it, as it was then. */
  created_by: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  opened: number;
  last_opened_at: string | null;
}

export interface DeletionRow {
  organisation: string;
  /** Id of the user who asked. */
  requested_by: string;
  requested_by_name: string;
  requested_at: string;
  reason: string;
  /** Another admin confirmed it: nothing stops it any more. */
  confirmed_at: string | null;
}

export interface RetentionVersionRow {
  n: number;
  organisation: string;
  /** JSON of a RetentionPolicy. */
  policy: string;
  decided_at: string;
  /** Name of who decided, as it was then. */
  decided_by: string;
  reason: string;
  undoes: number | null;
}

export interface HoldRow {
  id: string;
  organisation: string;
  name: string;
  /** In the query language; empty: no condition. */
  q: string;
  /** Of occurred_at, inclusive. */
  from_at: string | null;
  /** Of occurred_at, exclusive. */
  to_at: string | null;
  reason: string;
  placed_at: string;
  placed_by: string;
  released_at: string | null;
  released_by: string | null;
  release_reason: string | null;
}

export interface RetentionSweepRow {
  /** The event annals.retention.prune. */
  event_id: string;
  organisation: string;
  started_at: string;
  /** Null: under way, or the process died in it. */
  finished_at: string | null;
  /** How many it removes. */
  events: number;
}

/** What the clock said, and how long the machine had been up then, in ms. */
export interface RetentionClockRow {
  only: 1;
  boot_id: string;
  /** When this boot was seen first, or an administrator confirmed the clock. */
  anchor_ms: number;
  anchor_up_ms: number;
  /** At the last run that trusted the clock. */
  last_ms: number;
}

export interface ArchiveRow {
  id: string;
  /** Null: that of the installation, for organisations without one of their own. */
  organisation: string | null;
  /** Days are delivered in one chain as long as the place stays the same; another place begins another. */
  chain: string;
  /** JSON of ArchiveSettings. */
  settings: string;
  /** The secret access key, encrypted with the key of the installation; null: the credential chain of the process. */
  secret: Uint8Array | null;
  enabled: 0 | 1;
  created_at: string;
  updated_at: string;
}

export interface ArchiveDayRow {
  chain: string;
  organisation: string;
  /** UTC, `2026-11-24`. */
  day: string;
  generation: number;
  first: number;
  count: number;
  /** JSON of the plan: the same plan makes the same bytes. */
  plan: string;
  state: 'planned' | 'delivered' | 'removed';
  manifest_key: string | null;
  manifest_sha256: string | null;
  bytes: number | null;
  delivered_at: string | null;
  /** Why the last try failed; null once it did not. */
  error: string | null;
  tried_at: string | null;
}

/** The database or an open transaction of it. */
export type Database = Kysely<Tables>;
