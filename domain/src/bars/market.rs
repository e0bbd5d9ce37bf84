//! What a made-up market is like: where its prices are, how far they go, how many decimals they have.

use super::split::mix;
use crate::symbol::Symbol;

/// Prices are whole ticks of 10^-`decimals`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Market {
    pub(super) seed: u64,
    pub(super) base_ticks: i64,
    pub(super) decimals: u32,
    /// How far prices go from the base, in millionths of it.
    pub(super) reach_ppm: i64,
    pub(super) daily_volume: u64,
}

const CRYPTO_PPM: i64 = 400_000;
const STOCK_PPM: i64 = 300_000;
const INDEX_PPM: i64 = 200_000;
const FOREX_PPM: i64 = 80_000;

/// Base price in ticks, decimals, reach.
type Kind = (i64, u32, i64);

const fn ticks(ticks: i64, decimals: u32, reach_ppm: i64) -> Kind {
    (ticks, decimals, reach_ppm)
}

const fn whole(price: i64, decimals: u32, reach_ppm: i64) -> Kind {
    (price * 10_i64.pow(decimals), decimals, reach_ppm)
}

/// By the start of the ticker: coins are quoted in many currencies.
const COINS: &[(&str, Kind)] = &[
    ("BTC", whole(77_000, 2, CRYPTO_PPM)),
    ("ETH", whole(3_000, 2, CRYPTO_PPM)),
    ("BNB", whole(600, 2, CRYPTO_PPM)),
    ("SOL", whole(150, 2, CRYPTO_PPM)),
    ("XRP", ticks(12_000, 4, CRYPTO_PPM)),
    ("ADA", ticks(6_000, 4, CRYPTO_PPM)),
    ("DOGE", ticks(16_000, 5, CRYPTO_PPM)),
    ("AVAX", whole(30, 3, CRYPTO_PPM)),
    ("LINK", whole(16, 3, CRYPTO_PPM)),
    ("SHIB", ticks(2_200, 8, CRYPTO_PPM)),
    ("PEPE", ticks(110_000, 10, CRYPTO_PPM)),
];

/// By the whole ticker.
const OTHERS: &[(&str, Kind)] = &[
    ("AAPL", whole(200, 2, STOCK_PPM)),
    ("MSFT", whole(420, 2, STOCK_PPM)),
    ("NVDA", whole(125, 2, STOCK_PPM)),
    ("TSLA", whole(240, 2, STOCK_PPM)),
    ("GOOG", whole(170, 2, STOCK_PPM)),
    ("GOOGL", whole(170, 2, STOCK_PPM)),
    ("AMZN", whole(185, 2, STOCK_PPM)),
    ("META", whole(500, 2, STOCK_PPM)),
    ("SPY", whole(550, 2, INDEX_PPM)),
    ("QQQ", whole(475, 2, INDEX_PPM)),
    ("SPX", whole(5_500, 2, INDEX_PPM)),
    ("NDX", whole(19_500, 2, INDEX_PPM)),
    ("ES1!", whole(5_500, 2, INDEX_PPM)),
    ("NQ1!", whole(19_500, 2, INDEX_PPM)),
    ("CL1!", whole(75, 2, STOCK_PPM)),
    ("XAUUSD", whole(2_400, 2, INDEX_PPM)),
    ("XAGUSD", whole(28, 3, STOCK_PPM)),
    ("EURUSD", ticks(110_000, 5, FOREX_PPM)),
    ("GBPUSD", ticks(127_000, 5, FOREX_PPM)),
    ("AUDUSD", ticks(66_000, 5, FOREX_PPM)),
    ("USDCHF", ticks(88_000, 5, FOREX_PPM)),
    ("USDCAD", ticks(136_000, 5, FOREX_PPM)),
    ("USDJPY", whole(150, 3, FOREX_PPM)),
    ("EURJPY", whole(163, 3, FOREX_PPM)),
    ("USDTRY", whole(33, 4, FOREX_PPM)),
];

impl Market {
    pub(super) fn of(symbol: &Symbol) -> Self {
        // A perpetual follows its spot market.
        let ticker = symbol.ticker().strip_suffix(".P").unwrap_or(symbol.ticker());
        // FNV-1a
        let seed = ticker.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let listed = OTHERS.iter().find(|(name, _)| *name == ticker);
        let coin = || {
            COINS
                .iter()
                .find(|(name, _)| ticker.starts_with(name) && is_quoted(ticker))
        };
        let (base_ticks, decimals, reach_ppm) = match listed.or_else(coin) {
            Some((_, kind)) => *kind,
            None => unlisted(ticker, seed),
        };
        let daily_volume = 2_000_000 + mix(seed, 1, 0) % 60_000_000;
        Self {
            seed,
            base_ticks,
            decimals,
            reach_ppm,
            daily_volume,
        }
    }
}

fn is_quoted(ticker: &str) -> bool {
    ["USD", "USDT", "USDC", "EUR", "TRY", "FDUSD", "USDTPERP"]
        .iter()
        .any(|quote| ticker.ends_with(quote))
}

fn unlisted(ticker: &str, seed: u64) -> Kind {
    // From 1 to 499 and a fraction, so that no two charts look alike.
    let ticks = 10_000 + i64::try_from(mix(seed, 2, 0) % 4_990_000).unwrap_or(0);
    if is_quoted(ticker) {
        (ticks, 4, CRYPTO_PPM)
    } else {
        (ticks / 100 + 2_000, 2, STOCK_PPM)
    }
}
