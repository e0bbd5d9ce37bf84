-- Alerts that become orders: which strategy's alerts, at which account, by which rules; and what became of each alert.

CREATE TABLE alert_bindings (
  id                  TEXT PRIMARY KEY,
  user_id             TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  account_id          TEXT NOT NULL REFERENCES broker_accounts (id) ON DELETE CASCADE,
  name                TEXT NOT NULL,
  strategy            TEXT,                          -- whose alerts; NULL: all
  symbol              TEXT,                          -- our name of the only one that is traded; NULL: any
  sizing              TEXT NOT NULL CHECK (sizing IN ('quantity', 'notional', 'percent_of_equity', 'percent_at_risk')),
  size                TEXT NOT NULL,
  directions          TEXT NOT NULL CHECK (directions IN ('long', 'short', 'both')),
  one_position        INTEGER NOT NULL CHECK (one_position IN (0, 1)),
  max_age_seconds     INTEGER NOT NULL CHECK (max_age_seconds > 0),
  dry_run             INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
  approval            TEXT NOT NULL CHECK (approval IN ('manual', 'automatic')),
  stop_loss_percent   TEXT,
  take_profit_percent TEXT,
  is_enabled          INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  version             INTEGER NOT NULL DEFAULT 1     -- the fence: who writes says which version was read
) STRICT;
CREATE INDEX alert_bindings_by_user ON alert_bindings (user_id, created_at, id);
CREATE INDEX alert_bindings_active ON alert_bindings (user_id, strategy) WHERE is_enabled = 1;
CREATE INDEX alert_bindings_by_account ON alert_bindings (account_id);

-- One row for each alert and binding: there is no second order for the same pair. It outlives both.
CREATE TABLE alert_orders (
  id          TEXT PRIMARY KEY,
  user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  signal_id   TEXT NOT NULL,
  binding_id  TEXT NOT NULL,
  account_id  TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  status      TEXT NOT NULL CHECK (status IN
    ('skipped', 'dry_run', 'proposed', 'rejected', 'expired', 'sending', 'placed', 'refused', 'failed')),
  reason      TEXT,                                  -- the code of why it is no order
  detail      TEXT,                                  -- the same in a sentence
  action      TEXT CHECK (action IN ('place', 'close', 'reverse', 'cancel')),
  symbol      TEXT,
  side        TEXT,
  quantity    TEXT,
  price       TEXT,                                  -- what a unit traded at when it was worked out
  stop_loss   TEXT,
  take_profit TEXT,
  order_id    TEXT,                                  -- the order that it became
  commands    TEXT,                                  -- JSON: what is sent to the sequencer, the same at every try
  expires_at  INTEGER,                               -- until then it can be approved
  UNIQUE (signal_id, binding_id)
) STRICT;
CREATE INDEX alert_orders_by_user ON alert_orders (user_id, created_at, id);
CREATE INDEX alert_orders_by_status ON alert_orders (user_id, status, created_at, id);
CREATE INDEX alert_orders_by_binding ON alert_orders (user_id, binding_id, created_at, id);

-- The job is committed with the signal, and only where a binding wants it. Its identifier has the signal's time.
CREATE TRIGGER signals_enqueue_orders AFTER INSERT ON signals
WHEN EXISTS (SELECT 1 FROM alert_bindings b WHERE b.user_id = NEW.user_id AND b.is_enabled = 1
  AND (b.strategy IS NULL OR b.strategy = NEW.strategy))
BEGIN
  INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
  VALUES ('job_' || substr(NEW.id, 5, 10) || hex(randomblob(8)), 'alert-orders', 'alert-orders:' || NEW.id, NEW.user_id,
          json_object('signal_id', NEW.id), NEW.created_at, NEW.created_at);
END;
-- Alerts become orders in their order: a consumer looks for earlier ones of the user.
CREATE INDEX jobs_of_alert_orders ON jobs (user_id, created_at, id) WHERE topic = 'alert-orders';

-- The signal's timeline tells what became of it. Signals may be gone when their orders are not.
CREATE TRIGGER alert_orders_told_first AFTER INSERT ON alert_orders
WHEN NEW.status <> 'sending' AND EXISTS (SELECT 1 FROM signals WHERE id = NEW.signal_id)
BEGIN
  INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
  VALUES ('evt_' || substr(NEW.id, 5, 10) || hex(randomblob(8)), NEW.signal_id, NEW.user_id, NEW.updated_at,
          'order_' || NEW.status,
          json_object('alert_order_id', NEW.id, 'binding_id', NEW.binding_id, 'action', NEW.action, 'symbol', NEW.symbol,
            'side', NEW.side, 'quantity', NEW.quantity, 'reason', NEW.reason, 'detail', NEW.detail));
END;
CREATE TRIGGER alert_orders_told AFTER UPDATE OF status ON alert_orders
WHEN NEW.status <> OLD.status AND NEW.status <> 'sending' AND EXISTS (SELECT 1 FROM signals WHERE id = NEW.signal_id)
BEGIN
  INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
  VALUES ('evt_' || substr(NEW.id, 5, 10) || hex(randomblob(8)), NEW.signal_id, NEW.user_id, NEW.updated_at,
          'order_' || NEW.status,
          json_object('alert_order_id', NEW.id, 'binding_id', NEW.binding_id, 'action', NEW.action, 'symbol', NEW.symbol,
            'side', NEW.side, 'quantity', NEW.quantity, 'order_id', NEW.order_id, 'reason', NEW.reason,
            'detail', NEW.detail));
END;

-- What becomes of its order, and each fill, once: projections may be written again.
CREATE TRIGGER orders_told AFTER UPDATE OF status ON orders
WHEN NEW.status <> OLD.status AND NEW.signal_id IS NOT NULL AND EXISTS (SELECT 1 FROM signals WHERE id = NEW.signal_id)
BEGIN
  INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
  VALUES ('evt_' || substr(NEW.id, 5, 10) || hex(randomblob(8)), NEW.signal_id, NEW.user_id, NEW.updated_at, 'order_status',
          json_object('order_id', NEW.id, 'symbol', NEW.symbol, 'side', NEW.side, 'status', NEW.status,
            'filled_quantity', NEW.filled_quantity, 'average_price', NEW.average_price));
END;
CREATE TRIGGER executions_told AFTER INSERT ON executions
WHEN EXISTS (SELECT 1 FROM orders o JOIN signals s ON s.id = o.signal_id WHERE o.id = NEW.order_id)
BEGIN
  INSERT OR IGNORE INTO signal_events (id, signal_id, user_id, at, kind, detail)
  SELECT 'evt_' || substr(NEW.id, 5), o.signal_id, NEW.user_id, NEW.at, 'order_filled',
         json_object('order_id', NEW.order_id, 'execution_id', NEW.id, 'symbol', NEW.symbol, 'side', NEW.side,
           'quantity', NEW.quantity, 'price', NEW.price)
  FROM orders o WHERE o.id = NEW.order_id;
END;
