-- Purchases: where shops send their events to, what their products give access to, each event and what came of it.

CREATE TABLE purchase_hooks (
  id                     TEXT PRIMARY KEY,
  user_id                TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name                   TEXT NOT NULL,
  token_hash             TEXT NOT NULL UNIQUE,
  hint                   TEXT NOT NULL,              -- the token's beginning, to recognise it by
  previous_token_hash    TEXT UNIQUE,                -- works too, until:
  previous_token_until   INTEGER,
  secret_sealed          TEXT NOT NULL,              -- what the shop signs with
  previous_secret_sealed TEXT,                       -- accepted too, until:
  previous_secret_until  INTEGER,
  is_enabled             INTEGER NOT NULL DEFAULT 1 CHECK (is_enabled IN (0, 1)),
  last_event_at          INTEGER,
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  version                INTEGER NOT NULL DEFAULT 1  -- the fence: who writes says which version was read
) STRICT;
CREATE INDEX purchase_hooks_by_user ON purchase_hooks (user_id, created_at, id);

-- What a product of a shop gives.
CREATE TABLE products (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  reference  TEXT NOT NULL,                          -- the shop's name of it
  title      TEXT NOT NULL,                          -- what the buyer is shown
  duration   TEXT NOT NULL,                          -- for each payment, e.g. 1M
  grace_days INTEGER NOT NULL DEFAULT 0 CHECK (grace_days BETWEEN 0 AND 365),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1,
  UNIQUE (user_id, reference)
) STRICT;
CREATE INDEX products_by_user ON products (user_id, created_at, id);

CREATE TABLE product_scripts (
  product_id TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  script_id  TEXT NOT NULL REFERENCES tradingview_scripts (id) ON DELETE CASCADE,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (product_id, script_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX product_scripts_by_script ON product_scripts (script_id);
CREATE INDEX product_scripts_by_user ON product_scripts (user_id);

-- One row per event of a shop, however often it is sent.
CREATE TABLE purchases (
  id            TEXT PRIMARY KEY,
  user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hook_id       TEXT NOT NULL REFERENCES purchase_hooks (id) ON DELETE CASCADE,
  event_id      TEXT NOT NULL,                       -- the shop's
  fingerprint   TEXT NOT NULL,                       -- of what the event says: the same id must say the same
  kind          TEXT NOT NULL CHECK (kind IN ('purchase', 'renewal', 'refund', 'cancel')),
  product       TEXT NOT NULL,                       -- the shop's name of it
  order_id      TEXT,
  email         TEXT,
  email_key     TEXT,                                -- the same in lower case
  given_name    TEXT,                                -- the username as the shop told it, if it can be one
  occurred_at   INTEGER,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('received', 'waiting_product', 'waiting_username', 'applying', 'completed', 'failed', 'ignored')),
  reason        TEXT,                                -- why it waits, failed or was ignored
  product_id    TEXT REFERENCES products (id) ON DELETE SET NULL,
  username      TEXT,                                -- whose access it is about
  round         INTEGER NOT NULL DEFAULT 0,          -- counts the usernames that turned out to be nobody's
  checked_at    INTEGER NOT NULL DEFAULT 0,          -- when somebody last looked whether its changes are carried out
  version       INTEGER NOT NULL DEFAULT 1,          -- the fence: who writes says which version was read
  UNIQUE (hook_id, event_id)
) STRICT;
CREATE INDEX purchases_by_user ON purchases (user_id, created_at, id);
CREATE INDEX purchases_by_status ON purchases (user_id, status, created_at, id);
CREATE INDEX purchases_by_email ON purchases (user_id, email_key, created_at, id) WHERE email_key IS NOT NULL;
CREATE INDEX purchases_by_order ON purchases (hook_id, order_id, created_at) WHERE order_id IS NOT NULL;
CREATE INDEX purchases_waiting_for_product ON purchases (user_id, product) WHERE status = 'waiting_product';
CREATE INDEX purchases_applying ON purchases (checked_at) WHERE status = 'applying';
CREATE INDEX purchases_by_product ON purchases (product_id) WHERE product_id IS NOT NULL;

-- The changes of access that an event led to: each is the intent of its key.
CREATE TABLE purchase_changes (
  purchase_id TEXT NOT NULL REFERENCES purchases (id) ON DELETE CASCADE,
  script_id   TEXT NOT NULL,
  round       INTEGER NOT NULL,
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key         TEXT NOT NULL,                         -- idempotency_key in access_intents
  PRIMARY KEY (purchase_id, script_id, round)
) STRICT, WITHOUT ROWID;
CREATE INDEX purchase_changes_by_user ON purchase_changes (user_id);

-- What a buyer said their username is: it holds for their later purchases too.
CREATE TABLE buyers (
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- the seller
  email_key  TEXT NOT NULL,
  username   TEXT NOT NULL,
  replaces   TEXT,                                   -- the name, in lower case, that the shop goes on telling instead
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, email_key)
) STRICT, WITHOUT ROWID;
