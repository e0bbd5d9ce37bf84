//! `/ordersHistory` and `/executions`: from the records, which reach back to the beginning.

use pinewire_domain::{
    decimal::Decimal,
    id::{ExecutionId, OrderId},
    symbol::Symbol,
    time::Timestamp,
    trading::{
        broker_wire::{BrokerExecution, BrokerOrder},
        order::Side,
        sequencer::OrderView,
        wire_number::WireNumber,
    },
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Request, Response},
    panel::{self, Fields, Look, answer},
    params, sql,
    trading::market,
};

/// Rows without `maxCount`, and at most.
const MAX_ROWS: u32 = 500;

sql! {
    /// ?2 account, ?3 how many.
    tenant OVER = "SELECT view FROM orders WHERE user_id = ?1 AND account_id = ?2 AND is_open = 0
        ORDER BY created_at DESC, id DESC LIMIT ?3";
    /// ?2 account, ?3 symbol, ?4 how many.
    tenant FILLS = "SELECT id, order_id, symbol, side, quantity, price, is_close, at FROM executions
        WHERE user_id = ?1 AND account_id = ?2 AND symbol = ?3 ORDER BY at DESC, id DESC LIMIT ?4";
}

fn wanted_rows(query: &Fields) -> Result<u32> {
    let wanted: Option<u32> = query.parsed("maxCount")?;
    Ok(wanted.unwrap_or(MAX_ROWS).clamp(1, MAX_ROWS))
}

#[derive(Debug, FromRow)]
struct OrderRow {
    view: String,
}

#[derive(Debug, FromRow)]
struct Fill {
    id: ExecutionId,
    order_id: OrderId,
    symbol: Symbol,
    side: Side,
    quantity: Decimal,
    price: Decimal,
    is_close: bool,
    at: Timestamp,
}

/// `GET /accounts/{id}/ordersHistory`: orders that are over, the newest first.
pub(crate) async fn orders(cx: Cx, request: Request) -> Result<Response> {
    let (caller, account) = panel::account(&cx, &request, Look::Now).await?;
    let query = Fields::of_query(&request);
    let db = cx.db()?;
    let params = params![&account, wanted_rows(&query)?];
    let rows: Vec<OrderRow> = db.tenant(&caller.user_id).all(&OVER, params).await?;
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        let view: OrderView = serde_json::from_str(&row.view)?;
        told.push(BrokerOrder::of(&view, None));
    }
    answer::data(told)
}

/// `GET /accounts/{id}/executions`: fills of an instrument, the newest first.
pub(crate) async fn executions(cx: Cx, request: Request) -> Result<Response> {
    let (caller, account) = panel::account(&cx, &request, Look::Now).await?;
    let query = Fields::of_query(&request);
    let name: Symbol = query.required("instrument")?;
    // A symbol that is no longer listed was traded under the name that it is asked by.
    let symbol = market::instrument(&cx, &name)
        .await?
        .map_or(name, |instrument| instrument.symbol);
    let db = cx.db()?;
    let params = params![&account, symbol.to_string(), wanted_rows(&query)?];
    let fills: Vec<Fill> = db.tenant(&caller.user_id).all(&FILLS, params).await?;
    let told: Vec<BrokerExecution> = fills
        .into_iter()
        .map(|fill| BrokerExecution {
            id: fill.id,
            instrument: fill.symbol.ticker().to_owned(),
            price: WireNumber(fill.price),
            time: fill.at.as_millis().div_euclid(1000),
            qty: WireNumber(fill.quantity),
            side: fill.side,
            order_id: fill.order_id,
            is_close: fill.is_close,
        })
        .collect();
    answer::data(told)
}
