-- Jobs: the outbox. A job is committed together with the change that causes it, sent to its queue afterwards, and
-- removed in the same batch that commits its effect. A queue is only the transport: whatever it loses, duplicates or
-- reorders, the row here says what is still to be done.

CREATE TABLE jobs (
  id            TEXT PRIMARY KEY,
  topic         TEXT NOT NULL,       -- names the queue: 'screenshots', 'mail'
  idempotency_key TEXT NOT NULL UNIQUE,
  user_id       TEXT REFERENCES users (id) ON DELETE CASCADE,
  payload       TEXT NOT NULL,       -- JSON, without secrets
  created_at    INTEGER NOT NULL,
  available_at  INTEGER NOT NULL,    -- not before then
  sent_at       INTEGER,             -- when last handed to the queue; NULL: still to be sent
  claimed_until INTEGER NOT NULL DEFAULT 0, -- a consumer works on it until then
  attempts      INTEGER NOT NULL DEFAULT 0,
  last_error    TEXT
) STRICT;
CREATE INDEX jobs_unsent ON jobs (available_at) WHERE sent_at IS NULL;
CREATE INDEX jobs_sent ON jobs (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX jobs_by_topic ON jobs (topic, claimed_until);

-- Jobs that failed for good, and messages that no consumer understood.
CREATE TABLE dead_letters (
  id          TEXT PRIMARY KEY,
  topic       TEXT NOT NULL,
  job_id      TEXT,
  user_id     TEXT REFERENCES users (id) ON DELETE CASCADE,
  payload     TEXT NOT NULL,
  error_code  TEXT NOT NULL,
  error       TEXT NOT NULL,
  attempts    INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  status      TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'redriven', 'discarded')),
  resolved_at INTEGER,
  resolved_by TEXT
) STRICT;
CREATE INDEX dead_letters_by_status ON dead_letters (status, created_at, id);
CREATE UNIQUE INDEX dead_letters_open_job ON dead_letters (job_id) WHERE status = 'open' AND job_id IS NOT NULL;

-- Monotonic counters behind /health/metrics, e.g. ('alerts_rejected_total', 'code="symbol_missing"').
CREATE TABLE metric_counters (
  name   TEXT NOT NULL,
  labels TEXT NOT NULL DEFAULT '',
  value  INTEGER NOT NULL,
  PRIMARY KEY (name, labels)
) STRICT, WITHOUT ROWID;
