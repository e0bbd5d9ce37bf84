//! Periodic work. Every piece is bounded, and safe to run twice or to be cut off: the next run goes on where it ended.

use pinewire_domain::time::Timestamp;
use pinewire_shared::{Cx, Result, jobs, log};

use crate::{expiry, reconcile};

/// The schedules of wrangler.toml.
const EVERY_MINUTE: &str = "* * * * *";
const EVERY_NIGHT: &str = "41 2 * * *";

/// When a tick was due.
pub(crate) fn due(event: &worker::ScheduledEvent) -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "epoch milliseconds are far below 2⁵³"
    )]
    Timestamp::from_millis(event.schedule() as i64)
}

/// Runs what is due by this schedule. `at` is when it was due, which the work goes by.
pub(crate) async fn run(cx: &Cx, cron: &str, at: Timestamp) {
    let result = match cron {
        EVERY_MINUTE => each_minute(cx, at).await,
        EVERY_NIGHT => reconcile::start_all(cx).await,
        _ => {
            log::error("cron", &format!("nothing is scheduled at {cron:?}"));
            Ok(())
        }
    };
    if let Err(error) = result {
        log::error("cron_failed", &format!("{cron}: {error}"));
    }
    jobs::send_pending(cx).await;
}

/// One sweep that fails must not keep the others from their work.
async fn each_minute(cx: &Cx, at: Timestamp) -> Result<()> {
    let recorded = expiry::record(cx, at).await;
    let noticed = expiry::notify(cx, at).await;
    let verified = expiry::verify(cx, at).await;
    recorded.and(noticed).and(verified)
}
