//! `/symbols` and `/search`: one symbol, and those that match what is typed.

use pinewire_domain::trading::{
    order::MarketKind,
    udf::{Found, SymbolInfo},
};
use pinewire_shared::trading::symbols::{self, Wanted};
use pinewire_shared::trading::udf_question::{Asked, answer, listing};
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response},
    trading::market::Listing,
};

use crate::{hours, market_clock};

const DEFAULT_FOUND: u32 = 30;
const MAX_FOUND: u32 = 100;

/// A symbol, by any of its names
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/datafeed/symbols", tag = "datafeed", operation_id = "datafeed_symbol",
    params(("symbol" = String, Query, description = "Such as NASDAQ:AAPL or AAPL")),
    responses((status = 200, description = "The symbol, or an object with `s` if it is not known", body = serde_json::Value))
))]
pub(crate) async fn symbol(cx: Cx, request: Request) -> Result<Response> {
    let read = async {
        let asked: Asked = request.query()?;
        let listing = listing(&cx, asked.symbol.as_deref()).await?;
        info(&cx, &listing).await
    };
    let read = read.await;
    answer(&cx, read)
}

async fn info(cx: &Cx, listing: &Listing) -> Result<SymbolInfo> {
    let holidays = match listing.instrument.market {
        MarketKind::Crypto => String::new(),
        MarketKind::Stocks => hours::holidays(cx, market_clock::now(cx).await?).await?,
    };
    Ok(listing.info(&holidays))
}

/// Symbols that match what is typed
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/datafeed/search", tag = "datafeed", operation_id = "datafeed_search",
    params(
        ("query" = Option<String>, Query, description = "What is typed"),
        ("type" = Option<String>, Query, description = "`stock`, `fund` or `crypto`"),
        ("exchange" = Option<String>, Query, description = "Such as NASDAQ"),
        ("limit" = Option<String>, Query, description = "At most so many: 30 unless told, up to 100"),
    ),
    responses((status = 200, description = "A bare array, the best match first", body = serde_json::Value))
))]
pub(crate) async fn search(cx: Cx, request: Request) -> Result<Response> {
    let read = async {
        let typed: Asked = request.query()?;
        let limit = typed.limit.as_deref().and_then(|limit| limit.parse().ok());
        let wanted = Wanted {
            typed: typed.query.as_deref().unwrap_or_default(),
            kind: typed.r#type.as_deref().unwrap_or_default(),
            exchange: typed.exchange.as_deref().unwrap_or_default(),
        };
        let found = symbols::search(&cx, wanted, limit.unwrap_or(DEFAULT_FOUND).min(MAX_FOUND)).await?;
        Ok(found.iter().map(row).collect::<Vec<_>>())
    };
    let read = read.await;
    answer(&cx, read)
}

fn row(listing: &Listing) -> Found {
    Found {
        symbol: listing.symbol().ticker().to_owned(),
        full_name: listing.tradingview.clone(),
        description: listing.description.clone(),
        exchange: listing.exchange.clone(),
        ticker: listing.tradingview.clone(),
        kind: listing.kind.as_str().to_owned(),
    }
}
