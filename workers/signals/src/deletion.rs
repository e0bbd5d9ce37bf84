//! Deleting a signal, and undoing it. A deleted signal is out of lists and statistics at once; the row goes when the
//! purge comes by.

use pinewire_domain::{
    id::{SignalEventId, SignalId},
    signal::SignalEventKind,
};
use pinewire_shared::{
    Cx, Result,
    db::{FromRow, TenantSql},
    http::{Request, Response, response},
    params,
    stream::{self, News, NewsKind},
};

#[cfg(feature = "openapi")]
use super::view::Signal;
use super::{
    Live, no_such_signal,
    row::Row,
    signal_id,
    statements::{DELETE, GET, LIVE_UNTIL, NOTE_DELETED, NOTE_RESTORED, RESTORE},
    view::Viewer,
};

/// Deletes a signal
///
/// It can be restored for a while. Deleting it again changes nothing.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/signals/{id}", tag = "signals",
    params(("id" = String, Path)),
    responses(
        (status = 204, description = "It is deleted"),
        (status = 404, description = "There is no such signal", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn delete_signal(cx: Cx, request: Request) -> Result<Response> {
    DELETION.make(&cx, &signal_id(&request)?).await?;
    response::no_content()
}

/// Restores a deleted signal
///
/// Restoring one that is not deleted changes nothing. After 30 days it is gone.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/signals/{id}/restore", tag = "signals",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "The signal", body = Signal),
        (status = 404, description = "There is no such signal, or it is purged", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn restore_signal(cx: Cx, request: Request) -> Result<Response> {
    let row = RESTORATION.make(&cx, &signal_id(&request)?).await?;
    if row.deleted_at.is_some() {
        return Err(no_such_signal());
    }
    response::json(&Viewer::new(&cx)?.show(row))
}

/// A change that happens only to signals in the opposite state.
struct Change {
    note: &'static TenantSql,
    apply: &'static TenantSql,
    event: SignalEventKind,
    news: NewsKind,
}

const DELETION: Change = Change {
    note: &NOTE_DELETED,
    apply: &DELETE,
    event: SignalEventKind::Deleted,
    news: NewsKind::Deleted,
};
const RESTORATION: Change = Change {
    note: &NOTE_RESTORED,
    apply: &RESTORE,
    event: SignalEventKind::Restored,
    news: NewsKind::Created,
};

#[derive(Debug, FromRow)]
struct Changed {}

impl Change {
    /// The signal after the change, whether it was necessary or not.
    async fn make(&self, cx: &Cx, id: &SignalId) -> Result<Row> {
        let (user_id, now) = (cx.user_id()?, cx.now());
        let db = cx.db()?;
        let mut batch = db.batch();
        batch.tenant(
            user_id,
            self.note,
            params![id, &cx.new_id::<SignalEventId>()?, now, self.event.as_str()],
        )?;
        batch.tenant(user_id, self.apply, params![id, now])?;
        batch.tenant(user_id, &GET, params![id])?;
        batch.tenant(user_id, &LIVE_UNTIL, &[])?;
        let mut results = batch.run().await?;
        let row = results.first(2)?.ok_or_else(no_such_signal)?;
        if results.first::<Changed>(1)?.is_some() {
            stream::publish(
                cx,
                user_id,
                Live::until(results.first(3)?),
                vec![News::new(self.news, *id)],
            );
        }
        Ok(row)
    }
}
