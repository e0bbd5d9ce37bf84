//! `/mapping`, `/groups`, `/permissions`, `/symbol_info`: which symbols there are, and what TradingView calls them.

use pinewire_domain::{
    symbol::Symbol,
    trading::{
        broker_wire::Mapping,
        udf::{SymbolColumns, SymbolInfo},
    },
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
    panel::{self, Fields, Look, answer},
    trading::market,
};
use serde::Serialize;

/// The one group: every symbol is for everyone.
const GROUP: &str = "pinewire";

#[derive(Debug, Serialize)]
struct Groups<T> {
    groups: Vec<T>,
}

#[derive(Debug, Serialize)]
struct Group {
    id: &'static str,
}

/// `GET /mapping`, which has no envelope.
pub(crate) async fn mapping(cx: Cx, _request: Request) -> Result<Response> {
    let listings = market::listings(&cx).await?;
    let named: Vec<Symbol> = listings
        .iter()
        .filter_map(|listing| Symbol::parse(&listing.tradingview).ok())
        .collect();
    response::json(&Mapping::of(&named))
}

/// `GET /groups`
pub(crate) async fn groups(_cx: Cx, _request: Request) -> Result<Response> {
    answer::data(Groups {
        groups: vec![Group { id: GROUP }],
    })
}

/// `GET /permissions`: which groups the user may see.
pub(crate) async fn permissions(cx: Cx, request: Request) -> Result<Response> {
    panel::panel(&cx, &request, Look::Now).await?;
    answer::data(Groups { groups: vec![GROUP] })
}

/// `GET /symbol_info`: the columns of the datafeed, which the protocols share.
pub(crate) async fn symbol_info(cx: Cx, request: Request) -> Result<Response> {
    let query = Fields::of_query(&request);
    if query.get("group").is_some_and(|group| group != GROUP) {
        return Err(Problem::invalid("group", "There is no such group: GET /groups names them.").into());
    }
    let listings = market::listings(&cx).await?;
    let told: Vec<SymbolInfo> = listings.iter().map(|listing| listing.info("")).collect();
    response::json(&SymbolColumns::of(&told))
}
