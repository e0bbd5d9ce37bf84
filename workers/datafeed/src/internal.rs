//! What other workers ask ([`pinewire_shared::trading::market`]). The gateway hands nobody on to these routes.

use std::rc::Rc;

use pinewire_domain::{
    time::Timestamp,
    trading::{order::MarketKind, session::Hours, udf::HistoryRequest},
};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Problem, Request, Response, parse_json, response},
    trading::listings,
    trading::market::{BarSeries, BarsQuestion, Listing, QuoteQuestion, SessionQuestion, SessionState},
};
use serde::de::DeserializeOwned;

use crate::{bars, hours, market_clock, udf::quotes};

async fn question<Q: DeserializeOwned>(request: &mut Request) -> Result<Q> {
    parse_json(&request.json_bytes().await?)
}

/// The latest prices of symbols.
pub(crate) async fn quote(cx: Cx, mut request: Request) -> Result<Response> {
    let asked: QuoteQuestion = question(&mut request).await?;
    let mut found: Vec<Rc<Listing>> = Vec::new();
    for symbol in &asked.symbols {
        found.extend(listings::find(&cx, symbol).await?);
    }
    let found: Vec<&Rc<Listing>> = found.iter().collect();
    response::json(&quotes::latest(&cx, &found).await?)
}

/// Bars of a symbol; `null` for one that nobody knows.
pub(crate) async fn series(cx: Cx, mut request: Request) -> Result<Response> {
    let asked: BarsQuestion = question(&mut request).await?;
    let Some(listing) = listings::find(&cx, &asked.symbol).await? else {
        return response::json(&None::<BarSeries>);
    };
    let timeframe = asked
        .timeframe
        .parse()
        .map_err(|error| Problem::invalid("timeframe", format!("This is {error}.")))?;
    // Seconds that are not over count from the next one on, and to it.
    let seconds = |at: Timestamp| at.plus_millis(999).as_millis().div_euclid(1000);
    let range = HistoryRequest {
        from: seconds(asked.from),
        to: seconds(asked.to),
        countback: asked.countback,
    };
    let bars = bars::answering(&cx, &listing, timeframe, range).await?;
    response::json(&Some(bars::within(listing.symbol(), &bars, range)))
}

/// The exchanges' hours.
pub(crate) async fn session(cx: Cx, mut request: Request) -> Result<Response> {
    let asked: SessionQuestion = question(&mut request).await?;
    let at = match asked.at {
        Some(at) => at,
        None => market_clock::now(&cx).await?,
    };
    let hours = hours::between(&cx, MarketKind::Stocks, at, at).await?;
    response::json(&state(&hours, at)?)
}

fn state(hours: &Hours, at: Timestamp) -> Result<SessionState> {
    let unknown = || Error::bug("the calendar ends before the next session");
    Ok(SessionState {
        at,
        is_open: hours.is_open(at),
        day: hours.trading_day(at),
        next_open: hours.next_open(at).ok_or_else(unknown)?,
        next_close: hours.next_close(at).ok_or_else(unknown)?,
    })
}
