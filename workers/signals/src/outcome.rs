//! `PUT /api/signals/{id}`: what became of the trade.

use pinewire_domain::{
    decimal::Decimal,
    id::{SignalEventId, SignalId},
    signal::{Outcome, OutcomePatch, SignalEventKind},
};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{Problem, Request, Response, response},
    params,
    stream::{self, News, NewsKind},
};
use serde_json::{Value, json};

use super::{
    Live, is_deleted, no_such_signal, refused,
    row::Row,
    signal_id,
    statements::{GET, LIVE_UNTIL, NOTE_OUTCOME, SET_OUTCOME},
    view::{Signal, Viewer},
};

/// How often a change that names no version is made again because another one came in between.
const TRIES: usize = 5;

#[derive(Debug, FromRow)]
struct Changed {}

/// Records what became of a trade
///
/// Absent fields stay, null clears. Profit and loss are computed when both prices are known and it is not given. With
/// `version`, a change that somebody else made meanwhile is not overwritten.
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/signals/{id}", tag = "signals",
    params(("id" = String, Path)),
    request_body = OutcomePatch,
    responses(
        (status = 200, description = "The signal after the change", body = Signal),
        (status = 404, description = "There is no such signal", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was changed meanwhile, or is deleted", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_signal(cx: Cx, mut request: Request) -> Result<Response> {
    let id = signal_id(&request)?;
    let patch: OutcomePatch = request.json().await?;
    for _ in 0..TRIES {
        let row: Row = cx
            .db()?
            .tenant(cx.user_id()?)
            .first(&GET, params![&id])
            .await?
            .ok_or_else(no_such_signal)?;
        if row.deleted_at.is_some() {
            return Err(is_deleted());
        }
        if patch.version.is_some_and(|version| version != row.version) {
            return Err(changed_meanwhile());
        }
        let current = row.outcome()?;
        let next = patch
            .clone()
            .apply(&current, row.direction, cx.now())
            .map_err(refused)?;
        let changed = if next == current {
            Some(row)
        } else {
            write(&cx, &id, row.version, &current, &next).await?
        };
        if let Some(row) = changed {
            return response::json::<Signal>(&Viewer::new(&cx)?.show(row));
        }
    }
    Err(changed_meanwhile())
}

fn changed_meanwhile() -> Error {
    Problem::conflict("This signal was changed meanwhile. Read it again and repeat your change.").into()
}

/// Writes the change if the signal is still at `version`; `None` if it is not.
async fn write(
    cx: &Cx,
    id: &SignalId,
    version: i64,
    current: &Outcome,
    next: &Outcome,
) -> Result<Option<Row>> {
    let (user_id, now) = (cx.user_id()?, cx.now());
    let db = cx.db()?;
    let mut batch = db.batch();
    let note = noteworthy(current, next);
    if let Some(detail) = &note {
        let event_id: SignalEventId = cx.new_id()?;
        let kind = SignalEventKind::ResultSet.as_str();
        batch.tenant(
            user_id,
            &NOTE_OUTCOME,
            params![id, &event_id, now, kind, detail.to_string(), version],
        )?;
    }
    let set = usize::from(note.is_some());
    let price = |price: Option<Decimal>| price.map(|price| price.to_string());
    batch.tenant(
        user_id,
        &SET_OUTCOME,
        params![
            id,
            version,
            now,
            next.result.as_str(),
            price(next.entry_price),
            price(next.exit_price),
            next.profit_loss_micros,
            next.profit_loss_percent_e4,
            next.notes.as_deref(),
            next.result_at,
        ],
    )?;
    batch.tenant(user_id, &GET, params![id])?;
    batch.tenant(user_id, &LIVE_UNTIL, &[])?;
    let mut results = batch.run().await?;
    if results.first::<Changed>(set)?.is_none() {
        return Ok(None);
    }
    stream::publish(
        cx,
        user_id,
        Live::until(results.first(set + 2)?),
        vec![News::new(NewsKind::Updated, *id)],
    );
    results.first(set + 1)
}

/// What the timeline says about a change; nothing where only the notes differ.
fn noteworthy(current: &Outcome, next: &Outcome) -> Option<Value> {
    let figures = |outcome: &Outcome| {
        (
            outcome.result,
            outcome.entry_price,
            outcome.exit_price,
            outcome.profit_loss_micros,
            outcome.profit_loss_percent_e4,
        )
    };
    (figures(current) != figures(next)).then(|| {
        json!({
            "previous_result": current.result.as_str(),
            "result": next.result.as_str(),
            "entry_price": next.entry_price,
            "exit_price": next.exit_price,
            "profit_loss": next.profit_loss_micros.map(Decimal::from_micros),
        })
    })
}
