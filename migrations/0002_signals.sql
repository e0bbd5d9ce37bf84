-- Signals: the alerts that a user's private webhook URL received, and what became of them.

CREATE TABLE signal_configs (
  user_id                TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  default_chart_id       TEXT,
  screenshots_enabled    INTEGER NOT NULL DEFAULT 1 CHECK (screenshots_enabled IN (0, 1)),
  screenshot_resolution  TEXT NOT NULL DEFAULT '1080p' CHECK (screenshot_resolution IN ('720p', '1080p', '4k')),
  timezone               TEXT NOT NULL DEFAULT 'UTC',
  sessionid_sealed       TEXT,       -- TradingView cookies, sealed; write-only for the API
  sessionid_sign_sealed  TEXT,
  cookies_set_at         INTEGER,
  cookies_valid          INTEGER CHECK (cookies_valid IN (0, 1)), -- NULL: not known yet
  cookies_checked_at     INTEGER,
  require_tradingview_ip INTEGER NOT NULL DEFAULT 0 CHECK (require_tradingview_ip IN (0, 1)),
  body_secret_hash       TEXT,
  max_age_seconds        INTEGER CHECK (max_age_seconds > 0),
  allowed_symbols        TEXT,       -- JSON array of TICKER or EXCHANGE:TICKER; NULL: all
  dedupe_window_seconds  INTEGER NOT NULL DEFAULT 60 CHECK (dedupe_window_seconds BETWEEN 0 AND 86400),
  quota_mode             TEXT NOT NULL DEFAULT 'strict' CHECK (quota_mode IN ('strict', 'soft')),
  monthly_quota          INTEGER CHECK (monthly_quota >= 0),      -- set by an admin; NULL: the plan's
  retention_days         INTEGER NOT NULL DEFAULT 365 CHECK (retention_days BETWEEN 1 AND 3650),
  live_until             INTEGER NOT NULL DEFAULT 0,              -- someone watches the live stream until then
  updated_at             INTEGER NOT NULL
) STRICT;

CREATE TABLE webhook_tokens (
  token_hash  TEXT PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hint        TEXT NOT NULL,         -- the last four characters, to recognise it by
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER,               -- set when rotated: the end of the overlap
  disabled_at INTEGER
) STRICT;
CREATE INDEX webhook_tokens_by_user ON webhook_tokens (user_id, created_at);

CREATE TABLE signals (
  id                     TEXT PRIMARY KEY,
  user_id                TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  deleted_at             INTEGER,
  source                 TEXT NOT NULL CHECK (source IN ('tradingview', 'test')),
  source_ip              TEXT NOT NULL,
  ticker                 TEXT NOT NULL,
  exchange               TEXT,
  timeframe              TEXT,
  price                  TEXT,       -- exact decimal
  action                 TEXT,
  direction              TEXT CHECK (direction IN ('long', 'short', 'flat')),
  signal_type            TEXT,
  indicator              TEXT,
  strategy               TEXT,
  message                TEXT,
  chart_id               TEXT,
  alert_at               INTEGER,    -- the time that the alert itself states
  parameters             TEXT,       -- JSON object
  extra                  TEXT,       -- JSON object: the fields that we have no column for
  content_type           TEXT NOT NULL,
  raw_body               TEXT NOT NULL,
  dedupe_key             TEXT NOT NULL,
  screenshot_status      TEXT NOT NULL CHECK (screenshot_status IN ('none', 'pending', 'processing', 'completed', 'failed')),
  screenshot_key         TEXT,       -- the object's key in R2
  screenshot_error       TEXT,       -- why it failed, in a plain sentence
  screenshot_at          INTEGER,
  result                 TEXT NOT NULL DEFAULT 'pending' CHECK (result IN ('pending', 'win', 'loss', 'breakeven', 'skip')),
  entry_price            TEXT,
  exit_price             TEXT,
  profit_loss_micros     INTEGER,    -- millionths of the account's currency
  profit_loss_percent_e4 INTEGER,    -- ten-thousandths of one percent
  notes                  TEXT,
  result_at              INTEGER,
  version                INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX signals_by_user ON signals (user_id, created_at, id);
CREATE INDEX signals_by_user_ticker ON signals (user_id, ticker, created_at, id);
CREATE INDEX signals_by_user_result ON signals (user_id, result, created_at, id);
CREATE INDEX signals_by_screenshot ON signals (screenshot_status, updated_at) WHERE screenshot_status IN ('pending', 'processing');
CREATE INDEX signals_deleted ON signals (deleted_at) WHERE deleted_at IS NOT NULL;

-- One row per distinct alert: the first signal that it made, until the key may make another.
CREATE TABLE alert_dedupe (
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  dedupe_key TEXT NOT NULL,
  signal_id  TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  duplicates INTEGER NOT NULL DEFAULT 0,
  attempt_id TEXT NOT NULL DEFAULT '', -- the id made for the latest alert with this key, stored under it or not
  PRIMARY KEY (user_id, dedupe_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_dedupe_by_expiry ON alert_dedupe (expires_at);

-- What a user's webhook did in a calendar month (UTC). `accepted` is what the quota counts.
CREATE TABLE signal_usage (
  user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  month         TEXT NOT NULL,       -- YYYY-MM
  accepted      INTEGER NOT NULL DEFAULT 0,
  duplicates    INTEGER NOT NULL DEFAULT 0,
  rejected      INTEGER NOT NULL DEFAULT 0,
  last_alert_at INTEGER,
  PRIMARY KEY (user_id, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejected_alerts (
  id           TEXT PRIMARY KEY,
  user_id      TEXT REFERENCES users (id) ON DELETE CASCADE, -- NULL: the token belongs to nobody
  created_at   INTEGER NOT NULL,
  status       INTEGER NOT NULL,
  code         TEXT NOT NULL,
  reason       TEXT NOT NULL,
  content_type TEXT NOT NULL,
  source_ip    TEXT NOT NULL,
  body         TEXT NOT NULL,        -- the first 4 KiB; never for an unknown token
  body_bytes   INTEGER NOT NULL
) STRICT;
CREATE INDEX rejected_alerts_by_user ON rejected_alerts (user_id, created_at, id);
CREATE INDEX rejected_alerts_by_age ON rejected_alerts (created_at, id);

-- What happened to a signal after it was stored (its own row tells when that was).
CREATE TABLE signal_events (
  id        TEXT PRIMARY KEY,
  signal_id TEXT NOT NULL REFERENCES signals (id) ON DELETE CASCADE,
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at        INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  detail    TEXT NOT NULL            -- JSON object
) STRICT;
CREATE INDEX signal_events_by_signal ON signal_events (signal_id, at, id);
