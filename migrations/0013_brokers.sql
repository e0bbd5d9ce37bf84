-- Brokers: the accounts that users have linked, what they agreed to before, their limits, and who else may trade for
-- them: TradingView's trading panel.

-- Trades that a plan includes in all, and limits that hold besides a user's own (JSON). NULL means none.
ALTER TABLE plans ADD COLUMN max_trades INTEGER CHECK (max_trades >= 0);
ALTER TABLE plans ADD COLUMN risk_limits TEXT;
UPDATE plans SET max_trades = 4 WHERE id = 'free';

-- One row for each account at a broker that a user has linked. It outlives the link: unlinking deletes the token, and
-- linking the same account again revives the row, so that its orders and their history stay the same account's.
CREATE TABLE broker_accounts (
  id                  TEXT PRIMARY KEY,
  user_id             TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  broker              TEXT NOT NULL CHECK (broker IN ('alpaca', 'paper')),
  environment         TEXT NOT NULL CHECK (environment IN ('live', 'paper')),
  venue_account_id    TEXT NOT NULL,              -- the broker's own id of the account; for 'paper' the same as id
  name                TEXT NOT NULL,              -- as it is shown
  currency            TEXT NOT NULL DEFAULT 'USD',
  status              TEXT NOT NULL CHECK (status IN ('active', 'revoked', 'error')),
  status_reason       TEXT,                       -- a sentence, unless active
  since               INTEGER NOT NULL,           -- when it came to stand so
  access_token_sealed TEXT,
  scope               TEXT,                       -- what the broker granted
  linked_at           INTEGER NOT NULL,
  checked_at          INTEGER NOT NULL,           -- when the link last proved to work or not to work
  tried_at            INTEGER NOT NULL,           -- when a check was last tried, whatever it told
  unlinked_at         INTEGER,
  created_at          INTEGER NOT NULL,
  version             INTEGER NOT NULL DEFAULT 1, -- the fence: who writes says which version was read
  CHECK ((broker = 'alpaca' AND status <> 'revoked') = (access_token_sealed IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX broker_accounts_of_user ON broker_accounts (user_id, broker, environment, venue_account_id);
-- An account is traded by one user at a time.
CREATE UNIQUE INDEX broker_accounts_live ON broker_accounts (broker, environment, venue_account_id)
  WHERE status <> 'revoked';
CREATE INDEX broker_accounts_by_user ON broker_accounts (user_id, created_at, id);
CREATE INDEX broker_accounts_to_check ON broker_accounts (tried_at) WHERE access_token_sealed IS NOT NULL;

-- What a user agreed to, when, and from where. Rows are only added.
CREATE TABLE broker_agreements (
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  version     TEXT NOT NULL,                      -- of the risk disclosure and the terms, which are one text
  accepted_at INTEGER NOT NULL,
  ip          TEXT NOT NULL,
  user_agent  TEXT NOT NULL,
  country     TEXT,                               -- ISO 3166-1 alpha-2, as the network saw it
  PRIMARY KEY (user_id, version)
) STRICT, WITHOUT ROWID;

-- A user's limits for an account, as JSON. No row: the defaults.
CREATE TABLE risk_limits (
  account_id TEXT PRIMARY KEY REFERENCES broker_accounts (id) ON DELETE CASCADE,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  limits     TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX risk_limits_by_user ON risk_limits (user_id, account_id);

-- Links that were begun. A row is for one use and for the session that began it.
CREATE TABLE broker_oauth_states (
  state_hash      TEXT PRIMARY KEY,               -- SHA-256 of the state
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  session_id      TEXT,                           -- NULL: signed in by an identity provider
  browser_hash    TEXT NOT NULL,                  -- SHA-256 of what the cookie of the browser that began it says
  broker          TEXT NOT NULL,
  environment     TEXT NOT NULL,
  verifier_sealed TEXT NOT NULL,                  -- the PKCE code verifier
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX broker_oauth_states_by_user ON broker_oauth_states (user_id, created_at);
CREATE INDEX broker_oauth_states_by_expiry ON broker_oauth_states (expires_at);

-- TradingView's trading panel signs in for a user. What it is given belongs to a session, so that ending the session, by
-- whatever way, ends it too.
CREATE TABLE panel_codes (
  code_hash      TEXT PRIMARY KEY,                -- SHA-256 of the authorisation code
  user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  session_id     TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  client_id      TEXT NOT NULL,
  redirect_uri   TEXT NOT NULL,
  code_challenge TEXT,                            -- PKCE, method S256
  created_at     INTEGER NOT NULL,
  expires_at     INTEGER NOT NULL,
  used_at        INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX panel_codes_by_user ON panel_codes (user_id);
CREATE INDEX panel_codes_by_session ON panel_codes (session_id);
CREATE INDEX panel_codes_by_expiry ON panel_codes (expires_at);

-- A refresh issues the next generation; the one before stays good until the next is first used.
CREATE TABLE panel_tokens (
  access_hash  TEXT PRIMARY KEY,                  -- SHA-256 of the access token
  refresh_hash TEXT UNIQUE,                       -- NULL after a sign-in by password
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  session_id   TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  client_id    TEXT NOT NULL,                     -- empty after a sign-in by password
  generation   INTEGER NOT NULL,
  issued_at    INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,                  -- of the access token
  used_at      INTEGER,                           -- first
  retired_at   INTEGER                            -- a later generation was used
) STRICT, WITHOUT ROWID;
CREATE INDEX panel_tokens_by_user ON panel_tokens (user_id);
CREATE INDEX panel_tokens_by_session ON panel_tokens (session_id, generation);
CREATE INDEX panel_tokens_by_age ON panel_tokens (issued_at);
