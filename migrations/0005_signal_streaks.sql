-- Streaks and days, kept up to date by the database itself, like the totals of 0004: whatever changes a signal's
-- result, in whatever transaction and anywhere in the order of time, changes them in that transaction.

CREATE INDEX signals_by_user_strategy ON signals (user_id, strategy, created_at, id) WHERE strategy IS NOT NULL;

-- The decided signals (won or lost, not deleted) in the order of their creation, once for each of their keys in
-- signal_stats. Pending, skipped and breakeven signals are passed over: they neither extend a streak nor end one.
CREATE TABLE signal_outcomes (
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  scope     TEXT NOT NULL CHECK (scope IN ('all', 'ticker', 'strategy')),
  key       TEXT NOT NULL,
  at        INTEGER NOT NULL,        -- the signal's created_at
  signal_id TEXT NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('win', 'loss')),
  PRIMARY KEY (user_id, scope, key, at, signal_id)
) STRICT, WITHOUT ROWID;

-- The longest possible runs of equal outcomes. Within one key they alternate in kind and do not overlap. The last one
-- is the current streak, the longest of a kind is found by its index. A change touches at most three runs.
CREATE TABLE signal_streaks (
  user_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  scope    TEXT NOT NULL,
  key      TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  first_id TEXT NOT NULL,
  last_at  INTEGER NOT NULL,
  last_id  TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('win', 'loss')),
  length   INTEGER NOT NULL CHECK (length > 0),
  PRIMARY KEY (user_id, scope, key, first_at, first_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX signal_streaks_by_length ON signal_streaks (user_id, scope, key, kind, length);

CREATE TRIGGER signal_streaks_after_outcome AFTER INSERT ON signal_outcomes
BEGIN
  -- Inside a run of the other kind: its part behind the new outcome becomes a run of its own, …
  INSERT INTO signal_streaks (user_id, scope, key, first_at, first_id, last_at, last_id, kind, length)
  SELECT NEW.user_id, NEW.scope, NEW.key, next.at, next.signal_id, run.last_at, run.last_id, run.kind,
         (SELECT count(*) FROM signal_outcomes
          WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
            AND (at, signal_id) > (NEW.at, NEW.signal_id) AND (at, signal_id) <= (run.last_at, run.last_id))
  FROM (SELECT last_at, last_id, kind FROM signal_streaks
        WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
          AND (first_at, first_id) < (NEW.at, NEW.signal_id)
        ORDER BY first_at DESC, first_id DESC LIMIT 1) AS run
  CROSS JOIN (SELECT at, signal_id FROM signal_outcomes
              WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
                AND (at, signal_id) > (NEW.at, NEW.signal_id)
              ORDER BY at, signal_id LIMIT 1) AS next
  WHERE run.kind <> NEW.kind AND (run.last_at, run.last_id) > (NEW.at, NEW.signal_id);
  -- … and the run ends before it.
  UPDATE signal_streaks SET
    (last_at, last_id) = (
      SELECT at, signal_id FROM signal_outcomes
      WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
        AND (at, signal_id) < (NEW.at, NEW.signal_id)
      ORDER BY at DESC, signal_id DESC LIMIT 1),
    length = length - (
      SELECT behind.length FROM signal_streaks AS behind
      WHERE behind.user_id = NEW.user_id AND behind.scope = NEW.scope AND behind.key = NEW.key
        AND (behind.first_at, behind.first_id) > (NEW.at, NEW.signal_id)
      ORDER BY behind.first_at, behind.first_id LIMIT 1)
  WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
    AND (first_at, first_id) = (
      SELECT first_at, first_id FROM signal_streaks
      WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
        AND (first_at, first_id) < (NEW.at, NEW.signal_id)
      ORDER BY first_at DESC, first_id DESC LIMIT 1)
    AND kind <> NEW.kind AND (last_at, last_id) > (NEW.at, NEW.signal_id);
  -- The run before it, or around it, is of its kind; …
  UPDATE signal_streaks SET
    length = length + 1,
    last_at = iif((last_at, last_id) < (NEW.at, NEW.signal_id), NEW.at, last_at),
    last_id = iif((last_at, last_id) < (NEW.at, NEW.signal_id), NEW.signal_id, last_id)
  WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
    AND (first_at, first_id) = (
      SELECT first_at, first_id FROM signal_streaks
      WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
        AND (first_at, first_id) < (NEW.at, NEW.signal_id)
      ORDER BY first_at DESC, first_id DESC LIMIT 1)
    AND kind = NEW.kind;
  -- … or else the one behind it; …
  UPDATE signal_streaks SET length = length + 1, first_at = NEW.at, first_id = NEW.signal_id
  WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
    AND (first_at, first_id) = (
      SELECT first_at, first_id FROM signal_streaks
      WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
        AND (first_at, first_id) > (NEW.at, NEW.signal_id)
      ORDER BY first_at, first_id LIMIT 1)
    AND kind = NEW.kind;
  -- … or it begins a run.
  INSERT INTO signal_streaks (user_id, scope, key, first_at, first_id, last_at, last_id, kind, length)
  SELECT NEW.user_id, NEW.scope, NEW.key, NEW.at, NEW.signal_id, NEW.at, NEW.signal_id, NEW.kind, 1
  WHERE NOT EXISTS (
    SELECT 1 FROM (
      SELECT last_at, last_id FROM signal_streaks
      WHERE user_id = NEW.user_id AND scope = NEW.scope AND key = NEW.key
        AND (first_at, first_id) <= (NEW.at, NEW.signal_id)
      ORDER BY first_at DESC, first_id DESC LIMIT 1)
    WHERE (last_at, last_id) >= (NEW.at, NEW.signal_id));
END;

-- When a user goes, their rows go with them and need no care.
CREATE TRIGGER signal_streaks_after_outcome_removed AFTER DELETE ON signal_outcomes
WHEN EXISTS (SELECT 1 FROM users WHERE id = OLD.user_id)
BEGIN
  -- Its run is shorter by one, …
  UPDATE signal_streaks SET length = length - 1
  WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
    AND (first_at, first_id) = (
      SELECT first_at, first_id FROM signal_streaks
      WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
        AND (first_at, first_id) <= (OLD.at, OLD.signal_id)
      ORDER BY first_at DESC, first_id DESC LIMIT 1)
    AND length > 1;
  -- … begins with the next outcome, …
  UPDATE signal_streaks SET (first_at, first_id) = (
    SELECT at, signal_id FROM signal_outcomes
    WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
      AND (at, signal_id) > (OLD.at, OLD.signal_id)
    ORDER BY at, signal_id LIMIT 1)
  WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
    AND first_at = OLD.at AND first_id = OLD.signal_id AND last_id <> OLD.signal_id;
  -- … or ends with the one before, …
  UPDATE signal_streaks SET (last_at, last_id) = (
    SELECT at, signal_id FROM signal_outcomes
    WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
      AND (at, signal_id) < (OLD.at, OLD.signal_id)
    ORDER BY at DESC, signal_id DESC LIMIT 1)
  WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
    AND (first_at, first_id) = (
      SELECT first_at, first_id FROM signal_streaks
      WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
        AND (first_at, first_id) < (OLD.at, OLD.signal_id)
      ORDER BY first_at DESC, first_id DESC LIMIT 1)
    AND last_id = OLD.signal_id;
  -- … or it was the whole run: then the runs before and behind it, which are of one kind, become one.
  DELETE FROM signal_streaks
  WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
    AND first_at = OLD.at AND first_id = OLD.signal_id;
  UPDATE signal_streaks SET (last_at, last_id, length) = (
    SELECT behind.last_at, behind.last_id, signal_streaks.length + behind.length FROM signal_streaks AS behind
    WHERE behind.user_id = OLD.user_id AND behind.scope = OLD.scope AND behind.key = OLD.key
      AND (behind.first_at, behind.first_id) > (OLD.at, OLD.signal_id)
    ORDER BY behind.first_at, behind.first_id LIMIT 1)
  WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
    AND (first_at, first_id) = (
      SELECT first_at, first_id FROM signal_streaks
      WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
        AND (first_at, first_id) < (OLD.at, OLD.signal_id)
      ORDER BY first_at DESC, first_id DESC LIMIT 1)
    AND kind = (
      SELECT behind.kind FROM signal_streaks AS behind
      WHERE behind.user_id = OLD.user_id AND behind.scope = OLD.scope AND behind.key = OLD.key
        AND (behind.first_at, behind.first_id) > (OLD.at, OLD.signal_id)
      ORDER BY behind.first_at, behind.first_id LIMIT 1);
  DELETE FROM signal_streaks
  WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
    AND (first_at, first_id) = (
      SELECT first_at, first_id FROM signal_streaks
      WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
        AND (first_at, first_id) > (OLD.at, OLD.signal_id)
      ORDER BY first_at, first_id LIMIT 1)
    AND last_id = (
      SELECT last_id FROM signal_streaks
      WHERE user_id = OLD.user_id AND scope = OLD.scope AND key = OLD.key
        AND (first_at, first_id) < (OLD.at, OLD.signal_id)
      ORDER BY first_at DESC, first_id DESC LIMIT 1);
END;

CREATE TRIGGER signal_outcomes_after_update AFTER UPDATE OF result, deleted_at ON signals
WHEN iif(OLD.deleted_at IS NULL AND OLD.result IN ('win', 'loss'), OLD.result, '')
  <> iif(NEW.deleted_at IS NULL AND NEW.result IN ('win', 'loss'), NEW.result, '')
BEGIN
  DELETE FROM signal_outcomes
  WHERE user_id = NEW.user_id AND at = NEW.created_at AND signal_id = NEW.id
    AND ((scope = 'all' AND key = '')
      OR (scope = 'ticker' AND key = NEW.ticker)
      OR (scope = 'strategy' AND key = NEW.strategy));
  INSERT INTO signal_outcomes (user_id, scope, key, at, signal_id, kind)
  SELECT NEW.user_id, scope, key, NEW.created_at, NEW.id, NEW.result FROM signal_stat_keys
  WHERE signal_id = NEW.id AND NEW.deleted_at IS NULL AND NEW.result IN ('win', 'loss');
END;

-- A user's signals by the calendar day (UTC, in days since 1970) of their creation.
CREATE TABLE signal_days (
  user_id            TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  day                INTEGER NOT NULL,
  total              INTEGER NOT NULL DEFAULT 0,
  wins               INTEGER NOT NULL DEFAULT 0,
  losses             INTEGER NOT NULL DEFAULT 0,
  profit_loss_micros INTEGER NOT NULL DEFAULT 0, -- of closed signals
  PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER signal_days_after_insert AFTER INSERT ON signals
BEGIN
  INSERT INTO signal_days (user_id, day, total) VALUES (NEW.user_id, NEW.created_at / 86400000, 1)
  ON CONFLICT (user_id, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER signal_days_after_update AFTER UPDATE OF result, profit_loss_micros, deleted_at ON signals
BEGIN
  UPDATE signal_days SET
    total = total + (NEW.deleted_at IS NULL) - (OLD.deleted_at IS NULL),
    wins = wins + (NEW.deleted_at IS NULL AND NEW.result = 'win') - (OLD.deleted_at IS NULL AND OLD.result = 'win'),
    losses = losses + (NEW.deleted_at IS NULL AND NEW.result = 'loss') - (OLD.deleted_at IS NULL AND OLD.result = 'loss'),
    profit_loss_micros = profit_loss_micros
      + iif(NEW.deleted_at IS NULL AND NEW.result IN ('win', 'loss', 'breakeven'), coalesce(NEW.profit_loss_micros, 0), 0)
      - iif(OLD.deleted_at IS NULL AND OLD.result IN ('win', 'loss', 'breakeven'), coalesce(OLD.profit_loss_micros, 0), 0)
  WHERE user_id = NEW.user_id AND day = NEW.created_at / 86400000;
END;

-- What was there before.
INSERT INTO signal_outcomes (user_id, scope, key, at, signal_id, kind)
SELECT signals.user_id, keys.scope, keys.key, signals.created_at, signals.id, signals.result
FROM signals JOIN signal_stat_keys AS keys ON keys.signal_id = signals.id
WHERE signals.deleted_at IS NULL AND signals.result IN ('win', 'loss')
ORDER BY signals.created_at, signals.id;

INSERT INTO signal_days (user_id, day, total, wins, losses, profit_loss_micros)
SELECT user_id, created_at / 86400000, count(*), sum(result = 'win'), sum(result = 'loss'),
       sum(iif(result IN ('win', 'loss', 'breakeven'), coalesce(profit_loss_micros, 0), 0))
FROM signals WHERE deleted_at IS NULL GROUP BY user_id, created_at / 86400000;
