//! Asking what the platform stands on whether it is there. Answers are kept for a few seconds: who watches us closely
//! must not become a load.

use std::{cell::Cell, future::Future, time::Duration};

use pinewire_domain::{screenshot::ScreenshotFailure, time::Timestamp};
use pinewire_shared::{Cx, Result, clock, db::FromRow, deadline, log, params, sql};

const PROBE_LIMIT: Duration = Duration::from_secs(2);
const KEPT_MS: i64 = 3_000;
/// For so long a job that failed for want of a browser speaks for the browser's state.
const BROWSER_MEMORY_MS: i64 = 15 * 60 * 1000;

sql! {
    system ANSWER = "SELECT 1 AS ready FROM plans LIMIT 1";
    /// Jobs that could not reach a browser: those that wait for their next try with the reason ?2, and those that
    /// were given up since ?3 with the code ?1.
    system WITHOUT_BROWSER = "SELECT
          EXISTS (SELECT 1 FROM jobs WHERE topic = 'screenshots' AND last_error IN (?1, ?2))
          OR EXISTS (SELECT 1 FROM dead_letters WHERE status = 'open' AND created_at >= ?3
                     AND topic = 'screenshots' AND error_code = ?1) AS missing";
}

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Probes {
    pub(super) database: bool,
    pub(super) kv: bool,
    pub(super) storage: bool,
    pub(super) browser: bool,
}

impl Probes {
    pub(super) const fn all_well(self) -> bool {
        self.database && self.kv && self.storage && self.browser
    }
}

thread_local! {
    static LAST: Cell<Option<(Timestamp, Probes)>> = const { Cell::new(None) };
}

/// What answers now, or did a moment ago.
pub(super) async fn probe(cx: &Cx) -> Probes {
    let now = clock::now();
    if let Some((at, probes)) = LAST.get()
        && now.millis_since(at) < KEPT_MS
    {
        return probes;
    }
    let probes = Probes {
        database: database(cx).await,
        kv: answers(cx, "kv", async { cx.kv()?.get::<String>("health").await }).await,
        storage: answers(cx, "storage", async { cx.screenshots()?.exists("health").await }).await,
        browser: answers(cx, "browser", browser(cx)).await,
    };
    LAST.set(Some((clock::now(), probes)));
    probes
}

/// Whether the database answers.
pub(super) async fn database(cx: &Cx) -> bool {
    #[derive(FromRow)]
    struct Row {
        ready: i64,
    }
    let asked = async {
        let row: Option<Row> = cx.db()?.system().first(&ANSWER, params![]).await?;
        Ok(row.is_some_and(|row| row.ready == 1))
    };
    answers(cx, "database", asked).await
}

/// The browser is bound to another worker; what its jobs met tells whether it is there.
async fn browser(cx: &Cx) -> Result<()> {
    #[derive(FromRow)]
    struct Row {
        missing: i64,
    }
    let failure = ScreenshotFailure::BrowserUnavailable;
    let since = cx.now().plus_millis(-BROWSER_MEMORY_MS);
    let params = params![failure.as_str(), failure.reason(), since];
    let row: Option<Row> = cx.db()?.system().first(&WITHOUT_BROWSER, params).await?;
    if row.is_some_and(|row| row.missing != 0) {
        return Err(pinewire_shared::Error::retry(failure));
    }
    Ok(())
}

async fn answers<T>(cx: &Cx, name: &str, probe: impl Future<Output = Result<T>>) -> bool {
    let reason = match deadline::within(PROBE_LIMIT, probe).await {
        Some(Ok(_)) => return true,
        Some(Err(error)) => error.to_string(),
        None => "no answer in time".to_owned(),
    };
    log::warn(
        cx,
        "probe_failed",
        serde_json::json!({ "service": name, "error": reason }),
    );
    false
}
