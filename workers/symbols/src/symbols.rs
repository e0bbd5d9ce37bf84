//! `/api/symbols`: the symbol table, for people and their programs.

use pinewire_domain::{decimal::Decimal, symbol::Symbol, trading::order::MarketKind};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
    trading::{
        listings,
        symbols::{self, Listing, ListingKind, Wanted},
    },
};
use serde::{Deserialize, Serialize};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 200;

/// An instrument
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SymbolView {
    /// Our name of it.
    symbol: String,
    /// TradingView's.
    tradingview: String,
    /// Alpaca's.
    alpaca: String,
    description: String,
    kind: ListingKind,
    market: MarketKind,
    exchange: String,
    currency: String,
    /// Whether it can be ordered at all.
    tradable: bool,
    /// Whether parts of a unit can be ordered.
    fractionable: bool,
    /// Whether it can be sold short.
    shortable: bool,
    /// The least that can be ordered.
    min_quantity: Decimal,
    /// What quantities are multiples of.
    quantity_step: Decimal,
    /// What prices from 1 up are multiples of.
    price_step: Decimal,
    /// What prices below 1 are multiples of.
    price_step_below_one: Decimal,
}

impl SymbolView {
    fn of(listing: &Listing) -> Self {
        let instrument = &listing.instrument;
        Self {
            symbol: instrument.symbol.to_string(),
            tradingview: listing.tradingview.clone(),
            alpaca: listing.alpaca.clone(),
            description: listing.description.clone(),
            kind: listing.kind,
            market: instrument.market,
            exchange: listing.exchange.clone(),
            currency: listing.currency.clone(),
            tradable: instrument.tradable,
            fractionable: instrument.fractionable,
            shortable: instrument.shortable,
            min_quantity: instrument.min_quantity,
            quantity_step: instrument.quantity_step,
            price_step: instrument.price_step,
            price_step_below_one: instrument.price_step_below_one,
        }
    }
}

/// Instruments, the best match first
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Symbols {
    data: Vec<SymbolView>,
}

#[derive(Deserialize)]
struct Asked {
    query: Option<String>,
    kind: Option<ListingKind>,
    exchange: Option<String>,
    limit: Option<u32>,
}

/// Symbols that can be charted and traded
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/symbols", tag = "symbols",
    params(
        ("query" = Option<String>, Query, description = "The beginning of a ticker, or a part of a name"),
        ("kind" = Option<ListingKind>, Query, description = "Only of this kind"),
        ("exchange" = Option<String>, Query, description = "Only of this exchange"),
        ("limit" = Option<usize>, Query, description = "At most so many: 50 unless told, up to 200"),
    ),
    responses((status = 200, body = Symbols), (status = 422, body = pinewire_shared::http::ProblemBody))
))]
pub(crate) async fn list_symbols(cx: Cx, request: Request) -> Result<Response> {
    let asked: Asked = request.query()?;
    let limit = asked.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::invalid("limit", format!("Use a number from 1 to {MAX_LIMIT}.")).into());
    }
    let wanted = Wanted {
        typed: asked.query.as_deref().unwrap_or_default(),
        kind: asked.kind.map_or("", ListingKind::as_str),
        exchange: asked.exchange.as_deref().unwrap_or_default(),
    };
    let found = symbols::search(&cx, wanted, limit).await?;
    response::json(&Symbols {
        data: found.iter().map(SymbolView::of).collect(),
    })
}

/// A symbol, by any of its names
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/symbols/{symbol}", tag = "symbols",
    params(("symbol" = String, Path, description = "AAPL, NASDAQ:AAPL or BTC%2FUSD")),
    responses((status = 200, body = SymbolView), (status = 404, body = pinewire_shared::http::ProblemBody))
))]
pub(crate) async fn get_symbol(cx: Cx, request: Request) -> Result<Response> {
    let unknown = || Problem::not_found("symbol");
    let name = request.param("symbol")?.replace("%3A", ":").replace("%2F", "/");
    let name = Symbol::parse(&name).map_err(|_| unknown())?;
    let listing = listings::find(&cx, &name).await?.ok_or_else(unknown)?;
    response::json(&SymbolView::of(&listing))
}
