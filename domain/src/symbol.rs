//! Symbols as TradingView names them: `BINANCE:BTCUSDT`, `BTCUSDT`, `CME_MINI:ES1!`, `BINANCE:BTCUSDT/BINANCE:ETHUSDT`.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

const MAX_TICKER: usize = 64;
const MAX_EXCHANGE: usize = 32;
/// What combines symbols into a spread.
const OPERATORS: [char; 4] = ['/', '*', '+', '-'];

/// Why text is not a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SymbolError {
    /// Nothing but spaces.
    #[error("the symbol is empty")]
    Empty,
    /// A TradingView placeholder that nothing was filled into.
    #[error("the symbol is a placeholder that was not filled in")]
    Placeholder,
    /// Characters that no symbol has, or too many.
    #[error("not a symbol such as BTCUSDT or BINANCE:BTCUSDT")]
    Malformed,
}

/// An instrument, with the exchange that quotes it where that is known. Upper case (ASCII only: `i` never becomes `İ`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol {
    exchange: Option<String>,
    ticker: String,
}

impl Symbol {
    /// Parses `TICKER` or `EXCHANGE:TICKER`. The suffix of delayed feeds (`NASDAQ_DL`, `NSE_DLY`) goes.
    pub fn parse(text: &str) -> Result<Self, SymbolError> {
        let text = text.trim();
        if text.contains("{{") {
            return Err(SymbolError::Placeholder);
        }
        match text.split_once(':') {
            // A spread may have its first colon behind an operator: `1/BINANCE:BTCUSDT`.
            Some((exchange, ticker)) if !exchange.contains(OPERATORS) => Ok(Self {
                exchange: parse_exchange(exchange)?,
                ticker: parse_ticker(ticker)?,
            }),
            _ => Ok(Self {
                exchange: None,
                ticker: parse_ticker(text)?,
            }),
        }
    }

    /// Parses a ticker and, separately, its exchange. An exchange in the ticker itself wins.
    pub fn parse_parts(exchange: &str, ticker: &str) -> Result<Self, SymbolError> {
        let symbol = Self::parse(ticker)?;
        if symbol.exchange.is_some() {
            return Ok(symbol);
        }
        Ok(Self {
            exchange: parse_exchange(exchange)?,
            ..symbol
        })
    }

    /// The exchange, e.g. `BINANCE`.
    pub fn exchange(&self) -> Option<&str> {
        self.exchange.as_deref()
    }

    /// The ticker, e.g. `BTCUSDT`.
    pub fn ticker(&self) -> &str {
        &self.ticker
    }

    /// Whether `pattern` of an allow-list means this symbol: a bare ticker means it on every exchange.
    pub fn matches(&self, pattern: &Self) -> bool {
        self.ticker == pattern.ticker && (pattern.exchange.is_none() || pattern.exchange == self.exchange)
    }
}

/// `EXCHANGE:TICKER`, or `TICKER` where the exchange is not known.
impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.exchange {
            Some(exchange) => write!(f, "{exchange}:{}", self.ticker),
            None => f.write_str(&self.ticker),
        }
    }
}

impl FromStr for Symbol {
    type Err = SymbolError;

    fn from_str(text: &str) -> Result<Self, SymbolError> {
        Self::parse(text)
    }
}

impl Serialize for Symbol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Symbol {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

fn parse_ticker(text: &str) -> Result<String, SymbolError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(SymbolError::Empty);
    }
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"._-!&/*+$^@#=:|'()".contains(&byte);
    let plausible = text.len() <= MAX_TICKER
        && text.bytes().all(known)
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && has_plausible_colons(text);
    if plausible {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(SymbolError::Malformed)
    }
}

/// Only later legs of a spread have exchanges of their own, and those are words: `BTCUSDT/BINANCE:ETHUSDT`, but neither
/// `A:B` nor the `15T10:30` of a time.
fn has_plausible_colons(ticker: &str) -> bool {
    let mut legs = ticker.split(':');
    legs.next_back();
    legs.all(|leg| {
        leg.rsplit_once(OPERATORS)
            .is_some_and(|(_, exchange)| exchange.starts_with(|char: char| char.is_ascii_alphabetic()))
    })
}

/// `None` for an empty exchange, which is what an unset placeholder leaves.
fn parse_exchange(text: &str) -> Result<Option<String>, SymbolError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.contains("{{") {
        return Err(SymbolError::Placeholder);
    }
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"_. ".contains(&byte);
    if text.len() > MAX_EXCHANGE || !text.bytes().all(known) {
        return Err(SymbolError::Malformed);
    }
    let upper = text.to_ascii_uppercase();
    let plain = upper
        .strip_suffix("_DLY")
        .or_else(|| upper.strip_suffix("_DL"))
        .unwrap_or(&upper)
        .trim();
    if plain.starts_with(|char: char| char.is_ascii_alphabetic()) {
        Ok(Some(plain.to_owned()))
    } else {
        Err(SymbolError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(input: &str) -> String {
        Symbol::parse(input).map_or_else(|error| format!("{error:?}"), |symbol| symbol.to_string())
    }

    #[test]
    fn symbols_of_every_market_are_read() {
        for (input, expected) in [
            ("BTCUSDT", "BTCUSDT"),
            (" binance:btcusdt.p ", "BINANCE:BTCUSDT.P"),
            ("NASDAQ_DL:AAPL", "NASDAQ:AAPL"),
            ("NSE_DLY:M&M", "NSE:M&M"),
            ("CME_MINI_DL:ES1!", "CME_MINI:ES1!"),
            ("BIST:isctr", "BIST:ISCTR"),
            ("NYSE:BRK.B", "NYSE:BRK.B"),
            ("BTC/USDT", "BTC/USDT"),
            (
                "BINANCE:BTCUSDT/BINANCE:ETHUSDT",
                "BINANCE:BTCUSDT/BINANCE:ETHUSDT",
            ),
            ("1/BINANCE:BTCUSDT", "1/BINANCE:BTCUSDT"),
            ("CME:ES1!-CME:NQ1!", "CME:ES1!-CME:NQ1!"),
            ("2-CME:NQ1!", "2-CME:NQ1!"),
            ("TSE:7203", "TSE:7203"),
            (":AAPL", "AAPL"),
        ] {
            assert_eq!(text(input), expected, "{input}");
        }
    }

    #[test]
    fn what_is_no_symbol_is_refused() {
        assert_eq!(text("  "), "Empty");
        assert_eq!(text("BINANCE:"), "Empty");
        assert_eq!(text("{{ticker}}"), "Placeholder");
        for bad in [
            "!!!",
            "BTC USDT",
            "İSCTR",
            "BTC\u{0}USDT",
            "A:B:C;",
            "<script>",
            &"A".repeat(65),
        ] {
            assert_eq!(text(bad), "Malformed", "{bad}");
        }
    }

    #[test]
    fn an_exchange_in_the_ticker_wins() {
        assert_eq!(
            Symbol::parse_parts("NASDAQ_DLY", "AAPL").unwrap().to_string(),
            "NASDAQ:AAPL"
        );
        assert_eq!(
            Symbol::parse_parts("BATS", "NASDAQ:AAPL").unwrap().to_string(),
            "NASDAQ:AAPL"
        );
        assert_eq!(Symbol::parse_parts("", "AAPL").unwrap().to_string(), "AAPL");
        assert_eq!(
            Symbol::parse_parts("{{exchange}}", "AAPL"),
            Err(SymbolError::Placeholder)
        );
    }

    #[test]
    fn a_bare_pattern_means_every_exchange() {
        let symbol = Symbol::parse("BINANCE:BTCUSDT").unwrap();
        let matches = |pattern: &str| symbol.matches(&Symbol::parse(pattern).unwrap());
        assert!(matches("BTCUSDT") && matches("binance:btcusdt"));
        assert!(!matches("BYBIT:BTCUSDT") && !matches("BTCUSD"));
        assert!(!Symbol::parse("BTCUSDT").unwrap().matches(&symbol));
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_read_again_as_itself(input in "[A-Za-z0-9:._!&/ -]{0,30}|\\PC*") {
            if let Ok(symbol) = Symbol::parse(&input) {
                prop_assert_eq!(Symbol::parse(&symbol.to_string()), Ok(symbol));
            }
        }
    }
}
