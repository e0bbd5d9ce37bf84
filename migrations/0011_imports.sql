-- Coming from older systems: the older access API's tokens, and imports of their exported tables.

-- What a seller's programs send as X-Admin-Token to the older access API: one at a time.
CREATE TABLE older_api_tokens (
  user_id             TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  token_hash          TEXT NOT NULL UNIQUE,
  hint                TEXT NOT NULL,                 -- the token's last characters, to recognise it by
  previous_token_hash TEXT UNIQUE,                   -- works too, until:
  previous_until      INTEGER,
  created_at          INTEGER NOT NULL,
  version             INTEGER NOT NULL DEFAULT 1     -- the fence: who writes says which version was read
) STRICT;

-- One import: an export of the older system's tables, in rows that were sent piece by piece.
CREATE TABLE imports (
  id          TEXT PRIMARY KEY,
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- the admin who made it
  source      TEXT NOT NULL UNIQUE,                  -- hash of the export: the same export is the same import
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('running', 'completed', 'rolling_back')),
  finished_at INTEGER
) STRICT;
CREATE INDEX imports_by_user ON imports (user_id, created_at, id);
CREATE INDEX imports_by_creation ON imports (created_at, id);

-- What an import has made of each row of the older system: for doing it once, and for undoing it.
CREATE TABLE import_rows (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  kind      TEXT NOT NULL CHECK (kind IN ('profile', 'connection', 'script', 'assignment', 'log')),
  old_id    TEXT NOT NULL,
  outcome   TEXT NOT NULL CHECK (outcome IN ('created', 'existing', 'refused')),
  reason    TEXT,                                    -- why it was refused, or what is left to do
  new_id    TEXT,                                    -- what stands for it here; of a log: its grant
  owner_id  TEXT,                                    -- the account that it belongs to here
  PRIMARY KEY (import_id, kind, old_id)
) STRICT, WITHOUT ROWID;
-- What stands for a row of the older system, whichever import has brought it.
CREATE INDEX import_rows_by_old_id ON import_rows (kind, old_id) WHERE new_id IS NOT NULL;
CREATE INDEX import_rows_by_outcome ON import_rows (import_id, outcome, kind, old_id);
