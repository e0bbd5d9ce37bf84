//! The SQL of signals. The list has one statement for each index that can drive it; [`super::filter`] picks.

use pinewire_shared::sql;

/// The columns of [`super::row::Row`].
macro_rules! signal_columns {
    () => {
        "s.id, s.created_at, s.updated_at, s.deleted_at, s.source, s.ticker, s.exchange, s.timeframe, s.price, s.action,
         s.direction, s.signal_type, s.indicator, s.strategy, s.message, s.chart_id, s.alert_at, s.parameters,
         s.screenshot_status, s.screenshot_key, s.screenshot_error, s.result, s.entry_price, s.exit_price,
         s.profit_loss_micros, s.profit_loss_percent_e4, s.notes, s.result_at, s.version,
         coalesce(d.duplicates, 0) AS duplicates"
    };
}

/// How often a signal's alert came again while its key was remembered.
macro_rules! with_duplicates {
    () => {
        "LEFT JOIN alert_dedupe AS d ON d.user_id = s.user_id AND d.dedupe_key = s.dedupe_key AND d.signal_id = s.id"
    };
}

/// The newest first, before the cursor (?2, ?3), created from ?4 to ?5; at most ?12 rows after ?13 skipped ones.
/// The named index finds what `$driver` asks for, in order; the other filters (?6 to ?11, NULL: any) are checked row by
/// row. Left to itself the planner takes the times for the better clue.
macro_rules! list {
    ($index:literal $(, $driver:literal)?) => {
        concat!(
            "SELECT ", signal_columns!(), " FROM signals AS s INDEXED BY ", $index, " ", with_duplicates!(), "
            WHERE s.user_id = ?1", $(" AND ", $driver,)? "
              AND (s.created_at, s.id) < (?2, ?3) AND s.created_at >= ?4 AND s.created_at <= ?5
              AND (?6 IS NULL OR s.ticker = ?6) AND (?7 IS NULL OR s.exchange = ?7)
              AND (?8 IS NULL OR s.strategy = ?8) AND (?9 IS NULL OR s.result = ?9)
              AND (?10 IS NULL OR s.direction = ?10) AND (?11 IS NULL OR s.screenshot_status = ?11)
              AND s.deleted_at IS NULL
            ORDER BY s.created_at DESC, s.id DESC LIMIT ?12 OFFSET ?13"
        )
    };
}

sql! {
    tenant LIST = list!("signals_by_user");
    tenant LIST_OF_TICKER = list!("signals_by_user_ticker", "s.ticker = ?6");
    tenant LIST_OF_STRATEGY = list!("signals_by_user_strategy", "s.strategy = ?8");
    tenant LIST_OF_RESULT = list!("signals_by_user_result", "s.result = ?9");

    /// One signal, deleted or not.
    tenant GET = concat!("SELECT ", signal_columns!(), " FROM signals AS s ", with_duplicates!(), " WHERE s.user_id = ?1 AND s.id = ?2");
    /// What only the detail shows.
    tenant GET_REQUEST = "SELECT extra, content_type, raw_body, source_ip FROM signals WHERE user_id = ?1 AND id = ?2";
    /// What happened to it after it was stored; the latest 500.
    tenant GET_EVENTS = "SELECT at, kind, detail FROM signal_events WHERE signal_id = ?2 AND user_id = ?1
        ORDER BY at DESC, id DESC LIMIT 500";
    /// Until when someone watches the live stream.
    tenant LIVE_UNTIL = "SELECT live_until FROM signal_configs WHERE user_id = ?1";

    /// Event ?3 of kind ?5 at ?4, if the signal is still at version ?7. It comes before the change, which has the same
    /// condition: both happen or neither.
    tenant NOTE_OUTCOME = "INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
        SELECT ?3, id, user_id, ?4, ?5, ?6 FROM signals
        WHERE user_id = ?1 AND id = ?2 AND version = ?7 AND deleted_at IS NULL";
    tenant SET_OUTCOME = "UPDATE signals SET version = version + 1, updated_at = ?4, result = ?5, entry_price = ?6,
          exit_price = ?7, profit_loss_micros = ?8, profit_loss_percent_e4 = ?9, notes = ?10, result_at = ?11
        WHERE user_id = ?1 AND id = ?2 AND version = ?3 AND deleted_at IS NULL
        RETURNING id";

    tenant NOTE_DELETED = "INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
        SELECT ?3, id, user_id, ?4, ?5, '{}' FROM signals WHERE user_id = ?1 AND id = ?2 AND deleted_at IS NULL";
    tenant DELETE = "UPDATE signals SET deleted_at = ?3, updated_at = ?3, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND deleted_at IS NULL RETURNING id";
    tenant NOTE_RESTORED = "INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
        SELECT ?3, id, user_id, ?4, ?5, '{}' FROM signals WHERE user_id = ?1 AND id = ?2 AND deleted_at > ?4 - 2592000000";
    /// For 30 days ([`RESTORABLE_MS`](pinewire_domain::signal::RESTORABLE_MS)): of older ones the picture may be gone.
    tenant RESTORE = "UPDATE signals SET deleted_at = NULL, updated_at = ?3, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND deleted_at > ?3 - 2592000000 RETURNING id";

    /// Replays: ?2 is a JSON array of {signal, event, job} ids. A screenshot that is on its way is left alone.
    tenant NOTE_REPLAY = "INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
        SELECT wanted.value ->> 'event', s.id, s.user_id, ?3, ?4, '{}'
        FROM json_each(?2) AS wanted JOIN signals AS s ON s.id = wanted.value ->> 'signal' AND s.user_id = ?1
        WHERE s.deleted_at IS NULL AND s.screenshot_status IN ('none', 'completed', 'failed')";
    /// The first job of a signal has the number 1, its first replay 2: the event of this replay is counted already.
    tenant ENQUEUE_REPLAY = "INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
        SELECT wanted.value ->> 'job', ?4,
          'screenshot:' || s.id || ':' || (1 + (SELECT count(*) FROM signal_events AS e
            WHERE e.signal_id = s.id AND e.kind = ?5)),
          s.user_id, json_object('signal_id', s.id), ?3, ?3
        FROM json_each(?2) AS wanted JOIN signals AS s ON s.id = wanted.value ->> 'signal' AND s.user_id = ?1
        WHERE s.deleted_at IS NULL AND s.screenshot_status IN ('none', 'completed', 'failed')
        ON CONFLICT (idempotency_key) DO NOTHING";
    tenant REPLAY = "UPDATE signals SET screenshot_status = 'pending', screenshot_error = NULL, updated_at = ?3
        WHERE user_id = ?1 AND id IN (SELECT value ->> 'signal' FROM json_each(?2))
          AND deleted_at IS NULL AND screenshot_status IN ('none', 'completed', 'failed')
        RETURNING id";

    /// Whose picture it is. Not by tenant: a signed link proves the right to it without a sign-in.
    system PICTURE = "SELECT user_id, screenshot_key, screenshot_status FROM signals WHERE id = ?1 AND deleted_at IS NULL";
}
