//! Periodic work: what was left in the outbox each minute, what is too old each night, the new month. Every piece is
//! bounded, and safe to run twice or to be cut off: the next run goes on where it ended.

mod month;
mod outbox;
mod purge;
mod retention;

use pinewire_domain::time::Timestamp;
use pinewire_shared::{Cx, Result, log};

/// How many rows were removed, by what they were.
type Removed = serde_json::Map<String, serde_json::Value>;

/// The schedules of wrangler.toml.
const EVERY_MINUTE: &str = "* * * * *";
const EVERY_NIGHT: &str = "17 3 * * *";
const EVERY_MONTH: &str = "0 0 1 * *";

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
        EVERY_MINUTE => outbox::sweep(cx).await,
        EVERY_NIGHT => each_night(cx, at).await,
        EVERY_MONTH => month::open(cx, at).await,
        _ => {
            log::error("cron", &format!("nothing is scheduled at {cron:?}"));
            Ok(())
        }
    };
    if let Err(error) = result {
        log::error("cron_failed", &format!("{cron}: {error}"));
    }
}

/// One table that can't be cleaned must not keep the others from it.
async fn each_night(cx: &Cx, at: Timestamp) -> Result<()> {
    let mut removed = Removed::new();
    let retired = retention::retire(cx, at).await;
    let purged = retention::purge(cx, at).await;
    let swept = purge::expired_rows(cx, at, &mut removed).await;
    removed.insert(
        "signals_retired".to_owned(),
        (*retired.as_ref().unwrap_or(&0)).into(),
    );
    removed.insert(
        "signals_purged".to_owned(),
        (*purged.as_ref().unwrap_or(&0)).into(),
    );
    log::info(cx, "retention", removed.into());
    retired.and(purged).and(swept)
}
