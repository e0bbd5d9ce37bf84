-- What follows from a stored alert is written by the database itself: the accept path has two statements fewer, and
-- nothing can store a signal without it.

-- The job of a signal's first screenshot has the signal's own identifier: both carry the same time and random bits.
CREATE TRIGGER signals_enqueue_screenshot AFTER INSERT ON signals WHEN NEW.screenshot_status = 'pending'
BEGIN
  INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
  VALUES ('job_' || substr(NEW.id, 5), 'screenshots', 'screenshot:' || NEW.id || ':1', NEW.user_id,
          json_object('signal_id', NEW.id), NEW.created_at, NEW.created_at);
END;

-- For /health/metrics. The counters outlive the users whose usage they were counted by.
CREATE TRIGGER signal_usage_counted_first AFTER INSERT ON signal_usage WHEN NEW.accepted > 0 OR NEW.duplicates > 0
BEGIN
  INSERT INTO metric_counters (name, value) SELECT 'alerts_accepted_total', NEW.accepted WHERE NEW.accepted > 0
  ON CONFLICT (name, labels) DO UPDATE SET value = value + excluded.value;
  INSERT INTO metric_counters (name, value) SELECT 'alerts_duplicate_total', NEW.duplicates WHERE NEW.duplicates > 0
  ON CONFLICT (name, labels) DO UPDATE SET value = value + excluded.value;
END;
CREATE TRIGGER signal_usage_counted_accepted AFTER UPDATE OF accepted ON signal_usage WHEN NEW.accepted > OLD.accepted
BEGIN
  INSERT INTO metric_counters (name, value) VALUES ('alerts_accepted_total', NEW.accepted - OLD.accepted)
  ON CONFLICT (name, labels) DO UPDATE SET value = value + excluded.value;
END;
CREATE TRIGGER signal_usage_counted_duplicates AFTER UPDATE OF duplicates ON signal_usage
WHEN NEW.duplicates > OLD.duplicates
BEGIN
  INSERT INTO metric_counters (name, value) VALUES ('alerts_duplicate_total', NEW.duplicates - OLD.duplicates)
  ON CONFLICT (name, labels) DO UPDATE SET value = value + excluded.value;
END;
