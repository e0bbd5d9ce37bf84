//! What the market does, as the venue is shown it.

use futures_util::future::try_join;
use pinewire_domain::{
    symbol::Symbol,
    time::Timestamp,
    timeframe::Timeframe,
    trading::{order::MarketKind, paper::Tape},
};
use pinewire_shared::{
    Cx, Error, Result,
    trading::market::{self, Quote, SessionState},
};

use crate::books::Books;

/// The bars that fill orders between two looks.
const BAR_MS: i64 = 60_000;
const BAR: &str = "1";

/// The market of a symbol now.
pub(crate) async fn tape(cx: &Cx, symbol: &Symbol, market: MarketKind) -> Result<Tape> {
    let (session, quotes) = now(cx, core::slice::from_ref(symbol)).await?;
    Ok(tape_of(symbol, market, &session, quotes.first()))
}

/// Fills what the market has filled since the last look.
pub(crate) async fn look(cx: &Cx, books: &Books) -> Result<()> {
    let open = books.with(|venue, _| venue.open_symbols())?;
    if open.is_empty() {
        return Ok(());
    }
    let symbols: Vec<Symbol> = open.keys().cloned().collect();
    let (session, quotes) = now(cx, &symbols).await?;
    let timeframe: Timeframe = BAR.parse().map_err(Error::bug)?;
    for (symbol, since) in open.iter() {
        let ended = Timestamp::from_millis(session.at.as_millis().div_euclid(BAR_MS) * BAR_MS);
        let mut bars = Vec::new();
        if ended > *since {
            let series = market::bars(cx, symbol, timeframe, *since, ended, None).await?;
            bars = series.map(|series| series.bars).unwrap_or_default();
            bars.retain(|bar| bar.time >= *since && bar.time.plus_millis(BAR_MS) <= ended);
        }
        let quote = quotes.iter().find(|quote| quote.symbol == *symbol);
        books.with(|venue, now| {
            let tape = tape_of(symbol, venue.market_of(symbol), &session, quote);
            venue.advance(symbol, &bars, BAR_MS, now);
            venue.look(&tape, now);
        })?;
    }
    Ok(())
}

/// Values what is held at the present prices.
pub(crate) async fn value(cx: &Cx, books: &Books) -> Result<()> {
    let held = books.with(|venue, _| venue.held_symbols())?;
    for quote in market::quote(cx, &held).await? {
        if let Some(price) = quote.price() {
            books.with(|venue, _| venue.learn_price(&quote.symbol, price))?;
        }
    }
    Ok(())
}

async fn now(cx: &Cx, symbols: &[Symbol]) -> Result<(SessionState, Vec<Quote>)> {
    try_join(market::session(cx, None), market::quote(cx, symbols)).await
}

fn tape_of(symbol: &Symbol, market: MarketKind, session: &SessionState, quote: Option<&Quote>) -> Tape {
    let has_sessions = market == MarketKind::Stocks;
    Tape {
        symbol: symbol.clone(),
        market,
        is_open: !has_sessions || session.is_open,
        bid: quote.and_then(|quote| quote.bid),
        ask: quote.and_then(|quote| quote.ask),
        last: quote.and_then(Quote::price),
        session_ends: has_sessions.then_some(session.next_close),
        at: session.at,
    }
}
