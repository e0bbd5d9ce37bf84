//! `/history`: bars. A gap is `ok` without bars; only where nothing is earlier it is `no_data`.

use pinewire_domain::{
    symbol::Symbol,
    time::Timestamp,
    trading::udf::{Columns, parse_resolution},
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
    panel::Fields,
    trading::market,
};

/// `GET /history`
pub(crate) async fn history(cx: Cx, request: Request) -> Result<Response> {
    let query = Fields::of_query(&request);
    let symbol: Symbol = query.required("symbol")?;
    let timeframe = parse_resolution(&query.text("resolution"))
        .map_err(|_| Problem::invalid("resolution", "This resolution is not offered."))?;
    let at = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1000));
    let (from, to) = (at(query.required("from")?), at(query.required("to")?));
    let series = market::bars(&cx, &symbol, timeframe, from, to, query.parsed("countback")?).await?;
    let series = series.ok_or_else(|| Problem::invalid("symbol", "This symbol is not known here."))?;
    if series.bars.is_empty() && series.earlier.is_none() {
        return response::with_body(200, "application/json", r#"{"s":"no_data"}"#);
    }
    response::json(&Columns::of(&series.bars))
}
