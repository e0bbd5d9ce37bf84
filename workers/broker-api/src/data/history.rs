//! `/history`: bars. A gap is `ok` without bars; only where nothing is earlier it is `no_data`.

use pinewire_domain::{
    symbol::Symbol,
    time::Timestamp,
    trading::udf::{Columns, parse_resolution},
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
    trading::market,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Query {
    symbol: String,
    resolution: String,
    from: i64,
    to: i64,
    countback: Option<usize>,
}

/// `GET /history`
pub(crate) async fn history(cx: Cx, request: Request) -> Result<Response> {
    let query: Query = request.query()?;
    let symbol =
        Symbol::parse(&query.symbol).map_err(|error| Problem::invalid("symbol", error.to_string()))?;
    let timeframe = parse_resolution(&query.resolution)
        .map_err(|_| Problem::invalid("resolution", "This resolution is not offered."))?;
    let at = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1000));
    let (from, to) = (at(query.from), at(query.to));
    let series = market::bars(&cx, &symbol, timeframe, from, to, query.countback).await?;
    let series = series.ok_or_else(|| Problem::invalid("symbol", "This symbol is not known here."))?;
    if series.bars.is_empty() && series.earlier.is_none() {
        return response::with_body(200, "application/json", r#"{"s":"no_data"}"#);
    }
    response::json(&Columns::of(&series.bars))
}
