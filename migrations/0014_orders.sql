-- Orders, fills and positions as each account's sequencer tells of them. The sequencer's own records decide; these rows
-- are read by everyone else, and can be written again from there at any time.

-- One row for each order. `view` is the order as the API shows it.
CREATE TABLE orders (
  id              TEXT PRIMARY KEY,
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  account_id      TEXT NOT NULL REFERENCES broker_accounts (id) ON DELETE CASCADE,
  seq             INTEGER NOT NULL,      -- the account's event that it is as of
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  symbol          TEXT NOT NULL,
  side            TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  status          TEXT NOT NULL,
  is_open         INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  is_trade        INTEGER NOT NULL CHECK (is_trade IN (0, 1)), -- counts towards the plan: it opened a position, or may
  filled_quantity TEXT NOT NULL,
  average_price   TEXT,
  parent_id       TEXT,                  -- the entry that it is the target or stop of
  binding_id      TEXT,                  -- the alert binding that wanted it
  signal_id       TEXT,                  -- the alert that wanted it; no reference: it outlives the signal
  view            TEXT NOT NULL
) STRICT;
CREATE INDEX orders_by_user ON orders (user_id, created_at, id);
CREATE INDEX orders_by_account ON orders (account_id, created_at, id);
CREATE INDEX orders_open ON orders (user_id, created_at, id) WHERE is_open = 1;
CREATE INDEX orders_by_symbol ON orders (user_id, symbol, created_at, id);
CREATE INDEX orders_by_signal ON orders (user_id, signal_id) WHERE signal_id IS NOT NULL;
CREATE INDEX orders_of_plan ON orders (account_id) WHERE is_trade = 1;

-- Everything that happened in an account, in its order: the audit log. Rows are only added; seq has no gap.
CREATE TABLE order_events (
  account_id TEXT NOT NULL REFERENCES broker_accounts (id) ON DELETE CASCADE,
  seq        INTEGER NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at         INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  order_id   TEXT,
  symbol     TEXT,
  detail     TEXT NOT NULL,              -- JSON
  PRIMARY KEY (account_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_events_by_user ON order_events (user_id, at, account_id, seq);
CREATE INDEX order_events_by_order ON order_events (order_id, seq) WHERE order_id IS NOT NULL;

-- Fills, each once.
CREATE TABLE executions (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL REFERENCES broker_accounts (id) ON DELETE CASCADE,
  order_id   TEXT NOT NULL,
  symbol     TEXT NOT NULL,
  side       TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  quantity   TEXT NOT NULL,
  price      TEXT NOT NULL,
  fee        TEXT NOT NULL,
  is_close   INTEGER NOT NULL CHECK (is_close IN (0, 1)), -- it made a position smaller
  venue_key  TEXT NOT NULL,              -- the venue's id of it
  at         INTEGER NOT NULL            -- by the venue's clock
) STRICT;
CREATE INDEX executions_by_user ON executions (user_id, at, id);
CREATE INDEX executions_by_account ON executions (account_id, symbol, at, id);
CREATE INDEX executions_by_symbol ON executions (user_id, symbol, at, id);
CREATE INDEX executions_by_order ON executions (order_id, at, id);

-- Positions, those that are closed too: what was gained with them is kept.
CREATE TABLE positions (
  id              TEXT PRIMARY KEY,
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  account_id      TEXT NOT NULL REFERENCES broker_accounts (id) ON DELETE CASCADE,
  seq             INTEGER NOT NULL,
  symbol          TEXT NOT NULL,
  quantity        TEXT NOT NULL,         -- below nought when short
  average_price   TEXT,
  cost            TEXT NOT NULL,
  realised_profit TEXT NOT NULL,         -- since the beginning, after fees
  updated_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX positions_by_account ON positions (account_id, symbol);
CREATE INDEX positions_by_user ON positions (user_id, account_id, symbol);
