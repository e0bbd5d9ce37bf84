//! An order as it is now, as its account's sequencer has told.

use pinewire_domain::{id::OrderId, trading::sequencer::OrderView};
use pinewire_shared::{Cx, Result, db::FromRow, http::Problem, params, sql};

sql! {
    tenant ONE = "SELECT view FROM orders WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, FromRow)]
struct Row {
    view: String,
}

/// An order of the user, or 404.
pub(crate) async fn order(cx: &Cx, id: &OrderId) -> Result<OrderView> {
    let row: Option<Row> = cx.db()?.tenant(cx.user_id()?).first(&ONE, params![id]).await?;
    let row = row.ok_or_else(|| Problem::not_found("order"))?;
    Ok(serde_json::from_str(&row.view)?)
}
