-- Erasing an account takes its rows along (ON DELETE CASCADE). Without these indexes that would read all of two tables
-- that grow with every user.

CREATE INDEX refresh_tokens_by_user ON refresh_tokens (user_id);
CREATE INDEX signal_events_by_user ON signal_events (user_id);
