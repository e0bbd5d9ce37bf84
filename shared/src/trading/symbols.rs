//! The one table of symbols: what we, TradingView and Alpaca call an instrument, and how it trades.
//!
//! Our own name is the bare ticker, `AAPL` or `BTCUSD`: orders, positions and risk rules know instruments by it. A name
//! is looked up as it stands, so that `NYSE:SHOP` is never taken for `TSX:SHOP`.

use pinewire_domain::{
    decimal::Decimal,
    symbol::Symbol,
    text_enum,
    trading::{
        order::{Instrument, MarketKind},
        udf::{RESOLUTIONS, SymbolInfo},
    },
};

use crate::{
    Cx, Error, Result,
    db::{FromRow, Param, SystemSql},
    params, sql,
};

/// More than the venue lists.
const MAX_LISTINGS: u32 = 20_000;

text_enum! {
    /// What an instrument is, as a chart's symbol search tells it.
    ListingKind("kind of instrument") {
        /// A share of a company.
        Stock = "stock",
        /// A share of a fund.
        Fund = "fund",
        /// A coin.
        Crypto = "crypto",
    }
}

sql! {
    /// ?1 any name of it.
    system LISTING = "SELECT i.symbol, i.tradingview, i.alpaca, i.description, i.kind, i.market, i.exchange, i.currency,
          i.is_tradable, i.is_fractionable, i.is_shortable, i.min_quantity, i.quantity_step, i.price_step,
          i.price_step_below_one, i.bars_epoch
        FROM instrument_names n JOIN instruments i ON i.symbol = n.symbol WHERE n.name = ?1";
    /// ?1 at most so many.
    system LISTINGS = "SELECT symbol, tradingview, alpaca, description, kind, market, exchange, currency,
          is_tradable, is_fractionable, is_shortable, min_quantity, quantity_step, price_step, price_step_below_one,
          bars_epoch
        FROM instruments ORDER BY symbol LIMIT ?1";
    /// ?1 at most so many.
    system STREAMED = "SELECT symbol, tradingview, alpaca, description, kind, market, exchange, currency,
          is_tradable, is_fractionable, is_shortable, min_quantity, quantity_step, price_step, price_step_below_one,
          bars_epoch
        FROM instruments WHERE is_streamed = 1 ORDER BY symbol LIMIT ?1";
    /// ?1 what is typed, in capitals, ?2 its exchange or '', ?3 kind or '', ?4 exchange or '', ?5 at most so many. A ticker that
    /// is what was typed comes first, then those that begin with it, then names that contain it; the best known of each first.
    system SEARCH = "SELECT symbol, tradingview, alpaca, description, kind, market, exchange, currency,
          is_tradable, is_fractionable, is_shortable, min_quantity, quantity_step, price_step, price_step_below_one,
          bars_epoch
        FROM instruments
        WHERE ?2 IN ('', exchange) AND ?3 IN ('', kind) AND ?4 IN ('', exchange)
          AND (substr(symbol, 1, length(?1)) = ?1 OR instr(upper(description), ?1) > 0)
        ORDER BY symbol <> ?1, substr(symbol, 1, length(?1)) <> ?1, is_streamed DESC, symbol LIMIT ?5";
    system EXCHANGES = "SELECT DISTINCT exchange AS name FROM instruments ORDER BY exchange";
}

/// An instrument of the table.
#[derive(Debug, Clone)]
pub struct Listing {
    /// TradingView's name, `NASDAQ:AAPL`.
    pub tradingview: String,
    /// Alpaca's name, `AAPL` or `BTC/USD`.
    pub alpaca: String,
    /// The name in full.
    pub description: String,
    /// What it is.
    pub kind: ListingKind,
    /// Where it is listed.
    pub exchange: String,
    /// The currency of its prices.
    pub currency: String,
    /// Grows when a split makes the bars that are kept wrong.
    pub bars_epoch: i64,
    /// Our name of it, and how it trades.
    pub instrument: Instrument,
}

impl Listing {
    /// Our name of it.
    pub const fn symbol(&self) -> &Symbol {
        &self.instrument.symbol
    }

    /// What a chart is told of it. `holidays` are those of the exchanges, `YYYYMMDD`, separated by commas; a market without
    /// sessions has none.
    pub fn info(&self, holidays: &str) -> SymbolInfo {
        let instrument = &self.instrument;
        let (session, holidays, timezone, volume_precision) = match instrument.market {
            MarketKind::Crypto => ("24x7", "", "Etc/UTC", 8),
            MarketKind::Stocks => ("0930-1600", holidays, "America/New_York", 0),
        };
        SymbolInfo {
            name: instrument.symbol.ticker().to_owned(),
            ticker: self.tradingview.clone(),
            description: self.description.clone(),
            kind: self.kind.as_str().to_owned(),
            session: session.to_owned(),
            session_holidays: holidays.to_owned(),
            timezone: timezone.to_owned(),
            exchange: self.exchange.clone(),
            listed_exchange: self.exchange.clone(),
            format: "price",
            minmov: 1,
            pricescale: 10_u64.saturating_pow(instrument.price_step.decimals()),
            has_intraday: true,
            has_daily: true,
            has_weekly_and_monthly: true,
            supported_resolutions: RESOLUTIONS.iter().map(|name| (*name).to_owned()).collect(),
            volume_precision,
            data_status: "streaming",
            currency_code: self.currency.clone(),
        }
    }
}

#[derive(Debug, FromRow)]
struct Row {
    symbol: String,
    tradingview: String,
    alpaca: String,
    description: String,
    kind: String,
    market: String,
    exchange: String,
    currency: String,
    is_tradable: bool,
    is_fractionable: bool,
    is_shortable: bool,
    min_quantity: Decimal,
    quantity_step: Decimal,
    price_step: Decimal,
    price_step_below_one: Decimal,
    bars_epoch: i64,
}

impl Row {
    fn listing(self) -> Result<Listing> {
        let market: MarketKind = self.market.parse().map_err(Error::bug)?;
        Ok(Listing {
            tradingview: self.tradingview,
            alpaca: self.alpaca,
            description: self.description,
            kind: self.kind.parse().map_err(Error::bug)?,
            exchange: self.exchange,
            currency: self.currency,
            bars_epoch: self.bars_epoch,
            instrument: Instrument {
                symbol: Symbol::parse(&self.symbol).map_err(Error::bug)?,
                market,
                tradable: self.is_tradable,
                fractionable: self.is_fractionable,
                shortable: self.is_shortable,
                min_quantity: self.min_quantity,
                quantity_step: self.quantity_step,
                price_step: self.price_step,
                price_step_below_one: self.price_step_below_one,
            },
        })
    }
}

/// The instrument that goes by that name anywhere: `AAPL`, `NASDAQ:AAPL`, `BTC/USD`.
pub async fn listing(cx: &Cx, name: &Symbol) -> Result<Option<Listing>> {
    let row: Option<Row> = cx
        .db()?
        .system()
        .first(&LISTING, params![name.to_string()])
        .await?;
    row.map(Row::listing).transpose()
}

async fn read(cx: &Cx, statement: &SystemSql, params: &[Param]) -> Result<Vec<Listing>> {
    let rows: Vec<Row> = cx.db()?.system().all(statement, params).await?;
    rows.into_iter().map(Row::listing).collect()
}

/// All instruments by name.
pub async fn listings(cx: &Cx) -> Result<Vec<Listing>> {
    read(cx, &LISTINGS, params![MAX_LISTINGS]).await
}

/// Those whose prices are told to whoever listens to all, `limit` at most.
pub async fn streamed(cx: &Cx, limit: u32) -> Result<Vec<Listing>> {
    read(cx, &STREAMED, params![limit]).await
}

/// What is searched for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// What is typed: the beginning of a ticker, with its exchange or without, or a part of a name.
    pub typed: &'a str,
    /// A [`ListingKind`]; empty for any.
    pub kind: &'a str,
    /// An exchange; empty for any.
    pub exchange: &'a str,
}

/// What a search shows, the best match first.
pub async fn search(cx: &Cx, wanted: Wanted<'_>, limit: u32) -> Result<Vec<Listing>> {
    let typed = wanted.typed.trim().to_ascii_uppercase();
    // `NASDAQ:AA` is typed by who goes on from a chosen symbol.
    let (of_exchange, ticker) = typed.split_once(':').unwrap_or(("", &typed));
    let exchange = wanted.exchange.to_ascii_uppercase();
    let params = params![ticker, of_exchange, wanted.kind, exchange, limit];
    read(cx, &SEARCH, params).await
}

#[derive(Debug, FromRow)]
struct Exchange {
    name: String,
}

/// The exchanges of all instruments.
pub async fn exchanges(cx: &Cx) -> Result<Vec<String>> {
    let rows: Vec<Exchange> = cx.db()?.system().all(&EXCHANGES, &[]).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// What a venue allows for the instrument of that name. Its `symbol` is our name, whatever was asked for.
pub async fn instrument(cx: &Cx, name: &Symbol) -> Result<Option<Instrument>> {
    Ok(listing(cx, name).await?.map(|listing| listing.instrument))
}

/// Our name of what Alpaca calls `text`: `BTC/USD` in orders and `BTCUSD` in positions are one.
pub fn from_alpaca(text: &str) -> Option<Symbol> {
    Symbol::parse(&text.replace('/', "")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::migrated;

    #[test]
    fn every_name_means_one_instrument() {
        let connection = migrated();
        let of = |name: &str| {
            let mut found = connection.prepare(LISTING.0).unwrap();
            let mut rows = found.query([name]).unwrap();
            rows.next().unwrap().map(|row| row.get::<_, String>(0).unwrap())
        };
        for (name, symbol) in [
            ("AAPL", "AAPL"),
            ("NASDAQ:AAPL", "AAPL"),
            ("BATS:AAPL", "AAPL"),
            ("BTCUSD", "BTCUSD"),
            ("BTC/USD", "BTCUSD"),
            ("KRAKEN:BTCUSD", "BTCUSD"),
        ] {
            assert_eq!(of(name).as_deref(), Some(symbol), "{name}");
        }
        for unknown in ["TSX:AAPL", "BINANCE:BTCUSDT", "NASDAQ:BTCUSD", "KRAKEN:AAPL"] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_best_match_is_first() {
        let connection = migrated();
        connection
            .execute_batch(
                "INSERT INTO instruments (symbol, tradingview, alpaca, description, kind, market, exchange, currency) VALUES
                  ('AM', 'NYSE:AM', 'AM', 'Antero Midstream', 'stock', 'stocks', 'NYSE', 'USD'),
                  ('AMA', 'NASDAQ:AMA', 'AMA', 'Ama Corporation', 'stock', 'stocks', 'NASDAQ', 'USD')",
            )
            .unwrap();
        let found = |typed: &str, of_exchange: &str, kind: &str, exchange: &str| {
            let mut search = connection.prepare(SEARCH.0).unwrap();
            let rows = search.query_map((typed, of_exchange, kind, exchange, 5), |row| {
                row.get::<_, String>(0)
            });
            rows.unwrap().map(|symbol| symbol.unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(found("AM", "", "", ""), ["AM", "AMD", "AMZN", "AMA", "BAC"]);
        assert_eq!(found("AM", "", "", "NYSE"), ["AM", "BAC"]);
        assert_eq!(found("AM", "NASDAQ", "", ""), ["AMD", "AMZN", "AMA"]);
        assert_eq!(
            found("A", "", "crypto", ""),
            ["AVAXUSD", "BTCUSD", "DOGEUSD", "ETHUSD", "LINKUSD"]
        );
        assert_eq!(found("", "", "", "").len(), 5);
        assert_eq!(found("%", "", "", ""), Vec::<String>::new());
    }

    #[test]
    fn our_names_are_tradingviews_tickers_and_alpacas_without_slashes() {
        let connection = migrated();
        let mut all = connection
            .prepare("SELECT symbol, tradingview, alpaca FROM instruments")
            .unwrap();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let text = |index: usize| row.get::<_, String>(index).unwrap();
            let symbol = Symbol::parse(&text(0)).unwrap();
            assert_eq!(Symbol::parse(&text(1)).unwrap().ticker(), symbol.ticker());
            assert_eq!(from_alpaca(&text(2)), Some(symbol));
        }
    }
}
