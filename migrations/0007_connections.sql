-- Sellers: their TradingView accounts, how healthy the connection is, and the scripts that they publish there.

-- One row for each TradingView account that a seller has connected. The row outlives the connection: after a
-- disconnection the secrets are gone and the row says whose grants those on record are; a reconnection revives it.
CREATE TABLE tv_connections (
  id                    TEXT PRIMARY KEY,
  user_id               TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  tv_user_id            INTEGER NOT NULL,            -- TradingView's number of the account
  username              TEXT NOT NULL,               -- exact spelling
  avatar_url            TEXT,
  plan                  TEXT,                        -- as TradingView names it
  coins                 INTEGER,                     -- balance, as of the latest check
  partner_balance       TEXT,                        -- exact decimal
  partner_currency      TEXT,
  status                TEXT NOT NULL CHECK (status IN ('connected', 'warning', 'dead', 'disconnected')),
  since                 INTEGER NOT NULL,            -- when it came to stand so
  cookies_at            INTEGER NOT NULL,            -- when the cookies were given or last rotated
  checked_at            INTEGER NOT NULL,            -- when they last proved to work or not to work
  tried_at              INTEGER NOT NULL,            -- when a check was last tried, whatever it told
  last_failure          TEXT,                        -- what kept the latest check from telling
  sessionid_sealed      TEXT,
  sessionid_sign_sealed TEXT,
  cookies_version       INTEGER NOT NULL DEFAULT 1,  -- counts every change of the cookies
  given_version         INTEGER NOT NULL DEFAULT 1,  -- the version that the seller gave; later ones are rotations of it
  consent_version       TEXT NOT NULL,               -- the text that the seller agreed to
  consent_at            INTEGER NOT NULL,
  connected_at          INTEGER NOT NULL,            -- when cookies were last given
  disconnected_at       INTEGER,
  created_at            INTEGER NOT NULL,
  version               INTEGER NOT NULL DEFAULT 1,  -- the fence: who writes says which version was read
  CHECK ((status = 'disconnected') = (sessionid_sealed IS NULL))
) STRICT;
CREATE UNIQUE INDEX tv_connections_of_user ON tv_connections (user_id, tv_user_id);
-- A seller has one connection at a time, and a TradingView account has one seller.
CREATE UNIQUE INDEX tv_connections_live_user ON tv_connections (user_id) WHERE status <> 'disconnected';
CREATE UNIQUE INDEX tv_connections_live_account ON tv_connections (tv_user_id) WHERE status <> 'disconnected';
CREATE INDEX tv_connections_by_try ON tv_connections (tried_at) WHERE status <> 'disconnected';

-- The health history: every check, and every request that found the cookies dead.
CREATE TABLE tv_connection_checks (
  id            TEXT PRIMARY KEY,
  user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  connection_id TEXT NOT NULL REFERENCES tv_connections (id) ON DELETE CASCADE,
  created_at    INTEGER NOT NULL,
  cause         TEXT NOT NULL CHECK (cause IN ('connect', 'schedule', 'request')),
  failure       TEXT,                                -- NULL: the cookies work
  status        TEXT NOT NULL,                       -- where the connection stood after it
  http_status   INTEGER,                             -- NULL: no answer
  latency_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX tv_connection_checks_by_user ON tv_connection_checks (user_id, created_at, id);
CREATE INDEX tv_connection_checks_by_connection ON tv_connection_checks (connection_id, created_at);
CREATE INDEX tv_connection_checks_by_age ON tv_connection_checks (created_at);

-- Published scripts. What TradingView says is written by a sync, only where it differs; what the seller sets is never
-- touched by one.
CREATE TABLE tradingview_scripts (
  id               TEXT PRIMARY KEY,
  user_id          TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  connection_id    TEXT NOT NULL REFERENCES tv_connections (id) ON DELETE CASCADE,
  pine_id          TEXT NOT NULL,                    -- PUB;<32 hexadecimal digits>
  title            TEXT NOT NULL,
  access           TEXT CHECK (access IN ('open', 'protected', 'invite_only')),
  kind             TEXT,                             -- study, strategy, library
  pine_version     TEXT,
  likes            INTEGER,
  url              TEXT,
  image_url        TEXT,
  description      TEXT,
  removed_at       INTEGER,                          -- when a complete list no longer had it
  default_duration TEXT,                             -- of a grant for which none is given, e.g. 30D
  price_reference  TEXT,                             -- the seller's own name of the price, e.g. a shop's SKU
  is_for_sale      INTEGER NOT NULL DEFAULT 0 CHECK (is_for_sale IN (0, 1)),
  version          INTEGER NOT NULL DEFAULT 1,       -- counts changes of the seller's settings
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tradingview_scripts_by_pine_id ON tradingview_scripts (connection_id, pine_id);
CREATE INDEX tradingview_scripts_by_user ON tradingview_scripts (user_id, created_at, id);

-- Runs of the sync: one at a time for a connection. The work itself is a job, whose claim is the lease.
CREATE TABLE sync_runs (
  id            TEXT PRIMARY KEY,
  user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  connection_id TEXT NOT NULL REFERENCES tv_connections (id) ON DELETE CASCADE,
  cause         TEXT NOT NULL CHECK (cause IN ('user', 'schedule')),
  status        TEXT NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed')),
  stage         TEXT,                                -- what a running one is at
  listed        INTEGER NOT NULL DEFAULT 0,          -- scripts seen so far
  added         INTEGER NOT NULL DEFAULT 0,
  changed       INTEGER NOT NULL DEFAULT 0,
  removed       INTEGER NOT NULL DEFAULT 0,
  unchanged     INTEGER NOT NULL DEFAULT 0,
  invalid       INTEGER NOT NULL DEFAULT 0,
  report        TEXT,                                -- JSON: which ones
  accept_removal INTEGER NOT NULL DEFAULT 0 CHECK (accept_removal IN (0, 1)), -- all scripts may be gone, says the seller
  failure       TEXT,                                -- why it failed, or why it is being tried again
  created_at    INTEGER NOT NULL,
  started_at    INTEGER,
  finished_at   INTEGER
) STRICT;
CREATE INDEX sync_runs_by_user ON sync_runs (user_id, created_at, id);
CREATE INDEX sync_runs_by_connection ON sync_runs (connection_id, created_at);
CREATE INDEX sync_runs_by_age ON sync_runs (created_at);
CREATE UNIQUE INDEX sync_runs_active ON sync_runs (connection_id) WHERE status IN ('queued', 'running');
