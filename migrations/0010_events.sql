-- Outgoing events: what happened, who is to be told of it, and what became of each try. Delivered in the format of the
-- Standard Webhooks specification.

CREATE TABLE event_endpoints (
  id                     TEXT PRIMARY KEY,
  user_id                TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  url                    TEXT NOT NULL,
  description            TEXT NOT NULL DEFAULT '',
  event_types            TEXT,                       -- JSON array; NULL: all
  is_enabled             INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
  disabled_reason        TEXT CHECK (disabled_reason IN ('owner', 'gone', 'failing')),
  disabled_at            INTEGER,
  secret_sealed          TEXT NOT NULL,
  previous_secret_sealed TEXT,                       -- signs too, until:
  previous_until         INTEGER,
  secret_at              INTEGER NOT NULL,           -- when the secret was made
  failures               INTEGER NOT NULL DEFAULT 0, -- tries in a row that failed
  failing_since          INTEGER,                    -- the first of them
  hold_until             INTEGER NOT NULL DEFAULT 0, -- nothing is sent before then: it does not answer
  succeeded_at           INTEGER,                    -- the latest delivery that arrived
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  version                INTEGER NOT NULL DEFAULT 1, -- the fence: who writes says which version was read
  CHECK (is_enabled = (disabled_reason IS NULL))
) STRICT;
CREATE INDEX event_endpoints_by_user ON event_endpoints (user_id, created_at, id);
CREATE INDEX event_endpoints_enabled ON event_endpoints (user_id) WHERE is_enabled = 1;

-- What happened, whether or not anybody was told: it can be replayed.
CREATE TABLE events (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  type       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  data       TEXT NOT NULL                           -- JSON
) STRICT;
CREATE INDEX events_by_user ON events (user_id, created_at, id);
CREATE INDEX events_by_age ON events (created_at);

-- One event on its way to one endpoint.
CREATE TABLE event_deliveries (
  id           TEXT PRIMARY KEY,
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  endpoint_id  TEXT NOT NULL REFERENCES event_endpoints (id) ON DELETE CASCADE,
  event_id     TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  event_type   TEXT NOT NULL,
  cause        TEXT NOT NULL CHECK (cause IN ('event', 'replay', 'test')),
  created_at   INTEGER NOT NULL,
  status       TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  tries        INTEGER NOT NULL DEFAULT 0,
  next_at      INTEGER,                              -- the next try; NULL: none
  finished_at  INTEGER,
  http_status  INTEGER,                              -- of the latest answer; NULL: none
  latency_ms   INTEGER,
  error        TEXT                                  -- why the latest try failed
) STRICT;
-- Whatever is repeated, an event goes to an endpoint once by itself.
CREATE UNIQUE INDEX event_deliveries_once ON event_deliveries (endpoint_id, event_id) WHERE cause = 'event';
CREATE INDEX event_deliveries_by_endpoint ON event_deliveries (endpoint_id, created_at, id);
CREATE INDEX event_deliveries_by_event ON event_deliveries (event_id);
CREATE INDEX event_deliveries_by_user ON event_deliveries (user_id, created_at, id);
CREATE INDEX event_deliveries_by_status ON event_deliveries (user_id, status, created_at, id);
CREATE INDEX event_deliveries_pending ON event_deliveries (endpoint_id) WHERE status = 'pending';

-- Every try of a delivery.
CREATE TABLE event_delivery_tries (
  delivery_id TEXT NOT NULL REFERENCES event_deliveries (id) ON DELETE CASCADE,
  number      INTEGER NOT NULL,                      -- from 1
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at          INTEGER NOT NULL,
  http_status INTEGER,                               -- NULL: no answer
  latency_ms  INTEGER NOT NULL,
  body        TEXT,                                  -- the beginning of the answer
  error       TEXT,                                  -- NULL: it arrived
  PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_delivery_tries_by_user ON event_delivery_tries (user_id);
