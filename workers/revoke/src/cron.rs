//! Periodic work. Every piece is bounded, and safe to run twice or to be cut off: the next run goes on where it ended.

use pinewire_domain::time::Timestamp;
use pinewire_shared::{Cx, jobs, log};

use crate::expiry;

/// When a tick was due.
pub(crate) fn due(event: &worker::ScheduledEvent) -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "epoch milliseconds are far below 2⁵³"
    )]
    Timestamp::from_millis(event.schedule() as i64)
}

/// What each minute asks for. `at` is when it was due, which the work goes by. One sweep that fails must not keep the
/// others from their work.
pub(crate) async fn each_minute(cx: &Cx, at: Timestamp) {
    let swept = [
        ("recording", expiry::record(cx, at).await),
        ("telling", expiry::notify(cx, at).await),
        ("verifying", expiry::verify(cx, at).await),
    ];
    for (work, result) in swept {
        if let Err(error) = result {
            log::error("cron_failed", &format!("{work}: {error}"));
        }
    }
    jobs::send_pending(cx).await;
}
