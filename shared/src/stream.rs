//! Live news of a user's signals, for whoever watches `GET /api/signals/stream`.
//!
//! News are a hint to read again, never the record: a committed change whose news are lost is found by the next read.
//! So whoever publishes neither waits for it nor fails by it. While nobody watches nothing is sent at all:
//! `signal_configs.live_until` says until when someone does. Read it in the same batch that commits the change, then
//! no watcher who connected before the commit can miss it.

use pinewire_domain::{
    id::{SignalId, UserId},
    text_enum,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Cx, Result, db::FromRow, log, sql};

/// The binding of the Durable Object that holds a user's watchers; its name is the user's id.
pub const BINDING: &str = "SIGNAL_STREAM";

/// The operation of the Durable Object that takes news.
pub const PUBLISH: &str = "publish";

text_enum! {
    /// What happened to a signal.
    NewsKind("kind of news") {
        /// It was stored, or restored.
        Created = "created",
        /// Its outcome or its screenshot changed.
        Updated = "updated",
        /// It was deleted.
        Deleted = "deleted",
    }
}

/// One piece of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: NewsKind,
    /// To which signal.
    pub id: SignalId,
}

impl News {
    /// `kind` happened to `id`.
    pub const fn new(kind: NewsKind, id: SignalId) -> Self {
        Self { kind, id }
    }
}

sql! {
    /// Until when someone watches.
    tenant LIVE_UNTIL = "SELECT live_until FROM signal_configs WHERE user_id = ?1";
}

#[derive(Debug, FromRow)]
struct Live {
    live_until: i64,
}

/// Tells the watchers in the background of a request, if there are any. `live_until` was read in the batch that
/// committed the change.
pub fn publish(cx: &Cx, user_id: &UserId, live_until: Timestamp, news: Vec<News>) {
    if news.is_empty() || live_until <= cx.now() {
        return;
    }
    let (owned, user_id) = (cx.clone(), *user_id);
    cx.wait_until(async move { log_failure(&owned, deliver(&owned, &user_id, &news).await) });
}

/// Finds out whether anyone watches, tells them and waits for it: for queue consumers and cron, whose background ends
/// with them. Never fails.
pub async fn announce(cx: &Cx, user_id: &UserId, news: &[News]) {
    let told = async {
        let live: Option<Live> = cx.db()?.tenant(user_id).first(&LIVE_UNTIL, &[]).await?;
        if live.is_some_and(|live| live.live_until > cx.now().as_millis()) {
            deliver(cx, user_id, news).await?;
        }
        Ok(())
    };
    log_failure(cx, told.await);
}

async fn deliver(cx: &Cx, user_id: &UserId, news: &[News]) -> Result<()> {
    let stub = cx.durable_object(BINDING, user_id.as_str())?;
    stub.call::<_, serde::de::IgnoredAny>(PUBLISH, &news)
        .await
        .map(drop)
}

fn log_failure(cx: &Cx, told: Result<()>) {
    if let Err(error) = told {
        log::warn(cx, "news_not_sent", json!({ "error": error.to_string() }));
    }
}
