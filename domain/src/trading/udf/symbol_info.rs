//! `/symbol_info`: all symbols in columns, with hyphenated keys and without `d`. The datafeed and the Broker REST API ask
//! for the same answer.

use serde::Serialize;

use super::SymbolInfo;

/// The symbols of a group. Every column has one entry for each symbol.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SymbolColumns {
    /// `ok`
    pub s: &'static str,
    /// The short names.
    pub symbol: Vec<String>,
    /// What to ask by.
    pub ticker: Vec<String>,
    /// The names in full.
    pub description: Vec<String>,
    /// The currencies of their prices.
    pub currency: Vec<String>,
    /// Where they are listed.
    pub exchange_listed: Vec<String>,
    /// Where they are quoted.
    pub exchange_traded: Vec<String>,
    /// Steps of the prices in `1/pricescale`.
    pub minmovement: Vec<u32>,
    /// Nought: no prices in pips or fractions.
    pub minmovement2: Vec<u32>,
    /// Powers of ten: 100 for cents.
    pub pricescale: Vec<u64>,
    /// `stock`, `crypto`, …
    #[serde(rename = "type")]
    pub kind: Vec<String>,
    /// `America/New_York`, `Etc/UTC`.
    pub timezone: Vec<String>,
    /// `0930-1600`, `24x7`.
    pub session_regular: Vec<String>,
    /// Whether there are bars shorter than a day.
    pub has_intraday: Vec<bool>,
    /// Whether there are daily ones.
    pub has_daily: Vec<bool>,
    /// Whether there are weekly and monthly ones.
    pub has_weekly_and_monthly: Vec<bool>,
    /// Resolutions of each.
    pub supported_resolutions: Vec<Vec<String>>,
}

impl SymbolColumns {
    /// The symbols in columns.
    pub fn of(symbols: &[SymbolInfo]) -> Self {
        fn column<T>(symbols: &[SymbolInfo], value: impl Fn(&SymbolInfo) -> T) -> Vec<T> {
            symbols.iter().map(value).collect()
        }
        Self {
            s: "ok",
            symbol: column(symbols, |symbol| symbol.name.clone()),
            ticker: column(symbols, |symbol| symbol.ticker.clone()),
            description: column(symbols, |symbol| symbol.description.clone()),
            currency: column(symbols, |symbol| symbol.currency_code.clone()),
            exchange_listed: column(symbols, |symbol| symbol.listed_exchange.clone()),
            exchange_traded: column(symbols, |symbol| symbol.exchange.clone()),
            minmovement: column(symbols, |symbol| symbol.minmov),
            minmovement2: column(symbols, |_| 0),
            pricescale: column(symbols, |symbol| symbol.pricescale),
            kind: column(symbols, |symbol| symbol.kind.clone()),
            timezone: column(symbols, |symbol| symbol.timezone.clone()),
            session_regular: column(symbols, |symbol| symbol.session.clone()),
            has_intraday: column(symbols, |symbol| symbol.has_intraday),
            has_daily: column(symbols, |symbol| symbol.has_daily),
            has_weekly_and_monthly: column(symbols, |symbol| symbol.has_weekly_and_monthly),
            supported_resolutions: column(symbols, |symbol| symbol.supported_resolutions.clone()),
        }
    }
}
