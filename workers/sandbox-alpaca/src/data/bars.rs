//! Bars, page by page.

use pinewire_domain::time::Timestamp;
use serde_json::Value;

use super::{
    timeframe::{Span, Timeframe},
    wire,
};
use crate::{
    hex,
    json::Object,
    venue::{account::DataPlan, asset::Asset, refusal::Refusal},
    visit::{Outcome, Reply, Scene, Visit, read_time},
};

const DEFAULT_LIMIT: usize = 1_000;
const MAX_LIMIT: usize = 10_000;
/// What is younger costs more.
const RECENT_MS: i64 = 15 * 60_000;

/// Bars by symbol, and where to go on.
struct Page {
    bars: Vec<(&'static str, Vec<Value>)>,
    next_page_token: Option<String>,
}

/// What is asked for.
struct Query {
    timeframe: Timeframe,
    from: Timestamp,
    /// The last time that a bar may be dated.
    to: Timestamp,
    limit: usize,
    is_descending: bool,
    /// Where the page before ended: a symbol, and how many of its bars are known.
    after: Option<(String, Timestamp)>,
}

impl Query {
    fn read(visit: &Visit, now: Timestamp) -> Result<Self, Refusal> {
        let limit = match visit.parameter("limit") {
            None => DEFAULT_LIMIT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MAX_LIMIT).contains(limit))
                .ok_or_else(|| Refusal::bad_query("limit must be between 1 and 10000"))?,
        };
        let timeframe = visit
            .parameter("timeframe")
            .ok_or_else(|| Refusal::bad_query("timeframe is required"))?;
        let timeframe = Timeframe::parse(&timeframe)
            .ok_or_else(|| Refusal::bad_query(format!("invalid timeframe: {timeframe}")))?;
        let time = |name: &str| match visit.parameter(name) {
            None => Ok(None),
            Some(text) => read_time(&text)
                .map(Some)
                .ok_or_else(|| Refusal::bad_query(format!("invalid {name}: {text}"))),
        };
        let to = time("end")?.unwrap_or(now).min(now);
        let from = time("start")?.unwrap_or_else(|| now.start_of_day());
        if from > to && visit.parameter("end").is_some() {
            return Err(Refusal::bad_query("end should not be before start"));
        }
        let after = match visit.parameter("page_token") {
            None => None,
            Some(token) => Some(read_token(&token).ok_or_else(|| Refusal::bad_query("invalid page_token"))?),
        };
        Ok(Self {
            timeframe,
            from,
            to,
            limit,
            is_descending: visit.parameter("sort").as_deref() == Some("desc"),
            after,
        })
    }

    /// The bars of an asset that are dated within the range and not known yet, at most `most` and one.
    fn spans(&self, asset: &Asset, most: usize) -> Vec<Span> {
        let known = self
            .after
            .as_ref()
            .filter(|(symbol, _)| symbol == asset.symbol)
            .map(|(_, at)| *at);
        let (from, to) = match known {
            Some(at) if self.is_descending => (self.from, at.plus_millis(-1)),
            Some(at) => (at.plus_millis(1), self.to),
            None => (self.from, self.to),
        };
        let mut spans = Vec::new();
        let mut next = self.timeframe.first(asset, from);
        while let Some(span) = next.filter(|span| span.dated <= to) {
            spans.push(span);
            if !self.is_descending && spans.len() > most {
                break;
            }
            next = self.timeframe.next(asset, span);
        }
        if self.is_descending {
            spans.reverse();
            spans.truncate(most + 1);
        }
        spans
    }
}

fn token(symbol: &str, at: Timestamp) -> String {
    hex::encode(format!("{symbol}|{}", at.as_millis()).into_bytes())
}

fn read_token(token: &str) -> Option<(String, Timestamp)> {
    let digits = (0..token.len()).step_by(2).map(|at| token.get(at..at + 2));
    let bytes: Option<Vec<u8>> = digits.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect();
    let text = String::from_utf8(bytes?).ok()?;
    let (symbol, at) = text.split_once('|')?;
    Some((symbol.to_owned(), Timestamp::from_millis(at.parse().ok()?)))
}

/// Bars of several assets, and where to go on.
fn page(scene: &Scene<'_>, query: &Query, assets: &[&'static Asset]) -> Page {
    let mut bars = Vec::new();
    let mut left = query.limit;
    let known = query.after.as_ref().map_or("", |(symbol, _)| symbol.as_str());
    for asset in assets.iter().filter(|asset| asset.symbol >= known) {
        let mut spans = query.spans(asset, left);
        let is_more = spans.len() > left;
        spans.truncate(left);
        let last = spans.last().map(|span| span.dated);
        let wires: Vec<Value> = spans.iter().map(|span| bar(scene, asset, *span)).collect();
        left = left.saturating_sub(wires.len());
        if !wires.is_empty() {
            bars.push((asset.symbol, wires));
        }
        if is_more {
            // Nothing of this asset fitted: the next page begins with it.
            let edge = if query.is_descending {
                Timestamp::MAX
            } else {
                Timestamp::MIN
            };
            let next_page_token = Some(token(asset.symbol, last.unwrap_or(edge)));
            return Page {
                bars,
                next_page_token,
            };
        }
    }
    Page {
        bars,
        next_page_token: None,
    }
}

/// A bar as far as it is known by now.
pub(super) fn bar(scene: &Scene<'_>, asset: &Asset, span: Span) -> Value {
    let until = span.to.min(scene.now.plus_millis(1_000));
    let candle = scene
        .world
        .settings
        .prices
        .candle(asset, span.from, until.max(span.from));
    wire::bar(span.dated, &candle)
}

/// Sorted, each once.
pub(super) fn assets(symbols: &str, is_crypto: bool) -> Result<Vec<&'static Asset>, Refusal> {
    let mut assets: Vec<&'static Asset> = Vec::new();
    for symbol in symbols
        .split(',')
        .map(str::trim)
        .filter(|symbol| !symbol.is_empty())
    {
        let asset = Asset::find(symbol).filter(|asset| asset.is_crypto() == is_crypto);
        let asset = asset.ok_or_else(|| Refusal::bad_query(format!("invalid symbol: {symbol}")))?;
        let place = assets.partition_point(|other| other.symbol < asset.symbol);
        if assets.get(place) != Some(&asset) {
            assets.insert(place, asset);
        }
    }
    if assets.is_empty() {
        return Err(Refusal::bad_query("symbols is required"));
    }
    Ok(assets)
}

/// What has just happened on all exchanges is not for everybody.
pub(super) fn check_feed(scene: &Scene<'_>, to: Timestamp) -> Result<(), Refusal> {
    let is_free = scene.account()?.facts.data_plan == DataPlan::Free;
    let is_sip = scene.visit.parameter("feed").as_deref() == Some("sip");
    if is_free && is_sip && to > scene.now.plus_millis(-RECENT_MS) {
        return Err(Refusal::forbidden(
            "subscription does not permit querying recent SIP data",
        ));
    }
    Ok(())
}

pub(super) fn of_stocks(scene: &mut Scene<'_>) -> Outcome {
    many(scene, false)
}

pub(super) fn of_coins(scene: &mut Scene<'_>) -> Outcome {
    many(scene, true)
}

fn many(scene: &Scene<'_>, is_crypto: bool) -> Outcome {
    let assets = assets(&scene.visit.parameter("symbols").unwrap_or_default(), is_crypto)?;
    let query = Query::read(scene.visit, scene.now)?;
    if !is_crypto {
        check_feed(scene, query.to)?;
    }
    let page = page(scene, &query, &assets);
    let mut bars = Object::new();
    for (symbol, wires) in page.bars {
        bars = bars.value(symbol, Value::Array(wires));
    }
    let wire = Object::new()
        .value("bars", bars.build())
        .optional_text("next_page_token", page.next_page_token.as_deref());
    Reply::ok(&wire.build())
}

pub(super) fn of_stock(scene: &mut Scene<'_>) -> Outcome {
    let assets = assets(&scene.visit.segment(2), false)?;
    let query = Query::read(scene.visit, scene.now)?;
    check_feed(scene, query.to)?;
    let page = page(scene, &query, &assets);
    let symbol = assets.first().map(|asset| asset.symbol);
    // Null when there are none.
    let bars = page
        .bars
        .into_iter()
        .next()
        .map_or(Value::Null, |(_, bars)| Value::Array(bars));
    let wire = Object::new()
        .value("bars", bars)
        .optional_text("symbol", symbol)
        .optional_text("next_page_token", page.next_page_token.as_deref());
    Reply::ok(&wire.build())
}
