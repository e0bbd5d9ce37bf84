//! `DELETE /api/brokers/accounts/{id}`: the token is deleted at once. Orders and history stay on record.

use pinewire_domain::{id::BrokerAccountId, trading::broker::LinkStatus};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    http::{Request, Response, response},
    params, sql,
    trading::{accounts, sequencer},
};
use serde_json::json;

sql! {
    /// ?2 account, ?3 now.
    tenant UNLINK = "UPDATE broker_accounts SET status = 'revoked', status_reason = 'You have unlinked it.', since = ?3,
          unlinked_at = ?3, access_token_sealed = NULL, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND status <> 'revoked'";
}

/// Unlink an account
///
/// The token is deleted at once and nothing leaves any more. Orders that are open at the broker stay open there: cancel
/// them before. Linking the account again goes on with its history.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/brokers/accounts/{id}", tag = "brokers",
    params(("id" = String, Path, description = "The account's id")),
    responses(
        (status = 204, description = "Unlinked; the token is deleted"),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn unlink_broker_account(cx: Cx, request: Request) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let id: BrokerAccountId = request.id("id", "broker account")?;
    let found = accounts::get(&cx, &user_id, &id).await?;
    if found.status != LinkStatus::Revoked {
        let entry = audit::Entry {
            actor: Actor::of(&cx),
            action: "broker_account.unlink",
            subject_id: Some(id.as_str()),
            detail: json!({ "broker": found.broker, "environment": found.environment }),
        };
        audit::commit(&cx, &entry, |batch| {
            batch
                .tenant(&user_id, &UNLINK, params![&id, cx.now()])
                .map(|_| ())
        })
        .await?;
        sequencer::tell_settings(&cx, &id).await;
    }
    response::no_content()
}
