//! `/symbols` and `/search`: one symbol, and those that match what is typed.

use serde::Serialize;

/// `/symbols`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SymbolInfo {
    /// The short name.
    pub name: String,
    /// What to ask by.
    pub ticker: String,
    /// The name in full.
    pub description: String,
    /// `stock`, `crypto`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// `0930-1600`, `24x7`.
    pub session: String,
    /// `YYYYMMDD`, separated by commas.
    pub session_holidays: String,
    /// `America/New_York`, `Etc/UTC`.
    pub timezone: String,
    /// Where it is quoted.
    pub exchange: String,
    /// Where it is listed.
    pub listed_exchange: String,
    /// How prices are written.
    pub format: &'static str,
    /// Steps of the price in `1/pricescale`.
    pub minmov: u32,
    /// A power of ten: 100 for cents.
    pub pricescale: u64,
    /// Whether there are bars shorter than a day.
    pub has_intraday: bool,
    /// Whether there are daily ones.
    pub has_daily: bool,
    /// Whether there are weekly and monthly ones.
    pub has_weekly_and_monthly: bool,
    /// Resolutions.
    pub supported_resolutions: Vec<String>,
    /// Decimals of the volume.
    pub volume_precision: u32,
    /// `streaming`, `delayed_streaming`, `endofday`.
    pub data_status: &'static str,
    /// The currency of its prices.
    pub currency_code: String,
}

/// A row of `/search`, whose answer is a bare array of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The short name.
    pub symbol: String,
    /// With its exchange.
    pub full_name: String,
    /// The name in full.
    pub description: String,
    /// Where it is quoted.
    pub exchange: String,
    /// What to ask by.
    pub ticker: String,
    /// `stock`, `crypto`, …
    #[serde(rename = "type")]
    pub kind: String,
}
