//! `/history`: bars.

use pinewire_domain::trading::udf::{History, HistoryRequest, history, parse_resolution};
use pinewire_shared::trading::udf_question::{Asked, answer, listing, seconds};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response},
};

use crate::{bars, market_clock};

/// A poll that gets one bar when a new one has begun makes the chart fail: it wants the one that ended, too.
const LEAST_COUNTBACK: usize = 2;

/// Bars of a symbol
///
/// `countback` wins over `from`; at most 5,000 bars, the newest. Prices are adjusted for splits, not for dividends.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/datafeed/history", tag = "datafeed", operation_id = "datafeed_history",
    params(
        ("symbol" = String, Query, description = "Such as NASDAQ:AAPL"),
        ("resolution" = String, Query, description = "`1`, `60`, `1D`, `1W`, `1M`, …"),
        ("from" = Option<i64>, Query, description = "From this second on"),
        ("to" = Option<i64>, Query, description = "Before this second"),
        ("countback" = Option<u32>, Query, description = "The last so many bars before `to`"),
    ),
    responses((status = 200, description = "Columns, `no_data` or an error", body = serde_json::Value))
))]
pub(crate) async fn get_history(cx: Cx, request: Request) -> Result<Response> {
    let read = read(&cx, &request).await;
    answer(&cx, read)
}

async fn read(cx: &Cx, request: &Request) -> Result<History> {
    let asked: Asked = request.query()?;
    let listing = listing(cx, asked.symbol.as_deref()).await?;
    let timeframe = parse_resolution(asked.resolution.as_deref().unwrap_or_default())
        .map_err(|_| Problem::new(422, "validation_failed", "There are no bars of this resolution."))?;
    let countback = seconds("countback", asked.countback.as_deref())?
        .filter(|count| *count > 0)
        .map(|count| usize::try_from(count).unwrap_or(usize::MAX).max(LEAST_COUNTBACK));
    let to = match seconds("to", asked.to.as_deref())? {
        Some(to) => to,
        None => market_clock::now(cx).await?.as_millis() / 1000 + 1,
    };
    let from = seconds("from", asked.from.as_deref())?;
    let from = match (from, countback) {
        (Some(from), _) => from,
        (None, Some(_)) => 0,
        (None, None) => {
            return Err(Problem::new(422, "validation_failed", "Give from, or countback.").into());
        }
    };
    let request = HistoryRequest { from, to, countback };
    let bars = bars::answering(cx, &listing, timeframe, request).await?;
    Ok(history(&bars, request))
}
