/**
 * The schema of control.db, as steps forward: step n brings user_version n to n + 1. Steps are never edited once
 * released, only added. Checks say what is legal, so that a fault in the code above cannot write what makes no sense.
 */
export const migrations: readonly string[] = [
  `
CREATE TABLE installation (
  only INTEGER PRIMARY KEY DEFAULT 1 CHECK (only = 1),
  id TEXT NOT NULL, name TEXT NOT NULL, cursor_key BLOB NOT NULL CHECK (length(cursor_key) = 32), created_at TEXT NOT NULL
) STRICT;
CREATE TABLE organisations (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  name TEXT NOT NULL, slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 63), created_at TEXT NOT NULL, closed_at TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE users (
  id TEXT PRIMARY KEY, email TEXT NOT NULL, email_folded TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  password_hash TEXT NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  installation_admin INTEGER NOT NULL DEFAULT 0 CHECK (installation_admin IN (0, 1)), created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE memberships (
  organisation TEXT NOT NULL REFERENCES organisations, user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('admin', 'auditor', 'viewer')), created_at TEXT NOT NULL,
  PRIMARY KEY (organisation, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_user ON memberships (user);
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  user TEXT NOT NULL REFERENCES users ON DELETE CASCADE, ip TEXT, user_agent TEXT,
  created_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user);
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, organisation TEXT REFERENCES organisations,
  scopes TEXT NOT NULL CHECK (json_valid(scopes)), prefix TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64), created_by TEXT NOT NULL,
  created_at TEXT NOT NULL, expires_at TEXT, revoked_at TEXT, last_used_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_organisation ON api_keys (organisation);
CREATE TABLE sign_in_attempts (
  n INTEGER PRIMARY KEY, subject TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('tried', 'refused')), at TEXT NOT NULL
) STRICT;
CREATE INDEX sign_in_attempts_subject ON sign_in_attempts (subject, at);
CREATE INDEX sign_in_attempts_at ON sign_in_attempts (at);
CREATE TABLE own_events (
  n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  organisation TEXT NOT NULL, event TEXT NOT NULL CHECK (json_valid(event)), created_at TEXT NOT NULL
) STRICT;
`,
  `
CREATE TABLE exports (
  id TEXT PRIMARY KEY CHECK (length(id) = 36), organisation TEXT NOT NULL REFERENCES organisations,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'expired')),
  spec TEXT NOT NULL CHECK (json_valid(spec)), as_of INTEGER NOT NULL CHECK (as_of >= -1), requested_by TEXT NOT NULL,
  attempts INTEGER NOT NULL, events INTEGER, files TEXT CHECK (files IS NULL OR json_valid(files)),
  manifest_sha256 TEXT CHECK (manifest_sha256 IS NULL OR length(manifest_sha256) = 64), error TEXT,
  created_at TEXT NOT NULL, started_at TEXT, finished_at TEXT, expires_at TEXT,
  CHECK (state <> 'done' OR (files IS NOT NULL AND manifest_sha256 IS NOT NULL AND events IS NOT NULL AND expires_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX exports_organisation ON exports (organisation, created_at);
CREATE INDEX exports_state ON exports (state, created_at);
CREATE TABLE shares (
  id TEXT PRIMARY KEY CHECK (length(id) = 36), organisation TEXT NOT NULL REFERENCES organisations, name TEXT NOT NULL,
  q TEXT NOT NULL, from_at TEXT, to_at TEXT, columns TEXT NOT NULL CHECK (json_valid(columns)), prefix TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64), created_by TEXT NOT NULL, created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL, revoked_at TEXT, opened INTEGER NOT NULL, last_opened_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX shares_organisation ON shares (organisation, created_at);
`,
  // Organisations that are here already get no decision: everything of theirs is kept.
  `
CREATE TABLE retention_versions (
  n INTEGER PRIMARY KEY AUTOINCREMENT, organisation TEXT NOT NULL REFERENCES organisations ON DELETE CASCADE,
  policy TEXT NOT NULL CHECK (json_valid(policy)), decided_at TEXT NOT NULL, decided_by TEXT NOT NULL, reason TEXT NOT NULL,
  undoes INTEGER
) STRICT;
CREATE INDEX retention_versions_organisation ON retention_versions (organisation, n);
CREATE TABLE holds (
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES organisations, name TEXT NOT NULL,
  q TEXT NOT NULL, from_at TEXT, to_at TEXT, reason TEXT NOT NULL, placed_at TEXT NOT NULL, placed_by TEXT NOT NULL,
  released_at TEXT, released_by TEXT, release_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_organisation ON holds (organisation, placed_at);
CREATE TABLE retention_sweeps (
  event_id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES organisations ON DELETE CASCADE,
  started_at TEXT NOT NULL, finished_at TEXT, events INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX retention_sweeps_organisation ON retention_sweeps (organisation);
CREATE TABLE retention_clock (
  only INTEGER PRIMARY KEY DEFAULT 1 CHECK (only = 1),
  boot_id TEXT NOT NULL, anchor_ms INTEGER NOT NULL, anchor_up_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL
) STRICT;
`,
  `
CREATE TABLE archives (
  id TEXT PRIMARY KEY CHECK (length(id) = 36), organisation TEXT REFERENCES organisations,
  chain TEXT NOT NULL CHECK (length(chain) = 36), settings TEXT NOT NULL CHECK (json_valid(settings)), secret BLOB,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)), created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX archives_organisation ON archives (coalesce(organisation, ''));
CREATE TABLE archive_days (
  chain TEXT NOT NULL, organisation TEXT NOT NULL, day TEXT NOT NULL CHECK (length(day) = 10),
  generation INTEGER NOT NULL CHECK (generation >= 0), first INTEGER NOT NULL CHECK (first >= 0), count INTEGER NOT NULL CHECK (count >= 0),
  plan TEXT NOT NULL CHECK (json_valid(plan)), state TEXT NOT NULL CHECK (state IN ('planned', 'delivered', 'removed')),
  manifest_key TEXT, manifest_sha256 TEXT CHECK (length(manifest_sha256) = 64), bytes INTEGER, delivered_at TEXT, error TEXT, tried_at TEXT,
  PRIMARY KEY (chain, organisation, day, generation),
  CHECK (state = 'planned' OR (manifest_key IS NOT NULL AND manifest_sha256 IS NOT NULL AND delivered_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX archive_days_first ON archive_days (chain, organisation, first);
`,
  // Of an organisation that is gone the row stays until its files are, too.
  `
CREATE TABLE organisation_deletions (
  organisation TEXT PRIMARY KEY, requested_by TEXT NOT NULL, requested_by_name TEXT NOT NULL, requested_at TEXT NOT NULL,
  reason TEXT NOT NULL, confirmed_at TEXT
) STRICT, WITHOUT ROWID;
`,
  // Of a user who goes the private views go, and the shared ones stay without an owner.
  `
CREATE TABLE saved_views (
  id TEXT PRIMARY KEY CHECK (length(id) = 36), organisation TEXT NOT NULL REFERENCES organisations,
  name TEXT NOT NULL, question TEXT NOT NULL CHECK (json_valid(question)),
  private_to TEXT REFERENCES users ON DELETE CASCADE, owner TEXT REFERENCES users ON DELETE SET NULL, owner_name TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_views_organisation ON saved_views (organisation, private_to);
CREATE INDEX saved_views_private ON saved_views (private_to);
CREATE INDEX saved_views_owner ON saved_views (owner);
`,
];
