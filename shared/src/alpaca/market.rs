//! Alpaca's market data, calendar and clock, asked with the platform's own keys. Whether a call is worth making now, and
//! what is kept of its answer, is left to the `datafeed` worker.

use std::{cell::Cell, time::Duration};

use pinewire_domain::{
    decimal::Decimal,
    time::Timestamp,
    trading::{
        aggregate::Candle,
        alpaca_wire::{Asset, Bar, Bars, CalendarDay, Clock, ErrorBody},
        order::MarketKind,
    },
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    Cx, Error, clock,
    egress::{self, Answer, Call, Vendor},
};

const PATIENCE: Duration = Duration::from_secs(10);
/// For the list of all stocks, which is some megabytes long.
const LONG_PATIENCE: Duration = Duration::from_secs(45);
/// As many bars as Alpaca gives at once.
const PAGE: u32 = 10_000;
/// Pages of one question: more bars than a year of half hours has.
const MAX_PAGES: usize = 8;
/// What a refusal says when recent prices of all exchanges are not part of the plan.
const NOT_IN_PLAN: &str = "subscription does not permit";
/// A refusal for too many calls that does not say when the next one may be made.
const DEFAULT_WAIT_S: i64 = 5;
/// Longer than a minute no count of calls a minute lasts.
const MAX_WAIT_S: i64 = 60;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Too many calls.
    Throttled {
        /// When the next one may be made.
        until: Timestamp,
    },
    /// The plan does not include it.
    NotInPlan,
    /// Alpaca refuses it.
    Refused(String),
    /// It is down, slow or not understood.
    Unavailable(String),
    /// We could not ask.
    Broken(String),
}

/// Which exchanges' prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    /// All of them. On the free plan, up to 15 minutes ago.
    Sip,
    /// One of them, up to now on every plan.
    Iex,
}

impl Feed {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Sip => "sip",
            Self::Iex => "iex",
        }
    }
}

/// Which bars.
#[derive(Debug, Clone, Copy)]
pub struct BarsCall<'a> {
    /// Alpaca's name.
    pub symbol: &'a str,
    /// Where it trades.
    pub market: MarketKind,
    /// `1Min`, `1Hour`, `1Day`.
    pub timeframe: &'a str,
    /// From then on.
    pub from: Timestamp,
    /// Before then.
    pub to: Timestamp,
    /// Of stocks.
    pub feed: Feed,
}

/// The latest prices of a symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Alpaca's name.
    pub symbol: String,
    /// The best bid.
    pub bid: Option<Decimal>,
    /// The best ask.
    pub ask: Option<Decimal>,
    /// The last trade.
    pub last: Option<Decimal>,
    /// When the newest of them was.
    pub at: Timestamp,
    /// The day so far.
    pub day: Option<Candle>,
    /// The day before.
    pub previous_day: Option<Candle>,
}

/// How many calls may still be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Calls left.
    pub remaining: u32,
    /// When they are counted anew.
    pub reset_at: Timestamp,
}

/// Alpaca's market data.
#[derive(Debug)]
pub struct MarketData<'a> {
    cx: &'a Cx,
    standing: Cell<Option<Standing>>,
}

impl<'a> MarketData<'a> {
    /// With the platform's keys.
    pub const fn new(cx: &'a Cx) -> Self {
        Self {
            cx,
            standing: Cell::new(None),
        }
    }

    /// What the last answer said of the calls that are left.
    pub fn standing(&self) -> Option<Standing> {
        self.standing.get()
    }

    /// Bars, the oldest first, adjusted for splits.
    pub async fn bars(&self, call: BarsCall<'_>) -> Result<Vec<Candle>, Failure> {
        let symbol = encode(call.symbol);
        let last = call.to.plus_millis(-1);
        let range = format!(
            "timeframe={}&start={}&end={last}&limit={PAGE}&sort=asc",
            call.timeframe, call.from
        );
        let path = match call.market {
            MarketKind::Stocks => format!(
                "/v2/stocks/bars?symbols={symbol}&{range}&adjustment=split&feed={}",
                call.feed.as_str()
            ),
            MarketKind::Crypto => format!("/v1beta3/crypto/us/bars?symbols={symbol}&{range}"),
        };
        let mut candles = Vec::new();
        let mut page = String::new();
        for _ in 0..MAX_PAGES {
            let answer: Bars = self.get(Vendor::AlpacaData, &format!("{path}{page}")).await?;
            let bars = answer.bars.into_iter().next().map(|(_, bars)| bars);
            candles.extend(bars.unwrap_or_default().iter().map(Candle::from));
            match answer.next_page_token {
                Some(token) => page = format!("&page_token={}", encode(&token)),
                None => return Ok(candles),
            }
        }
        Err(Failure::Unavailable("bars have no end".to_owned()))
    }

    /// The latest prices of symbols of one market.
    pub async fn snapshots(
        &self,
        market: MarketKind,
        symbols: &[&str],
        feed: Feed,
    ) -> Result<Vec<Snapshot>, Failure> {
        let symbols = encode(&symbols.join(","));
        let path = match market {
            MarketKind::Stocks => {
                format!("/v2/stocks/snapshots?symbols={symbols}&feed={}", feed.as_str())
            }
            MarketKind::Crypto => format!("/v1beta3/crypto/us/snapshots?symbols={symbols}"),
        };
        let answer: Value = self.get(Vendor::AlpacaData, &path).await?;
        let by_symbol = answer.get("snapshots").unwrap_or(&answer).as_object();
        let by_symbol = by_symbol.ok_or_else(|| Failure::Unavailable("no snapshots".to_owned()))?;
        Ok(by_symbol
            .iter()
            .filter(|(_, value)| value.is_object())
            .map(|(symbol, value)| snapshot(symbol, value))
            .collect())
    }

    /// The exchanges' days from `start` to `end`, both included, `YYYY-MM-DD`.
    pub async fn calendar(&self, start: &str, end: &str) -> Result<Vec<CalendarDay>, Failure> {
        self.get(
            Vendor::AlpacaPaper,
            &format!("/v2/calendar?start={start}&end={end}"),
        )
        .await
    }

    /// Alpaca's clock.
    pub async fn clock(&self) -> Result<Clock, Failure> {
        self.get(Vendor::AlpacaPaper, "/v2/clock").await
    }

    /// All stocks that are active.
    pub async fn stocks(&self) -> Result<Vec<Asset>, Failure> {
        let path = "/v2/assets?status=active&asset_class=us_equity";
        read(&self.text(Vendor::AlpacaPaper, path, LONG_PATIENCE).await?)
    }

    async fn get<A: DeserializeOwned>(&self, vendor: Vendor, path: &str) -> Result<A, Failure> {
        read(&self.text(vendor, path, PATIENCE).await?)
    }

    async fn text(&self, vendor: Vendor, path: &str, patience: Duration) -> Result<String, Failure> {
        let broken = |error: Error| Failure::Broken(error.to_string());
        let key = self.cx.required_var("ALPACA_DATA_KEY").map_err(broken)?;
        let secret = self.cx.required_var("ALPACA_DATA_SECRET").map_err(broken)?;
        let call = Call {
            method: worker::Method::Get,
            path,
            headers: &[
                ("apca-api-key-id", &key),
                ("apca-api-secret-key", &secret),
                ("accept", "application/json"),
            ],
            body: None,
        };
        let answer = match egress::call(self.cx, vendor, call, patience).await {
            Ok(answer) => answer,
            Err(Error::Retry(what)) => return Err(Failure::Unavailable(what)),
            Err(error) => return Err(broken(error)),
        };
        let now = clock::now();
        self.standing.set(standing(&answer, now));
        match answer.status {
            200 => Ok(answer.body),
            429 => Err(Failure::Throttled {
                until: wait_until(&answer, now),
            }),
            status => Err(refusal(status, &answer.body)),
        }
    }
}

fn read<A: DeserializeOwned>(text: &str) -> Result<A, Failure> {
    serde_json::from_str(text).map_err(|error| {
        let place = (error.line(), error.column());
        Failure::Unavailable(format!("not understood at {place:?}"))
    })
}

fn refusal(status: u16, body: &str) -> Failure {
    let error: ErrorBody = serde_json::from_str(body).unwrap_or_default();
    match status {
        403 if error.message.contains(NOT_IN_PLAN) => Failure::NotInPlan,
        401 | 403 => Failure::Broken(format!("Alpaca refuses the platform's keys: {status}")),
        400 | 404 | 422 => Failure::Refused(error.message),
        _ => Failure::Unavailable(format!("Alpaca answers {status}")),
    }
}

fn header(answer: &Answer, name: &str) -> Option<i64> {
    answer.headers.get(name).ok().flatten()?.trim().parse().ok()
}

fn standing(answer: &Answer, now: Timestamp) -> Option<Standing> {
    let remaining = header(answer, "x-ratelimit-remaining")?;
    Some(Standing {
        remaining: u32::try_from(remaining).unwrap_or(0),
        reset_at: reset_at(answer, now)?,
    })
}

/// At most a minute ahead, whatever the other clock says.
fn reset_at(answer: &Answer, now: Timestamp) -> Option<Timestamp> {
    let reset_s = header(answer, "x-ratelimit-reset")?;
    let wait_s = reset_s.saturating_sub(now.as_millis().div_euclid(1000));
    Some(now.plus_seconds(wait_s.clamp(1, MAX_WAIT_S)))
}

fn wait_until(answer: &Answer, now: Timestamp) -> Timestamp {
    if let Some(seconds) = header(answer, "retry-after") {
        return now.plus_seconds(seconds.clamp(1, MAX_WAIT_S));
    }
    reset_at(answer, now).unwrap_or_else(|| now.plus_seconds(DEFAULT_WAIT_S))
}

fn snapshot(symbol: &str, value: &Value) -> Snapshot {
    let quote = value.get("latestQuote");
    let trade = value.get("latestTrade");
    let at = |part: Option<&Value>| {
        part?
            .get("t")?
            .as_str()
            .and_then(|text| Timestamp::parse(text).ok())
    };
    // A side that nobody quotes is told as nought.
    let price = |part: Option<&Value>, name| {
        let value = part?.get(name)?;
        decimal(value).filter(|price| *price > Decimal::ZERO)
    };
    Snapshot {
        symbol: symbol.to_owned(),
        bid: price(quote, "bp"),
        ask: price(quote, "ap"),
        last: price(trade, "p"),
        at: at(quote).max(at(trade)).unwrap_or(Timestamp::EPOCH),
        day: candle(value.get("dailyBar")),
        previous_day: candle(value.get("prevDailyBar")),
    }
}

fn candle(value: Option<&Value>) -> Option<Candle> {
    let bar: Bar = serde_json::from_value(value?.clone()).ok()?;
    Some(Candle::from(&bar))
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Decimal::parse(&number.to_string()).ok(),
        Value::String(text) => Decimal::parse(text).ok(),
        _ => None,
    }
}

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_snapshot_tells_what_is_quoted_and_traded() {
        let read = snapshot(
            "AAPL",
            &json!({
                "latestTrade": { "t": "2026-11-20T15:00:01.123456789Z", "p": 189.5, "s": 10 },
                "latestQuote": { "t": "2026-11-20T15:00:02Z", "ap": 189.52, "as": 1, "bp": 0, "bs": 0 },
                "dailyBar": { "t": "2026-11-20T05:00:00Z", "o": 188, "h": 190, "l": 187.5, "c": 189.5, "v": 1000, "n": 5, "vw": 189 },
                "prevDailyBar": null,
            }),
        );
        let number = |text: &str| Decimal::parse(text).ok();
        assert_eq!(
            (read.last, read.ask, read.bid),
            (number("189.5"), number("189.52"), None)
        );
        assert_eq!(read.at, Timestamp::parse("2026-11-20T15:00:02Z").unwrap());
        assert_eq!(read.day.map(|day| day.high), number("190"));
        assert_eq!(read.previous_day, None);
    }

    #[test]
    fn what_the_plan_lacks_is_told_from_wrong_keys() {
        let body = r#"{"code":42210000,"message":"subscription does not permit querying recent SIP data"}"#;
        assert_eq!(refusal(403, body), Failure::NotInPlan);
        assert!(matches!(
            refusal(403, r#"{"message":"forbidden."}"#),
            Failure::Broken(_)
        ));
        assert!(matches!(
            refusal(422, r#"{"message":"invalid symbol"}"#),
            Failure::Refused(_)
        ));
        assert!(matches!(refusal(502, "<html>"), Failure::Unavailable(_)));
    }
}
