-- Statistics, kept up to date by the database itself: whatever changes a signal, in whatever transaction, changes its
-- totals in that transaction. `scope` is 'all' (key ''), 'ticker' or 'strategy'. Deleted signals do not count.
--
-- Profit and loss are integers (millionths), so that sums are exact.

CREATE TABLE signal_stats (
  user_id             TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  scope               TEXT NOT NULL CHECK (scope IN ('all', 'ticker', 'strategy')),
  key                 TEXT NOT NULL,
  total               INTEGER NOT NULL DEFAULT 0,
  wins                INTEGER NOT NULL DEFAULT 0,
  losses              INTEGER NOT NULL DEFAULT 0,
  breakevens          INTEGER NOT NULL DEFAULT 0,
  skipped             INTEGER NOT NULL DEFAULT 0,
  priced              INTEGER NOT NULL DEFAULT 0, -- closed signals that have a profit or loss
  gross_profit_micros INTEGER NOT NULL DEFAULT 0,
  gross_loss_micros   INTEGER NOT NULL DEFAULT 0, -- as a positive number
  PRIMARY KEY (user_id, scope, key)
) STRICT, WITHOUT ROWID;

CREATE VIEW signal_stat_keys AS
  SELECT id AS signal_id, 'all' AS scope, '' AS key FROM signals
  UNION ALL SELECT id, 'ticker', ticker FROM signals
  UNION ALL SELECT id, 'strategy', strategy FROM signals WHERE strategy IS NOT NULL;

-- A signal is stored before its result is known, so that an alert that comes in costs no more than its totals.
CREATE TRIGGER signals_are_stored_pending BEFORE INSERT ON signals WHEN NEW.result <> 'pending' OR NEW.deleted_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'store a signal pending, then set its result'); END;

CREATE TRIGGER signal_stats_after_insert AFTER INSERT ON signals
BEGIN
  INSERT INTO signal_stats (user_id, scope, key, total)
  SELECT NEW.user_id, column1, column2, 1
  FROM (VALUES ('all', ''), ('ticker', NEW.ticker), ('strategy', NEW.strategy)) WHERE column2 IS NOT NULL
  ON CONFLICT (user_id, scope, key) DO UPDATE SET total = total + 1;
END;

-- Ticker and strategy of a stored signal never change, so an update only moves the counts of its own keys.
CREATE TRIGGER signal_stats_after_update AFTER UPDATE OF result, profit_loss_micros, deleted_at ON signals
BEGIN
  UPDATE signal_stats SET
    total = total + (NEW.deleted_at IS NULL) - (OLD.deleted_at IS NULL),
    wins = wins + (NEW.deleted_at IS NULL AND NEW.result = 'win') - (OLD.deleted_at IS NULL AND OLD.result = 'win'),
    losses = losses + (NEW.deleted_at IS NULL AND NEW.result = 'loss') - (OLD.deleted_at IS NULL AND OLD.result = 'loss'),
    breakevens = breakevens + (NEW.deleted_at IS NULL AND NEW.result = 'breakeven') - (OLD.deleted_at IS NULL AND OLD.result = 'breakeven'),
    skipped = skipped + (NEW.deleted_at IS NULL AND NEW.result = 'skip') - (OLD.deleted_at IS NULL AND OLD.result = 'skip'),
    priced = priced
      + (NEW.deleted_at IS NULL AND NEW.result IN ('win', 'loss', 'breakeven') AND NEW.profit_loss_micros IS NOT NULL)
      - (OLD.deleted_at IS NULL AND OLD.result IN ('win', 'loss', 'breakeven') AND OLD.profit_loss_micros IS NOT NULL),
    gross_profit_micros = gross_profit_micros
      + iif(NEW.deleted_at IS NULL AND NEW.result IN ('win', 'loss', 'breakeven'), max(coalesce(NEW.profit_loss_micros, 0), 0), 0)
      - iif(OLD.deleted_at IS NULL AND OLD.result IN ('win', 'loss', 'breakeven'), max(coalesce(OLD.profit_loss_micros, 0), 0), 0),
    gross_loss_micros = gross_loss_micros
      + iif(NEW.deleted_at IS NULL AND NEW.result IN ('win', 'loss', 'breakeven'), max(-coalesce(NEW.profit_loss_micros, 0), 0), 0)
      - iif(OLD.deleted_at IS NULL AND OLD.result IN ('win', 'loss', 'breakeven'), max(-coalesce(OLD.profit_loss_micros, 0), 0), 0)
  WHERE user_id = NEW.user_id
    AND ((scope = 'all' AND key = '')
      OR (scope = 'ticker' AND key = NEW.ticker)
      OR (scope = 'strategy' AND key = NEW.strategy));
END;

-- A purge removes only signals that are deleted already, so their counts are gone before the row is.
CREATE TRIGGER signals_are_purged_only_when_deleted BEFORE DELETE ON signals
WHEN OLD.deleted_at IS NULL AND EXISTS (SELECT 1 FROM users WHERE id = OLD.user_id)
BEGIN SELECT RAISE(ABORT, 'delete a signal by setting deleted_at first'); END;
