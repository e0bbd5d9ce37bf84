//! `/quotes` and `/depth`.

use pinewire_domain::{
    symbol::Symbol,
    trading::{
        broker_wire::{BrokerQuote, BrokerQuoteValues, Depth},
        wire_number::WireNumber,
    },
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response},
    panel::{self, Fields, Look, answer, prices},
    trading::market::Quote,
};

/// A panel watches fewer.
const MAX_SYMBOLS: usize = 100;

/// `GET /quotes`: an answer for every symbol that was asked for, in their order.
pub(crate) async fn quotes(cx: Cx, request: Request) -> Result<Response> {
    let query = Fields::of_query(&request);
    panel::account_called(&cx, &request, &query.text("accountId"), Look::Recent).await?;
    let symbols = query.text("symbols");
    let names: Vec<&str> = symbols.split(',').filter(|name| !name.is_empty()).collect();
    if names.is_empty() || names.len() > MAX_SYMBOLS {
        return Err(Problem::invalid("symbols", "Ask for 1 to 100 symbols.").into());
    }
    // A panel asks by the names of /instruments, which are ours; it may know TradingView's too.
    let symbols: Vec<Option<Symbol>> = names.iter().map(|name| bare(name)).collect();
    let wanted: Vec<Symbol> = symbols.iter().flatten().cloned().collect();
    let found = prices::quotes(&cx, &wanted).await;
    let told: Vec<BrokerQuote> = names
        .iter()
        .zip(&symbols)
        .map(|(name, symbol)| {
            let values = symbol.as_ref().and_then(|symbol| values(found.get(symbol)?));
            match values {
                Some(v) => BrokerQuote::Ok {
                    n: (*name).to_owned(),
                    v,
                },
                None => BrokerQuote::Error {
                    n: (*name).to_owned(),
                    errmsg: "This symbol is not quoted here now.".to_owned(),
                },
            }
        })
        .collect();
    answer::data(told)
}

/// `GET /depth`: there is none, and the flag `supportLevel2Data` says so.
pub(crate) async fn depth(cx: Cx, request: Request) -> Result<Response> {
    let query = Fields::of_query(&request);
    panel::account_called(&cx, &request, &query.text("accountId"), Look::Recent).await?;
    answer::data(Depth::new(Vec::new(), Vec::new()))
}

fn bare(name: &str) -> Option<Symbol> {
    let symbol = Symbol::parse(name).ok()?;
    Symbol::parse(symbol.ticker()).ok()
}

/// A symbol that has but a last price (before the open) is quoted at that.
fn values(quote: &Quote) -> Option<BrokerQuoteValues> {
    let price = quote.price();
    Some(BrokerQuoteValues {
        ask: WireNumber(quote.ask.or(price)?),
        bid: WireNumber(quote.bid.or(price)?),
        lp: quote.last.map(WireNumber),
    })
}
