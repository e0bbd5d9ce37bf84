//! The prices that the chart page draws, as JSON. They are made up, and the same for everyone at any time.

use pinewire_domain::{
    bars::{Bar, Series},
    symbol::Symbol,
    time::Timestamp,
    timeframe::Timeframe,
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
};
use serde::Deserialize;
use serde_json::{Value, json};

/// As many as fit on the widest screen.
const BARS: usize = 600;

#[derive(Debug, Deserialize)]
struct Query {
    symbol: String,
    interval: String,
    /// Epoch seconds; by default now.
    to: Option<i64>,
}

pub(super) async fn list(cx: Cx, request: Request) -> Result<Response> {
    let query: Query = request.query()?;
    let symbol =
        Symbol::parse(&query.symbol).map_err(|error| Problem::invalid("symbol", error.to_string()))?;
    let interval =
        Timeframe::parse(&query.interval).map_err(|error| Problem::invalid("interval", error.to_string()))?;
    let series = Series::new(&symbol, interval).ok_or_else(|| {
        Problem::invalid(
            "interval",
            "must be a span of time: ticks and ranges have no bars here",
        )
    })?;
    let to = query.to.map_or(cx.now(), |seconds| {
        Timestamp::from_millis(seconds.saturating_mul(1000))
    });
    let bars: Vec<Value> = series.last(to, BARS).iter().map(bar).collect();
    response::json(&json!({
        "symbol": symbol.to_string(),
        "interval": interval.to_string(),
        "decimals": series.decimals(),
        "bars": bars,
    }))
}

/// Times are epoch seconds, as the chart library takes them; prices are decimals as text.
fn bar(bar: &Bar) -> Value {
    let Bar {
        time,
        open,
        high,
        low,
        close,
        volume,
    } = bar;
    json!({
        "time": time.as_millis().div_euclid(1000),
        "open": open, "high": high, "low": low, "close": close, "volume": volume,
    })
}
