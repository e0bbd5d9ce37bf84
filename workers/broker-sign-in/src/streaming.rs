//! `/streaming`: quotes and the day's bars of the best known symbols, a line of JSON each, as they change.

use std::{collections::BTreeMap, time::Duration};

use futures_util::stream;
use pinewire_domain::{
    symbol::Symbol,
    trading::{broker_wire::Frame, wire_number::WireNumber},
};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Request, Response},
    log,
    trading::{
        market::{self, Quote},
        symbols,
    },
};
use serde_json::json;

const MAX_SYMBOLS: u32 = 200;
const EVERY: Duration = Duration::from_secs(1);
/// Rounds of one connection: a worker may ask others a limited number of times for one request. TradingView connects anew.
const MAX_ROUNDS: u32 = 800;
/// A line that says nothing, so that nobody takes the connection for dead.
const HEARTBEAT: &str = "{}\n";
/// Not `application/json`: that is compressed on its way, and then comes in large pieces, minutes late.
const CONTENT_TYPE: &str = "application/x-ndjson";

struct Ticker {
    cx: Cx,
    symbols: Vec<Symbol>,
    told: BTreeMap<Symbol, Quote>,
    rounds: u32,
}

/// `GET /streaming`
pub(crate) async fn stream(cx: Cx, _request: Request) -> Result<Response> {
    let listings = symbols::streamed(&cx, MAX_SYMBOLS).await?;
    let ticker = Ticker {
        symbols: listings.iter().map(|listing| listing.symbol().clone()).collect(),
        told: BTreeMap::new(),
        rounds: 0,
        cx,
    };
    let lines = stream::try_unfold(ticker, |mut ticker| async {
        let lines = ticker.next().await?;
        Ok::<_, Error>(lines.map(|lines| (lines, ticker)))
    });
    let answer = worker::ResponseBuilder::new().from_stream(lines)?;
    answer.headers().set("content-type", CONTENT_TYPE)?;
    Ok(answer)
}

impl Ticker {
    /// What has changed since the last lines; `None` behind the end.
    async fn next(&mut self) -> Result<Option<String>> {
        if self.rounds >= MAX_ROUNDS {
            return Ok(None);
        }
        if self.rounds > 0 {
            worker::Delay::from(EVERY).await;
        }
        self.rounds += 1;
        let quotes = match market::quote(&self.cx, &self.symbols).await {
            Ok(quotes) => quotes,
            Err(error) => {
                log::warn(
                    &self.cx,
                    "stream_without_prices",
                    json!({ "error": error.to_string() }),
                );
                Vec::new()
            }
        };
        let mut lines = String::new();
        for quote in quotes {
            if self.told.get(&quote.symbol) != Some(&quote) {
                for frame in frames(&quote) {
                    lines.push_str(&frame.line()?);
                }
                self.told.insert(quote.symbol.clone(), quote);
            }
        }
        if lines.is_empty() {
            HEARTBEAT.clone_into(&mut lines);
        }
        Ok(Some(lines))
    }
}

/// Sizes are not known: nought, as the protocol has it where there are none.
fn frames(quote: &Quote) -> impl Iterator<Item = Frame> {
    let id = quote.symbol.ticker();
    let bid_and_ask = quote.bid.zip(quote.ask).map(|(bid, ask)| Frame::Quote {
        id: id.to_owned(),
        t: quote.at.as_millis().div_euclid(1000),
        ap: WireNumber(ask),
        ask_size: WireNumber::default(),
        bp: WireNumber(bid),
        bs: WireNumber::default(),
    });
    let day = quote.day.as_ref().map(|day| Frame::daily(id, day));
    bid_and_ask.into_iter().chain(day)
}
