//! Market data: version 2 for stocks, v1beta3 for coins.

mod bars;
mod latest;
mod timeframe;
mod wire;

use crate::routes::Route;

pub(crate) const STOCKS: &[Route] = &[
    ("GET", "/v2/stocks/bars", bars::of_stocks),
    ("GET", "/v2/stocks/bars/latest", latest::bars),
    ("GET", "/v2/stocks/quotes/latest", latest::quotes),
    ("GET", "/v2/stocks/trades/latest", latest::trades),
    ("GET", "/v2/stocks/snapshots", latest::stock_snapshots),
    ("GET", "/v2/stocks/{}/bars", bars::of_stock),
    ("GET", "/v2/stocks/{}/bars/latest", latest::bar_of_stock),
    ("GET", "/v2/stocks/{}/quotes/latest", latest::quote_of_stock),
    ("GET", "/v2/stocks/{}/trades/latest", latest::trade_of_stock),
    ("GET", "/v2/stocks/{}/snapshot", latest::snapshot_of_stock),
];

/// Open to everybody: clients send no key with them.
pub(crate) const COINS: &[Route] = &[
    ("GET", "/v1beta3/crypto/us/bars", bars::of_coins),
    ("GET", "/v1beta3/crypto/us/latest/bars", latest::bars),
    ("GET", "/v1beta3/crypto/us/latest/quotes", latest::quotes),
    ("GET", "/v1beta3/crypto/us/latest/trades", latest::trades),
    ("GET", "/v1beta3/crypto/us/snapshots", latest::coin_snapshots),
];
