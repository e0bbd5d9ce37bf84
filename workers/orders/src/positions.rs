//! `/api/positions`: what is held, and what is to become of it.

use pinewire_domain::{
    decimal::Decimal,
    id::{BrokerAccountId, PositionId},
    symbol::Symbol,
    time::Timestamp,
    trading::sequencer::Command,
};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{Problem, Request, Response, response},
    log, params, sql,
    trading::market::{self as feed, Quote},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{answer, market, place};

/// Positions that are shown at most.
const MOST: u32 = 500;

sql! {
    /// ?2 account or NULL, ?3 rows.
    tenant HELD = "SELECT id, account_id, symbol, quantity, average_price, cost, realised_profit, updated_at FROM positions
        WHERE user_id = ?1 AND (?2 IS NULL OR account_id = ?2) AND quantity <> '0' ORDER BY account_id, symbol LIMIT ?3";
    tenant ONE = "SELECT id, account_id, symbol, quantity, average_price, cost, realised_profit, updated_at FROM positions
        WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, FromRow)]
struct Row {
    id: PositionId,
    account_id: BrokerAccountId,
    symbol: String,
    quantity: Decimal,
    average_price: Option<Decimal>,
    cost: Decimal,
    realised_profit: Decimal,
    updated_at: Timestamp,
}

/// A position.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Position {
    /// `pos_…`
    id: PositionId,
    /// The account.
    account_id: BrokerAccountId,
    /// Of what.
    symbol: String,
    /// Units, below nought when short.
    quantity: Decimal,
    /// What a unit cost.
    average_price: Option<Decimal>,
    /// What the units cost.
    cost: Decimal,
    /// The profit of what was closed since the beginning, after fees.
    realised_profit: Decimal,
    /// What a unit trades at, if that is known now.
    price: Option<Decimal>,
    /// What the units are worth.
    value: Option<Decimal>,
    /// The profit of what is held, to the cent.
    unrealised_profit: Option<Decimal>,
    /// When it last changed.
    updated_at: Timestamp,
}

/// The positions of a list.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Positions {
    /// By account and symbol.
    data: Vec<Position>,
}

#[derive(Deserialize)]
struct Query {
    account_id: Option<BrokerAccountId>,
}

/// What the user holds
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/positions", tag = "orders", params(("account_id" = Option<String>, Query)),
    responses((status = 200, description = "All positions that are held", body = Positions))
))]
pub(crate) async fn list_positions(cx: Cx, request: Request) -> Result<Response> {
    let query: Query = request.query()?;
    let account = query.account_id.map(|id| id.as_str().to_owned());
    let db = cx.db()?;
    let rows: Vec<Row> = db
        .tenant(cx.user_id()?)
        .all(&HELD, params![account, MOST])
        .await?;
    let mut symbols: Vec<Symbol> = Vec::new();
    for row in &rows {
        let symbol = Symbol::parse(&row.symbol).map_err(Error::bug)?;
        if !symbols.contains(&symbol) {
            symbols.push(symbol);
        }
    }
    let quotes = match feed::quote(&cx, &symbols).await {
        Ok(quotes) => quotes,
        Err(error) => {
            log::warn(&cx, "price_unknown", json!({ "error": error.to_string() }));
            Vec::new()
        }
    };
    let data = rows.into_iter().map(|row| shown(row, &quotes)).collect();
    response::json(&Positions { data })
}

fn shown(row: Row, quotes: &[Quote]) -> Position {
    let quote = quotes.iter().find(|quote| quote.symbol.ticker() == row.symbol);
    let price = quote.and_then(Quote::price);
    let value = price.map(|price| row.quantity.saturating_mul(price));
    Position {
        id: row.id,
        account_id: row.account_id,
        symbol: row.symbol,
        quantity: row.quantity,
        average_price: row.average_price,
        cost: row.cost,
        realised_profit: row.realised_profit,
        price,
        value,
        unrealised_profit: value.map(|value| value.saturating_sub(row.cost).round(2)),
        updated_at: row.updated_at,
    }
}

/// How much of a position is to be closed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct CloseBody {
    /// Units; all of it if absent.
    quantity: Option<Decimal>,
}

/// Close a position, or a part of it
///
/// Its orders are cancelled first: all of them, or, for a part, those that close as well; the rest is protected again as
/// the whole was. Two of these at the same time are one.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/positions/{id}/close", tag = "orders", request_body = CloseBody,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 202, description = "It is under way", body = answer::Outcome),
        (status = 404, description = "There is no such position", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is just being closed or changed", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "It is smaller than that", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn close_position(cx: Cx, mut request: Request) -> Result<Response> {
    let body: CloseBody = request.json().await?;
    act(&cx, &request, "close", |symbol| Command::Close {
        symbol,
        quantity: body.quantity,
    })
    .await
}

/// Turn a position: close it, then open the opposite one of the same size
///
/// The second half is an order like any other: the risk rules may refuse it.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/positions/{id}/reverse", tag = "orders",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 202, description = "It is under way", body = answer::Outcome),
        (status = 404, description = "There is no such position", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is just being closed or changed", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn reverse_position(cx: Cx, request: Request) -> Result<Response> {
    act(&cx, &request, "reverse", |symbol| Command::Reverse { symbol }).await
}

/// What is to protect a position; with neither, nothing does any more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ProtectionBody {
    /// The target.
    take_profit: Option<Decimal>,
    /// The stop.
    stop_loss: Option<Decimal>,
    /// The stop's limit, if it is to be a stop-limit order.
    stop_loss_limit: Option<Decimal>,
}

/// Give a position this target and stop instead of what it has
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/positions/{id}/protection", tag = "orders", request_body = ProtectionBody,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 202, description = "It is under way", body = answer::Outcome),
        (status = 404, description = "There is no such position", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is just being closed or changed", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A price is on the wrong side of the market", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn protect_position(cx: Cx, mut request: Request) -> Result<Response> {
    let body: ProtectionBody = request.json().await?;
    let (take_profit, stop_loss) = place::exits(body.take_profit, body.stop_loss, body.stop_loss_limit)?;
    act(&cx, &request, "protect", |symbol| Command::Protect {
        symbol,
        take_profit,
        stop_loss,
    })
    .await
}

/// Take the broker's word for a position that differs from ours
///
/// Only while a lasting difference is known (`drifted` in the account's events), such as after a fee in coins.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/positions/{id}/adopt", tag = "orders",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 202, description = "The position is as the broker says", body = answer::Outcome),
        (status = 404, description = "There is no such position", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "No lasting difference is known", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn adopt_position(cx: Cx, request: Request) -> Result<Response> {
    act(&cx, &request, "adopt", |symbol| Command::AdoptPosition { symbol }).await
}

/// Does something about the position of the path.
async fn act(
    cx: &Cx,
    request: &Request,
    kind: &str,
    command: impl FnOnce(Symbol) -> Command,
) -> Result<Response> {
    let id: PositionId = request.id("id", "position")?;
    let row: Option<Row> = cx.db()?.tenant(cx.user_id()?).first(&ONE, params![&id]).await?;
    let row = row.ok_or_else(|| Problem::not_found("position"))?;
    let symbol = Symbol::parse(&row.symbol).map_err(Error::bug)?;
    let key = format!("{}:{id}", answer::key_of(cx, request, kind)?);
    let facts = market::facts_of(cx, &symbol).await?;
    answer::command(cx, &row.account_id, &key, command(symbol), facts).await
}
