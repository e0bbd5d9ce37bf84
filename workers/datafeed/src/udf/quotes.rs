//! `/quotes`: the latest prices.

use std::rc::Rc;

use pinewire_domain::{
    decimal::Decimal,
    symbol::Symbol,
    trading::{
        udf::{self, QuoteValues, Quotes},
        wire_number::WireNumber,
    },
};
use pinewire_shared::trading::listings;
use pinewire_shared::trading::udf_question::{Asked, answer};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response},
    trading::{
        market::{Listing, Quote},
        market_gate::{self, QuotesQuestion, Subject, operation},
    },
};

/// As many as a watch list shows.
const MAX_SYMBOLS: usize = 100;

/// The latest prices
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/datafeed/quotes", tag = "datafeed", operation_id = "datafeed_quotes",
    params(("symbols" = String, Query, description = "Up to 100, separated by commas")),
    responses((status = 200, description = "One for each symbol, in their order", body = serde_json::Value))
))]
pub(crate) async fn get_quotes(cx: Cx, request: Request) -> Result<Response> {
    let read = read(&cx, &request).await;
    answer(&cx, read)
}

async fn read(cx: &Cx, request: &Request) -> Result<Quotes> {
    let asked: Asked = request.query()?;
    let text = asked.symbols.unwrap_or_default();
    let names: Vec<&str> = text.split(',').filter(|name| !name.is_empty()).collect();
    if names.len() > MAX_SYMBOLS {
        let detail = format!("Ask for {MAX_SYMBOLS} symbols at most.");
        return Err(Problem::new(422, "validation_failed", detail).into());
    }
    let mut known = Vec::new();
    for name in &names {
        known.push(match Symbol::parse(name) {
            Ok(symbol) => listings::find(cx, &symbol).await?,
            Err(_) => None,
        });
    }
    let listed: Vec<&Rc<Listing>> = known.iter().flatten().collect();
    let quotes = latest(cx, &listed).await?;
    let quote = |(name, listing): (&&str, &Option<Rc<Listing>>)| {
        let found = listing.as_ref().and_then(|listing| {
            let quote = quotes.iter().find(|quote| quote.symbol == *listing.symbol())?;
            Some(values(listing, quote))
        });
        udf::Quote {
            s: if found.is_some() { "ok" } else { "error" },
            n: (*name).to_owned(),
            v: found.unwrap_or_default(),
        }
    };
    Ok(Quotes {
        s: "ok",
        d: names.iter().zip(&known).map(quote).collect(),
    })
}

/// The quotes of these instruments, those that there are.
pub(crate) async fn latest(cx: &Cx, listings: &[&Rc<Listing>]) -> Result<Vec<Quote>> {
    if listings.is_empty() {
        return Ok(Vec::new());
    }
    let question = QuotesQuestion {
        subjects: listings.iter().map(|listing| Subject::of(listing)).collect(),
    };
    let text = market_gate::ask(cx, operation::QUOTES, &question).await?;
    Ok(serde_json::from_str(&text)?)
}

fn values(listing: &Listing, quote: &Quote) -> QuoteValues {
    let price = quote.price();
    let change = price.zip(quote.previous_close);
    let ch = change.and_then(|(price, before)| price.checked_sub(before));
    let chp = change.zip(ch).and_then(|((_, before), ch)| {
        let percent = ch.checked_mul(Decimal::from(100))?.checked_div(before)?;
        Some(percent.round(2))
    });
    let number = |decimal: Option<Decimal>| decimal.map(WireNumber);
    QuoteValues {
        ch: number(ch),
        chp: number(chp),
        lp: number(price),
        ask: number(quote.ask),
        bid: number(quote.bid),
        open_price: number(quote.day.map(|day| day.open)),
        high_price: number(quote.day.map(|day| day.high)),
        low_price: number(quote.day.map(|day| day.low)),
        prev_close_price: number(quote.previous_close),
        volume: number(quote.day.map(|day| day.volume)),
        short_name: listing.symbol().ticker().to_owned(),
        exchange: listing.exchange.clone(),
        description: listing.description.clone(),
        original_name: listing.tradingview.clone(),
    }
}
