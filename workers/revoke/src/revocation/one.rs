//! `DELETE /api/access/{id}`.

use pinewire_domain::{
    access::{attempt::Change, username::Username},
    id::AttemptId,
};
#[cfg(feature = "openapi")]
use pinewire_shared::access::Grant;
use pinewire_shared::{
    Cx, Error, Result,
    access::{self, Origin, Source, WantedChange},
    db::FromRow,
    http::{Request, Response, response},
    params, sql,
};

sql! {
    /// The last change of a grant (?2) that is wanted and not carried out, if it is its end.
    tenant ENDING = "SELECT id FROM (SELECT id, kind FROM access_intents
          WHERE grant_id = ?2 AND user_id = ?1 AND ended_at IS NULL ORDER BY seq DESC LIMIT 1)
        WHERE kind = 'revoke'";
}

#[derive(Debug, FromRow)]
struct Ending {
    #[expect(dead_code, reason = "that there is a row is what counts")]
    id: AttemptId,
}

/// End access
///
/// The change is written down and carried out within seconds. Asked again, it does nothing more.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/access/{id}", tag = "access",
    params(("id" = String, Path, description = "The grant's id")),
    responses(
        (status = 200, description = "There is no access to end", body = Grant),
        (status = 202, description = "It is being carried out", body = Grant),
        (status = 404, description = "There is no such grant", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn revoke_grant(cx: Cx, request: Request) -> Result<Response> {
    let grant = access::requested_grant(&cx, &request).await?;
    let user_id = *cx.user_id()?;
    let db = cx.db()?;
    let ending: Option<Ending> = db.tenant(&user_id).first(&ENDING, params![&grant.id]).await?;
    if ending.is_some() {
        return response::json_with_status(202, &grant);
    }
    // Of one that failed TradingView may know more than the books.
    let is_over = !grant.has_access && grant.ended_at.is_some() && grant.drift.is_none();
    if is_over && grant.open_changes == 0 && grant.failure.is_none() {
        return response::json(&grant);
    }
    let username = Username::parse(&grant.username).map_err(Error::bug)?;
    let wish = WantedChange::new(grant.script.id, username, Change::Revoke, cx.now())?;
    let mut batch = db.batch();
    access::request_changes(
        &mut batch,
        &user_id,
        &[wish],
        Origin::of(Source::Revocation),
        cx.now(),
    )?;
    batch.run().await?;
    access::wake(&cx, user_id);
    response::json_with_status(202, &access::find_grant(&cx, &user_id, &grant.id).await?)
}
