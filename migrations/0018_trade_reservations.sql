-- Trades of plans that include only so many, from just before an account's sequencer decides on a command until what became
-- of it is in `orders`: of two accounts of a user, only one can take the last trade.

CREATE TABLE trade_reservations (
  account_id TEXT NOT NULL REFERENCES broker_accounts (id) ON DELETE CASCADE,
  key        TEXT NOT NULL,               -- of the command
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  until      INTEGER NOT NULL,            -- from then on it does not count, whoever forgot to release it
  PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX trade_reservations_by_user ON trade_reservations (user_id, until);
