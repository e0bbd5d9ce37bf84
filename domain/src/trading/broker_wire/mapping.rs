//! `/mapping`: our names of symbols and TradingView's. Asked for once a day, without a token.

use serde::Serialize;

use crate::symbol::Symbol;

/// One symbol's names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MappedSymbol {
    /// Ours, one for each of [`Mapping::fields`].
    pub f: [String; 1],
    /// TradingView's: `NASDAQ:AAPL`.
    pub s: String,
}

/// `/mapping`, without an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// The names.
    pub symbols: Vec<MappedSymbol>,
    /// What `f` is.
    pub fields: [&'static str; 1],
}

impl Mapping {
    /// The symbols by the names of `/instruments`. Those without an exchange have no name at TradingView and are left
    /// out; of several with the same ticker, the first counts.
    pub fn of<'a>(symbols: impl IntoIterator<Item = &'a Symbol>) -> Self {
        let mut mapped: Vec<MappedSymbol> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for symbol in symbols {
            if symbol.exchange().is_some() && seen.insert(symbol.ticker()) {
                mapped.push(MappedSymbol {
                    f: [symbol.ticker().to_owned()],
                    s: symbol.to_string(),
                });
            }
        }
        Self {
            symbols: mapped,
            fields: ["brokerSymbol"],
        }
    }
}
