//! Screenshots that nobody is going to take: their job is gone without a result. That should not happen, so it is told
//! to the user and to the log instead of being tried for ever.

use pinewire_domain::{screenshot::ScreenshotFailure, time::Timestamp};
use pinewire_shared::{Cx, Result, log, params, sql};
use serde_json::json;

/// Longer than any screenshot is on its way without a trace in `jobs`.
const PATIENCE_MS: i64 = 30 * 60 * 1000;
const AT_ONCE: u32 = 100;

sql! {
    /// ?1 the sentence for the user, ?2 now, ?3 how old it must be.
    system GIVE_UP = "UPDATE signals SET screenshot_status = 'failed', screenshot_error = ?1, updated_at = ?2
        WHERE id IN (
          SELECT s.id FROM signals AS s
          WHERE s.screenshot_status IN ('pending', 'processing') AND s.updated_at < ?3
            AND NOT EXISTS (SELECT 1 FROM jobs AS j
                            WHERE j.topic = 'screenshots' AND j.payload ->> 'signal_id' = s.id)
          LIMIT ?4)";
}

pub(super) async fn give_up(cx: &Cx, at: Timestamp) -> Result<()> {
    let reason = ScreenshotFailure::Stuck.reason();
    let params = params![reason, at, at.plus_millis(-PATIENCE_MS), AT_ONCE];
    let given_up = cx.db()?.system().run(&GIVE_UP, params).await?;
    if given_up > 0 {
        log::warn(cx, "screenshots_stuck", json!({ "given_up": given_up }));
    }
    Ok(())
}
