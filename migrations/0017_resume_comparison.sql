-- A comparison of the books with TradingView that dead cookies ended goes on when the seller has reconnected: the latest one
-- only, with the scripts that were not judged yet, each list from its beginning.

CREATE INDEX reconciliations_cut_off ON reconciliations (user_id, created_at) WHERE failure = 'session_dead';

CREATE TRIGGER tv_connections_resume_comparison AFTER UPDATE OF status ON tv_connections
WHEN OLD.status IN ('dead', 'disconnected') AND NEW.status IN ('connected', 'warning')
  AND NOT EXISTS (SELECT 1 FROM reconciliations WHERE user_id = NEW.user_id AND status = 'running')
BEGIN
  UPDATE reconciliation_scripts SET status = 'pending', pages = 0, listed_from = NULL, tries = 0
  WHERE status = 'listing' AND run_id IN (
    SELECT id FROM reconciliations WHERE user_id = NEW.user_id AND status = 'failed' AND failure = 'session_dead'
      AND created_at = (SELECT max(created_at) FROM reconciliations WHERE user_id = NEW.user_id));
  UPDATE reconciliations SET status = 'running', failure = NULL, finished_at = NULL, version = version + 1
  WHERE user_id = NEW.user_id AND status = 'failed' AND failure = 'session_dead'
    AND created_at = (SELECT max(created_at) FROM reconciliations WHERE user_id = NEW.user_id);
  -- Slices are numbered from nought; this one is numbered by the run's steps, which none was.
  INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
  SELECT 'job_' || substr(id, 5), 'reconciliation', 'reconcile:' || id || ':resumed:' || version, user_id,
         json_object('user_id', user_id, 'run_id', id, 'slice', 1000000 + version), NEW.connected_at, NEW.connected_at
  FROM reconciliations WHERE user_id = NEW.user_id AND status = 'running'
  ON CONFLICT DO NOTHING;
END;
