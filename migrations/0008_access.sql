-- Script access: the books (who may use which script until when), what is wanted of them, every request that was made
-- to TradingView for it, bulk jobs, and what a reconciliation found.
--
-- TradingView is only ever changed by an intent, and an intent is stored with the call in it before the call is sent.

-- The books: one row per seller, script and TradingView user.
CREATE TABLE access_grants (
  id             TEXT PRIMARY KEY,
  user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- the seller
  script_id      TEXT NOT NULL REFERENCES tradingview_scripts (id),
  username       TEXT NOT NULL,         -- the buyer on TradingView, in the exact spelling as far as it is known
  username_key   TEXT NOT NULL,         -- the same in lower case: TradingView has no two users that differ in case alone
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,      -- when the books last changed: a list that was begun before can't judge them
  status         TEXT NOT NULL CHECK (status IN ('pending', 'active', 'revoking', 'revoked', 'expired', 'failed')),
  has_access     INTEGER NOT NULL DEFAULT 0 CHECK (has_access IN (0, 1)), -- as TradingView was last known to have it
  expires_at     INTEGER,               -- the end of that access, also once it is over; NULL with access: lifetime
  is_paid        INTEGER NOT NULL DEFAULT 0 CHECK (is_paid IN (0, 1)),
  paid_until     INTEGER,               -- expires_at without grace; NULL when paid: lifetime
  granted_at     INTEGER,               -- when the present, or else the latest, access began
  ended_at       INTEGER,
  failure        TEXT,                  -- why the latest change did not come about
  source         TEXT NOT NULL,         -- what made the row: 'api', 'bulk', 'purchase', 'older_api', 'reconcile', 'import'
  drift          TEXT CHECK (drift IN ('missing_on_tv', 'expiry_differs')), -- as the latest reconciliation found it
  verify_at      INTEGER,               -- when TradingView is to be asked whether an access that ran out is over there too
  notice_since   INTEGER NOT NULL DEFAULT 0, -- when the present expiry was set
  notice_sent    INTEGER,               -- days before the end that the latest notice for it told of
  next_notice_at INTEGER,
  UNIQUE (user_id, script_id, username_key)
) STRICT;
CREATE INDEX access_grants_by_user ON access_grants (user_id, created_at, id);
CREATE INDEX access_grants_by_status ON access_grants (user_id, status, created_at, id);
CREATE INDEX access_grants_by_script ON access_grants (user_id, script_id, created_at, id);
CREATE INDEX access_grants_by_username ON access_grants (user_id, username_key, created_at, id);
CREATE INDEX access_grants_by_drift ON access_grants (user_id, created_at, id) WHERE drift IS NOT NULL;
CREATE INDEX access_grants_by_expiry ON access_grants (user_id, expires_at, id) WHERE has_access = 1 AND expires_at IS NOT NULL;
CREATE INDEX access_grants_running_out ON access_grants (expires_at) WHERE has_access = 1 AND expires_at IS NOT NULL;
CREATE INDEX access_grants_to_notify ON access_grants (next_notice_at) WHERE next_notice_at IS NOT NULL;
CREATE INDEX access_grants_to_verify ON access_grants (verify_at) WHERE verify_at IS NOT NULL;
-- For the foreign key, and for "are there grants of this script".
CREATE INDEX access_grants_of_script ON access_grants (script_id);

-- A job over many grants. Its progress is counted from its rows' intents.
CREATE TABLE access_jobs (
  id                 TEXT PRIMARY KEY,
  user_id            TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind               TEXT NOT NULL CHECK (kind IN ('grant', 'revoke')),
  created_at         INTEGER NOT NULL,
  status             TEXT NOT NULL CHECK (status IN ('running', 'paused', 'cancelled', 'completed')),
  is_pause_requested INTEGER NOT NULL DEFAULT 0 CHECK (is_pause_requested IN (0, 1)),
  total              INTEGER NOT NULL,
  finished_at        INTEGER
) STRICT;
CREATE INDEX access_jobs_by_user ON access_jobs (user_id, created_at, id);

-- One wanted change of one grant. Changes of a grant are carried out one after the other, in the order of seq.
CREATE TABLE access_intents (
  seq             INTEGER PRIMARY KEY AUTOINCREMENT,
  id              TEXT NOT NULL UNIQUE,
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  grant_id        TEXT NOT NULL REFERENCES access_grants (id) ON DELETE CASCADE,
  job_id          TEXT REFERENCES access_jobs (id) ON DELETE CASCADE,
  kind            TEXT NOT NULL CHECK (kind IN ('extend', 'trial', 'replace', 'revoke')),
  change          TEXT NOT NULL,        -- JSON: what is wanted
  source          TEXT NOT NULL,        -- who wants it, as in access_grants, and 'revocation'
  idempotency_key TEXT,                 -- the same wish has the same key and is carried out once
  created_at      INTEGER NOT NULL,
  is_bulk         INTEGER NOT NULL CHECK (is_bulk IN (0, 1)), -- one of many: single wishes go first
  due_at          INTEGER NOT NULL,     -- not before then
  status          TEXT NOT NULL CHECK (status IN ('queued', 'working', 'done', 'failed', 'cancelled')),
  is_held         INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1)), -- its job is paused and it has not begun
  attempt         TEXT,                 -- JSON: how far it is; NULL: not begun
  version         INTEGER NOT NULL DEFAULT 0, -- counts the states of attempt; each is stored only over the one before
  effect          TEXT CHECK (effect IN ('applied', 'confirmed', 'unchanged')), -- of one that is done
  failure         TEXT,                 -- of one that failed or is waiting to be tried again
  is_unsure       INTEGER NOT NULL DEFAULT 0 CHECK (is_unsure IN (0, 1)), -- it failed, and may have had its effect
  ended_at        INTEGER,
  UNIQUE (user_id, idempotency_key)
) STRICT;
CREATE INDEX access_intents_by_grant ON access_intents (grant_id, seq);
CREATE INDEX access_intents_open ON access_intents (grant_id, seq) WHERE ended_at IS NULL;
CREATE INDEX access_intents_due ON access_intents (user_id, is_bulk, due_at, seq) WHERE ended_at IS NULL AND is_held = 0;
CREATE INDEX access_intents_of_job ON access_intents (job_id, seq) WHERE job_id IS NOT NULL;

-- The rows of a job in the order of the request. A row that could not be read has an error and no intent.
CREATE TABLE access_job_rows (
  job_id    TEXT NOT NULL REFERENCES access_jobs (id) ON DELETE CASCADE,
  row       INTEGER NOT NULL,           -- from 1; the line of a CSV file
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  username  TEXT,
  script    TEXT,                       -- as the request named it
  intent_id TEXT REFERENCES access_intents (id) ON DELETE CASCADE,
  error     TEXT,
  PRIMARY KEY (job_id, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_job_rows_by_intent ON access_job_rows (intent_id) WHERE intent_id IS NOT NULL;
CREATE INDEX access_job_rows_by_user ON access_job_rows (user_id);

-- What happened to an intent, step by step; each request to TradingView is a row that was written before it was sent.
CREATE TABLE assignment_logs (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  grant_id   TEXT NOT NULL REFERENCES access_grants (id) ON DELETE CASCADE,
  intent_id  TEXT,                      -- NULL: nobody's wish, such as a time that ran out
  at         INTEGER NOT NULL,
  kind       TEXT NOT NULL,             -- 'requested', 'add', 'modify', 'remove', 'look_up', 'hint', 'cancelled', 'expired', …
  request    TEXT,                      -- JSON: what was sent, without secrets
  outcome    TEXT,                      -- what became of it; NULL while it is under way
  status     INTEGER,                   -- HTTP status of the answer
  latency_ms INTEGER,
  failure    TEXT,
  retry_at   INTEGER
) STRICT;
CREATE INDEX assignment_logs_by_grant ON assignment_logs (grant_id, seq);
CREATE INDEX assignment_logs_by_user ON assignment_logs (user_id, at);
CREATE INDEX assignment_logs_unanswered ON assignment_logs (intent_id) WHERE outcome IS NULL;

-- A notice that an access is about to end, once for each expiry and number of days.
CREATE TABLE expiry_notices (
  grant_id   TEXT NOT NULL REFERENCES access_grants (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL,
  days       INTEGER NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (grant_id, expires_at, days)
) STRICT, WITHOUT ROWID;
CREATE INDEX expiry_notices_by_user ON expiry_notices (user_id, created_at);

-- The books against TradingView.
CREATE TABLE reconciliations (
  id          TEXT PRIMARY KEY,
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at  INTEGER NOT NULL,
  trigger     TEXT NOT NULL CHECK (trigger IN ('nightly', 'requested')),
  status      TEXT NOT NULL CHECK (status IN ('running', 'completed', 'failed')),
  version     INTEGER NOT NULL DEFAULT 0, -- counts its steps; each is stored only over the one before
  failure     TEXT,
  finished_at INTEGER
) STRICT;
CREATE INDEX reconciliations_by_user ON reconciliations (user_id, created_at, id);
CREATE UNIQUE INDEX reconciliations_running ON reconciliations (user_id) WHERE status = 'running';

-- One script of a run. Its list is read page by page, and judged when the last page is there.
CREATE TABLE reconciliation_scripts (
  run_id      TEXT NOT NULL REFERENCES reconciliations (id) ON DELETE CASCADE,
  script_id   TEXT NOT NULL REFERENCES tradingview_scripts (id),
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  status      TEXT NOT NULL CHECK (status IN ('pending', 'listing', 'done', 'failed')),
  listed_from INTEGER,                  -- when the first page was asked for
  pages       INTEGER NOT NULL DEFAULT 0,
  tries       INTEGER NOT NULL DEFAULT 0, -- failures in a row
  listed      INTEGER,                  -- users on TradingView's list
  agreeing    INTEGER,
  ended       INTEGER,
  skipped     INTEGER,
  differing   INTEGER,
  failure     TEXT,
  PRIMARY KEY (run_id, script_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reconciliation_scripts_by_script ON reconciliation_scripts (script_id);
CREATE INDEX reconciliation_scripts_by_user ON reconciliation_scripts (user_id);

-- Pages of a list that is not complete yet; gone when it is judged.
CREATE TABLE reconciliation_pages (
  run_id    TEXT NOT NULL REFERENCES reconciliations (id) ON DELETE CASCADE,
  script_id TEXT NOT NULL,
  page      INTEGER NOT NULL,
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  body      TEXT NOT NULL,              -- TradingView's page as it came
  PRIMARY KEY (run_id, script_id, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX reconciliation_pages_by_user ON reconciliation_pages (user_id);

CREATE TABLE access_differences (
  id               TEXT PRIMARY KEY,
  user_id          TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  run_id           TEXT NOT NULL REFERENCES reconciliations (id) ON DELETE CASCADE,
  script_id        TEXT NOT NULL REFERENCES tradingview_scripts (id),
  grant_id         TEXT REFERENCES access_grants (id) ON DELETE CASCADE, -- NULL: the books know nothing of the user
  kind             TEXT NOT NULL CHECK (kind IN ('missing_on_tv', 'extra_on_tv', 'expiry_differs')),
  username         TEXT NOT NULL,
  is_booked        INTEGER NOT NULL CHECK (is_booked IN (0, 1)),
  booked_expires_at INTEGER,            -- NULL when booked: lifetime
  is_found         INTEGER NOT NULL CHECK (is_found IN (0, 1)),
  found_expires_at INTEGER,             -- NULL when found: lifetime
  created_at       INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('open', 'fixed', 'superseded')),
  direction        TEXT CHECK (direction IN ('tradingview', 'books')), -- of the fix: which side was made to agree
  intent_id        TEXT,                -- the change of TradingView that the fix asked for
  resolved_at      INTEGER
) STRICT;
CREATE INDEX access_differences_by_user ON access_differences (user_id, created_at, id);
CREATE INDEX access_differences_by_run ON access_differences (run_id, created_at, id);
CREATE INDEX access_differences_open ON access_differences (user_id, script_id, created_at, id) WHERE status = 'open';
CREATE INDEX access_differences_by_script ON access_differences (script_id);
CREATE INDEX access_differences_by_grant ON access_differences (grant_id) WHERE grant_id IS NOT NULL;

-- A fence for batches: `INSERT INTO access_fence SELECT 1 WHERE <somebody came before>` breaks the unique key, and with
-- it the whole transaction.
CREATE TABLE access_fence (
  id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;
INSERT INTO access_fence (id) VALUES (1);
