//! `POST /api/reconcile/differences/{id}/fix`: one click, in one of two directions. Either TradingView is made to agree with
//! the books, by a change that the sequencer carries out; or the books are made to agree with TradingView, at once.

use pinewire_domain::{
    access::{expiry::Expiry, notices, reconcile::Drift, username::Username},
    id::{DifferenceId, GrantId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    access::{self, Origin, Source, WantedChange},
    db::Batch,
    http::{Problem, Request, Response, response},
    params, random, sql,
};
use serde::Deserialize;

use crate::differences::{Difference, GET, Row};

sql! {
    /// ?2 difference.
    tenant FENCE = "INSERT INTO access_fence (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM access_differences
        WHERE user_id = ?1 AND id = ?2 AND status = 'open')";
    /// Nothing of the grant is being changed. ?2 script, ?3 the name's key.
    tenant FENCE_GRANT = "INSERT INTO access_fence (id) SELECT 1 WHERE EXISTS (
        SELECT 1 FROM access_grants AS g JOIN access_intents AS i ON i.grant_id = g.id AND i.ended_at IS NULL
        WHERE g.user_id = ?1 AND g.script_id = ?2 AND g.username_key = ?3)";
    /// ?2 difference, ?3 direction, ?4 intent, ?5 now.
    tenant FIXED = "UPDATE access_differences SET status = 'fixed', direction = ?3, intent_id = ?4, resolved_at = ?5
        WHERE user_id = ?1 AND id = ?2";
    /// The books take over an access. ?2 new id, ?3 script, ?4 name, ?5 its key, ?6 now, ?7 end, ?8 next notice.
    tenant TAKE_OVER = "INSERT INTO access_grants (id, user_id, script_id, username, username_key, created_at, updated_at,
          status, has_access, expires_at, is_paid, paid_until, granted_at, source, notice_since, next_notice_at)
        VALUES (?2, ?1, ?3, ?4, ?5, ?6, ?6, 'active', 1, ?7, 1, ?7, ?6, 'reconcile', ?6, ?8)
        ON CONFLICT (user_id, script_id, username_key) DO UPDATE SET username = ?4, updated_at = ?6, status = 'active',
          granted_at = iif(has_access = 1, granted_at, ?6), has_access = 1, expires_at = ?7, is_paid = 1, paid_until = ?7,
          ended_at = NULL, failure = NULL, drift = NULL, verify_at = NULL, notice_since = ?6, notice_sent = NULL,
          next_notice_at = ?8";
    /// The books let go of an access. ?2 script, ?3 the name's key, ?4 now.
    tenant LET_GO = "UPDATE access_grants SET updated_at = ?4, status = 'revoked', has_access = 0, is_paid = 0,
          paid_until = NULL, ended_at = ?4, drift = NULL, verify_at = NULL, notice_sent = NULL, next_notice_at = NULL
        WHERE user_id = ?1 AND script_id = ?2 AND username_key = ?3";
    /// ?2 script, ?3 the name's key, ?4 now.
    tenant NOTE = "INSERT INTO assignment_logs (user_id, grant_id, at, kind, outcome)
        SELECT ?1, id, ?4, 'books_corrected', 'accepted' FROM access_grants
        WHERE user_id = ?1 AND script_id = ?2 AND username_key = ?3";
}

/// Which side is made to agree.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = FixDirection))]
pub(crate) enum Direction {
    /// TradingView, with the books.
    Tradingview,
    /// The books, with TradingView.
    Books,
}

/// How a difference is mended.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Fix {
    direction: Direction,
}

/// Mend a difference
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/reconcile/differences/{id}/fix", tag = "access", request_body = Fix,
    params(("id" = String, Path, description = "The difference's id")),
    responses(
        (status = 200, description = "The books agree now", body = Difference),
        (status = 202, description = "TradingView is being changed", body = Difference),
        (status = 404, description = "There is no such difference", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was dealt with, or the grant is being changed", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn fix_difference(cx: Cx, mut request: Request) -> Result<Response> {
    let id: DifferenceId = request.id("id", "difference")?;
    let Fix { direction } = request.json().await?;
    let user_id = *cx.user_id()?;
    let row = find(&cx, &user_id, &id).await?;
    if row.status != "open" {
        return Err(Problem::conflict("This difference was dealt with already.").into());
    }
    let username = Username::parse(&row.username).map_err(Error::bug)?;
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(&user_id, &FENCE, params![&id])?;
    match direction {
        Direction::Tradingview => change_tradingview(&cx, &mut batch, &user_id, &row, username)?,
        Direction::Books => change_books(&cx, &mut batch, &user_id, &row, &username)?,
    }
    batch.run().await.map_err(|error| match error {
        Error::Reject(_) => {
            Problem::conflict("The grant is being changed, or the difference was dealt with. Compare again.")
                .into()
        }
        other => other,
    })?;
    let status = match direction {
        Direction::Tradingview => {
            access::wake(&cx, user_id);
            202
        }
        Direction::Books => 200,
    };
    let fixed = find(&cx, &user_id, &id).await?;
    response::json_with_status(status, &Difference::from(fixed))
}

async fn find(cx: &Cx, user_id: &UserId, id: &DifferenceId) -> Result<Row> {
    let row: Option<Row> = cx.db()?.tenant(user_id).first(&GET, params![id]).await?;
    row.ok_or_else(|| Problem::not_found("difference").into())
}

fn change_tradingview(
    cx: &Cx,
    batch: &mut Batch<'_>,
    user_id: &UserId,
    row: &Row,
    username: Username,
) -> Result<()> {
    let wish = WantedChange {
        idempotency_key: Some(format!("fix:{}", row.id)),
        ..WantedChange::new(row.script_id, username, row.drift().fix(), cx.now())?
    };
    let params = params![&row.id, "tradingview", &wish.id, cx.now()];
    batch.tenant(user_id, &FIXED, params)?;
    access::request_changes(batch, user_id, &[wish], Origin::of(Source::Reconcile), cx.now())
}

fn change_books(
    cx: &Cx,
    batch: &mut Batch<'_>,
    user_id: &UserId,
    row: &Row,
    username: &Username,
) -> Result<()> {
    let (now, key) = (cx.now(), username.key());
    let Drift { found, .. } = row.drift();
    batch.tenant(user_id, &FENCE_GRANT, params![&row.script_id, key.as_str()])?;
    match found {
        Some(expiry) => take_over(batch, user_id, row, username, expiry, now)?,
        None => {
            batch.tenant(user_id, &LET_GO, params![&row.script_id, key.as_str(), now])?;
        }
    }
    batch.tenant(user_id, &NOTE, params![&row.script_id, key, now])?;
    let params = params![&row.id, "books", None::<&str>, now];
    batch.tenant(user_id, &FIXED, params)?;
    Ok(())
}

fn take_over(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    row: &Row,
    username: &Username,
    expiry: Expiry,
    now: Timestamp,
) -> Result<()> {
    batch.tenant(
        user_id,
        &TAKE_OVER,
        params![
            &random::id::<GrantId>(now)?,
            &row.script_id,
            username.as_str(),
            username.key(),
            now,
            expiry.at(),
            notices::next_at(expiry, now, None)
        ],
    )?;
    Ok(())
}
