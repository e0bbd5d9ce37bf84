//! `DELETE /api/orders/{id}`.

use pinewire_domain::{
    id::{BrokerAccountId, OrderId},
    trading::sequencer::{Command, Facts},
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Problem, Request, Response},
    params, sql,
};

use crate::answer;

sql! {
    tenant ACCOUNT_OF = "SELECT account_id FROM orders WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, FromRow)]
struct Row {
    account_id: BrokerAccountId,
}

/// Cancel an order
///
/// The broker may have filled it, or a part of it, before it hears of this: the order's own row tells.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/orders/{id}", tag = "orders", params(("id" = String, Path)),
    responses(
        (status = 202, description = "The cancellation is stored and under way", body = answer::Outcome),
        (status = 404, description = "There is no such order", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is over already", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn cancel_order(cx: Cx, request: Request) -> Result<Response> {
    let id: OrderId = request.id("id", "order")?;
    let row: Option<Row> = cx
        .db()?
        .tenant(cx.user_id()?)
        .first(&ACCOUNT_OF, params![&id])
        .await?;
    let account = row.ok_or_else(|| Problem::not_found("order"))?.account_id;
    let key = answer::key_of(&cx, &request, "cancel")?;
    answer::command(
        &cx,
        &account,
        &key,
        Command::Cancel { order: id },
        Facts::default(),
    )
    .await
}
