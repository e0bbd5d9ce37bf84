//! `POST /api/orders/rebuild`.

use pinewire_domain::id::BrokerAccountId;
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
    trading::{accounts, sequencer},
};
use serde::Deserialize;

/// Which account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Rebuild {
    /// The account.
    account_id: BrokerAccountId,
}

/// Write an account's lists anew
///
/// Orders, executions, positions and the audit log are written again from the records of the account's sequencer, where
/// they are first of all. Rows that are right stay as they are, those that are missing come back. No order is touched.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/orders/rebuild", tag = "orders", request_body = Rebuild,
    responses(
        (status = 204, description = "They are written"),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn rebuild_lists(cx: Cx, mut request: Request) -> Result<Response> {
    let wanted: Rebuild = request.json().await?;
    let account = accounts::get(&cx, cx.user_id()?, &wanted.account_id).await?;
    sequencer::rebuild(&cx, &account.id).await?;
    response::no_content()
}
