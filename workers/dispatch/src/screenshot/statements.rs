//! The SQL of screenshots. What changes something does so only while the attempt at work still holds its job, told by
//! the job's id and number of attempts (the *fence*), so that an attempt that was taken for dead changes nothing.

use pinewire_shared::sql;

macro_rules! fence {
    ($job:literal, $attempts:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM jobs WHERE id = ",
            $job,
            " AND attempts = ",
            $attempts,
            ")"
        )
    };
}

sql! {
    /// ?2 signal, ?3 job, ?4 attempts, ?5 now. A screenshot that is over already is left alone.
    tenant START = concat!("UPDATE signals SET screenshot_status = 'processing', updated_at = ?5
        WHERE user_id = ?1 AND id = ?2 AND deleted_at IS NULL AND screenshot_status IN ('pending', 'processing')
          AND ", fence!("?3", "?4"), " RETURNING id");
    tenant SUBJECT = "SELECT s.id, s.user_id, s.ticker, s.exchange, s.timeframe, s.chart_id, c.default_chart_id,
          c.screenshot_resolution, c.timezone, c.sessionid_sealed, c.sessionid_sign_sealed, c.cookies_set_at
        FROM signals AS s JOIN signal_configs AS c ON c.user_id = s.user_id
        WHERE s.user_id = ?1 AND s.id = ?2 AND s.screenshot_status = 'processing'";
    /// ?2 signal, ?3 job, ?4 attempts, ?5 event, ?6 now, ?7 kind, ?8 detail.
    tenant NOTE = concat!("INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
        SELECT ?5, id, user_id, ?6, ?7, ?8 FROM signals
        WHERE user_id = ?1 AND id = ?2 AND screenshot_status = 'processing' AND ", fence!("?3", "?4"));
    /// ?2 signal, ?3 job, ?4 attempts, ?5 now, ?6 the state that follows, ?7 why it failed; completed: ?8 the object's key.
    tenant END = concat!("UPDATE signals SET screenshot_status = ?6, screenshot_error = ?7, updated_at = ?5,
          screenshot_key = coalesce(?8, screenshot_key), screenshot_at = iif(?8 IS NULL, screenshot_at, ?5)
        WHERE user_id = ?1 AND id = ?2 AND screenshot_status = 'processing' AND ", fence!("?3", "?4"));
    /// Whether the signal is still there. ?2 signal.
    tenant EXISTS = "SELECT id FROM signals WHERE user_id = ?1 AND id = ?2";
    /// ?2 whether they are valid, ?3 now, ?4 when the cookies that were tried had been set: newer ones are untried.
    tenant JUDGE_COOKIES = "UPDATE signal_configs SET cookies_valid = ?2, cookies_checked_at = ?3
        WHERE user_id = ?1 AND cookies_set_at = ?4";
}
