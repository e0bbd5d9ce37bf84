//! What can be traded here: liquid stocks, a few coins, and some stocks that are refused in one way or another.

use pinewire_domain::{decimal::Decimal, symbol::Symbol};

/// What kind of market an asset is traded on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// In sessions, in New York.
    Stock,
    /// Always.
    Crypto,
}

impl Class {
    /// Alpaca's word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Stock => "us_equity",
            Self::Crypto => "crypto",
        }
    }
}

/// Something that can be traded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asset {
    /// `AAPL`, `BTC/USD`
    pub(crate) symbol: &'static str,
    pub(crate) name: &'static str,
    pub(crate) exchange: &'static str,
    pub(crate) class: Class,
    /// Whether parts of a unit can be traded.
    pub(crate) fractionable: bool,
    pub(crate) shortable: bool,
    pub(crate) tradable: bool,
}

const fn stock(symbol: &'static str, exchange: &'static str, name: &'static str) -> Asset {
    Asset {
        symbol,
        name,
        exchange,
        class: Class::Stock,
        fractionable: true,
        shortable: true,
        tradable: true,
    }
}

const fn coin(symbol: &'static str, name: &'static str) -> Asset {
    Asset {
        shortable: false,
        class: Class::Crypto,
        ..stock(symbol, "CRYPTO", name)
    }
}

/// All assets, by symbol.
pub(crate) const ASSETS: &[Asset] = &[
    stock("AAPL", "NASDAQ", "Apple Inc. Common Stock"),
    stock("AMD", "NASDAQ", "Advanced Micro Devices, Inc. Common Stock"),
    stock("AMZN", "NASDAQ", "Amazon.com, Inc. Common Stock"),
    coin("AVAX/USD", "Avalanche / US Dollar"),
    stock("BAC", "NYSE", "Bank of America Corporation"),
    Asset {
        fractionable: false,
        ..stock("BRK.A", "NYSE", "Berkshire Hathaway Inc. Class A")
    },
    coin("BTC/USD", "Bitcoin / US Dollar"),
    stock("COIN", "NASDAQ", "Coinbase Global, Inc. Class A Common Stock"),
    stock("DIA", "ARCA", "SPDR Dow Jones Industrial Average ETF Trust"),
    stock("DIS", "NYSE", "The Walt Disney Company"),
    coin("DOGE/USD", "Dogecoin / US Dollar"),
    coin("ETH/USD", "Ethereum / US Dollar"),
    stock("F", "NYSE", "Ford Motor Company"),
    stock("GOOG", "NASDAQ", "Alphabet Inc. Class C Capital Stock"),
    stock("GOOGL", "NASDAQ", "Alphabet Inc. Class A Common Stock"),
    Asset {
        tradable: false,
        ..stock("HALT", "NYSE", "Halted For Good Corporation")
    },
    Asset {
        shortable: false,
        ..stock("HTBR", "NYSE", "Hard To Borrow Incorporated")
    },
    stock("INTC", "NASDAQ", "Intel Corporation Common Stock"),
    stock("IWM", "ARCA", "iShares Russell 2000 ETF"),
    stock("JPM", "NYSE", "JPMorgan Chase & Co."),
    stock("KO", "NYSE", "Coca-Cola Company"),
    coin("LINK/USD", "Chainlink / US Dollar"),
    stock("META", "NASDAQ", "Meta Platforms, Inc. Class A Common Stock"),
    stock("MSFT", "NASDAQ", "Microsoft Corporation Common Stock"),
    stock("NFLX", "NASDAQ", "Netflix, Inc. Common Stock"),
    stock("NVDA", "NASDAQ", "NVIDIA Corporation Common Stock"),
    stock(
        "PLTR",
        "NASDAQ",
        "Palantir Technologies Inc. Class A Common Stock",
    ),
    stock("QQQ", "NASDAQ", "Invesco QQQ Trust, Series 1"),
    coin("SOL/USD", "Solana / US Dollar"),
    stock("SPY", "ARCA", "SPDR S&P 500 ETF Trust"),
    stock("TSLA", "NASDAQ", "Tesla, Inc. Common Stock"),
    stock("XOM", "NYSE", "Exxon Mobil Corporation"),
];

impl Asset {
    /// By symbol, in the spelling with or without the slash of pairs, or by id.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        ASSETS.iter().find(|asset| {
            asset.symbol.eq_ignore_ascii_case(name)
                || asset.bare().eq_ignore_ascii_case(name)
                || asset.id() == name
        })
    }

    /// Without the slash: positions have it so.
    pub(crate) fn bare(&self) -> String {
        self.symbol.replace('/', "")
    }

    /// The same at every start.
    pub(crate) fn id(&self) -> String {
        let seed = self.symbol.bytes().fold(7_u64, |hash, byte| {
            hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)
        });
        super::ids::uuid(seed, 0)
    }

    pub(crate) const fn is_crypto(&self) -> bool {
        matches!(self.class, Class::Crypto)
    }

    /// Under which name its made-up prices are.
    pub(crate) fn priced_as(&self) -> Option<Symbol> {
        Symbol::parse(&self.bare()).ok()
    }

    /// The smallest step of a price.
    pub(crate) fn tick(&self) -> Decimal {
        let decimals = match self.symbol {
            "DOGE/USD" => 5,
            "AVAX/USD" | "LINK/USD" => 3,
            _ => 2,
        };
        Decimal::from_parts(1, decimals).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_has_several_names() {
        let bitcoin = Asset::find("BTC/USD").unwrap();
        for name in ["BTCUSD", "btc/usd", &bitcoin.id()] {
            assert_eq!(Asset::find(name), Some(bitcoin), "{name}");
        }
        assert_eq!(Asset::find("ENRN"), None);
    }

    #[test]
    fn assets_are_sorted_and_have_ids_of_their_own() {
        let mut ids: Vec<String> = ASSETS.iter().map(Asset::id).collect();
        assert!(ASSETS.is_sorted_by_key(|asset| asset.symbol));
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), ASSETS.len());
    }

    #[test]
    fn whatever_the_platform_lists_is_traded_here() {
        let migration = include_str!("../../../../migrations/0015_symbols.sql");
        // ('AAPL', 'NASDAQ:AAPL', 'AAPL', …): the third column is Alpaca's name.
        let listed: Vec<&str> = migration
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("('")?.split('\'').nth(4))
            .collect();
        assert!(listed.len() > 20 && listed.contains(&"BTC/USD"));
        for symbol in listed {
            assert!(
                Asset::find(symbol).is_some_and(|asset| asset.tradable),
                "{symbol}"
            );
        }
    }
}
