//! The prices that the chart page draws, as JSON. They are made up, and the same for everyone at any time.

use pinewire_domain::{
    bars::{Bar, Series},
    symbol::Symbol,
    time::Timestamp,
    timeframe::Timeframe,
};
use pinewire_shared::{
    Result,
    http::{Problem, Response, response},
};
use serde_json::{Value, json};

use crate::visit::Visit;

/// As many as fit on the widest screen.
const BARS: usize = 600;

/// Of `symbol` and `interval` up to `to`: epoch seconds, by default now.
pub(super) fn list(visit: &Visit) -> Result<Response> {
    let text = |name: &str| visit.parameter(name).unwrap_or_default();
    let to = match visit.parameter("to") {
        None => visit.now,
        Some(text) => {
            let seconds: i64 = text
                .parse()
                .map_err(|_| Problem::invalid("to", "must be epoch seconds"))?;
            Timestamp::from_millis(seconds.saturating_mul(1000))
        }
    };
    let symbol =
        Symbol::parse(&text("symbol")).map_err(|error| Problem::invalid("symbol", error.to_string()))?;
    let interval = Timeframe::parse(&text("interval"))
        .map_err(|error| Problem::invalid("interval", error.to_string()))?;
    let series = Series::new(&symbol, interval).ok_or_else(|| {
        Problem::invalid(
            "interval",
            "must be a span of time: ticks and ranges have no bars here",
        )
    })?;
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
