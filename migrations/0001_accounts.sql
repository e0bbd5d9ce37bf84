-- Accounts: who a person is, how they prove it, and what they did.
--
-- Conventions that hold in every migration:
--   * STRICT tables: a value of the wrong type is an error, not a surprise later.
--   * Times are UTC epoch milliseconds. Secrets are sealed (AES-256-GCM) or hashed (SHA-256), never plain.
--   * Ids are prefixed ULIDs, so that they sort by creation time.
--   * Expand/contract: a migration must leave the previous version of the code working.

-- What a subscriber may use. NULL means unlimited.
CREATE TABLE plans (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  monthly_signals INTEGER CHECK (monthly_signals >= 0)
) STRICT;

INSERT INTO plans (id, name, monthly_signals) VALUES
  ('free', 'Free', 1000),
  ('pro', 'Pro', 15000),
  ('unlimited', 'Unlimited', NULL);

CREATE TABLE users (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL,
  email_key     TEXT NOT NULL UNIQUE, -- lower-cased address: one account per mailbox spelling
  password_hash TEXT,                 -- argon2id PHC string; NULL for accounts of an external identity
  display_name  TEXT NOT NULL DEFAULT '',
  timezone      TEXT NOT NULL DEFAULT 'UTC',
  language      TEXT NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'es', 'tr')),
  role          TEXT NOT NULL DEFAULT 'trader' CHECK (role IN ('trader', 'seller', 'admin')),
  plan_id       TEXT NOT NULL DEFAULT 'free' REFERENCES plans (id),
  status        TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX users_by_creation ON users (created_at, id);

-- A person known to an identity provider (Supabase) and the account that they have here.
CREATE TABLE external_identities (
  provider   TEXT NOT NULL,
  subject    TEXT NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (provider, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX external_identities_by_user ON external_identities (user_id);

CREATE TABLE sessions (
  id            TEXT PRIMARY KEY,
  user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_agent    TEXT NOT NULL,
  ip            TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  revoked_at    INTEGER,
  revoke_reason TEXT CHECK (revoke_reason IN ('logout', 'user', 'password_change', 'reuse', 'admin'))
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id, created_at, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Each row is one generation of a session's refresh token. Using a row a second time means that a copy leaked.
CREATE TABLE refresh_tokens (
  token_hash  TEXT PRIMARY KEY,
  session_id  TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  issued_at   INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER,
  replaced_by TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- Consecutive failed sign-ins per address (known or not, so that a lock tells nothing about who has an account).
CREATE TABLE login_failures (
  email_key    TEXT PRIMARY KEY,
  failures     INTEGER NOT NULL,
  locked_until INTEGER NOT NULL DEFAULT 0,
  updated_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE password_resets (
  token_hash TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX password_resets_by_user ON password_resets (user_id);

CREATE TABLE api_keys (
  id           TEXT PRIMARY KEY,
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  hint         TEXT NOT NULL,        -- the public start of the key, to recognise it by
  key_hash     TEXT NOT NULL UNIQUE,
  scopes       TEXT NOT NULL,        -- JSON array of scope names
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  last_used_at INTEGER,
  revoked_at   INTEGER
) STRICT;
CREATE INDEX api_keys_by_user ON api_keys (user_id, created_at, id);

-- Answers of requests that carried an Idempotency-Key, kept 24 hours.
CREATE TABLE idempotency_keys (
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key             TEXT NOT NULL,
  request_hash    TEXT NOT NULL,     -- of method, path and body: the same key for another request is refused
  created_at      INTEGER NOT NULL,
  locked_until    INTEGER NOT NULL,  -- while the first request is at work
  response_status INTEGER,
  response_body   TEXT,
  PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Append-only. Each row's hash covers the row and the hash before it; UNIQUE (prev_hash) keeps the chain linear
-- under concurrency, the triggers keep it unedited.
CREATE TABLE audit_log (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  at         INTEGER NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'api_key', 'system', 'anonymous')),
  actor_id   TEXT,
  action     TEXT NOT NULL,
  subject_id TEXT,
  detail     TEXT NOT NULL,          -- JSON, without secrets
  prev_hash  TEXT NOT NULL UNIQUE,
  hash       TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX audit_log_by_subject ON audit_log (subject_id, seq);
CREATE TRIGGER audit_log_is_append_only_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_is_append_only_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
