//! The chart page: `/chart/` and, for a saved layout, `/chart/<id>/`, with `?symbol=EXCHANGE:TICKER&interval=60`.
//!
//! Layouts whose id begins with `prv` are private: only who is signed in sees them. Those that begin with `csp` are
//! shown under a policy that lets no script run but the page's own.

use pinewire_domain::{screenshot::ChartId, symbol::Symbol, timeframe::Timeframe};
use pinewire_sandbox_kit::html::escape;
use pinewire_shared::{Result, http::Response};

use super::page::{self, Page, Scripts};
use crate::{state::users::User, visit::Visit};

const PRIVATE: &str = "prv";
const STRICT: &str = "csp";
/// What a chart shows whose address names nothing.
const DEFAULT_SYMBOL: &str = "BITSTAMP:BTCUSD";
const DEFAULT_INTERVAL: &str = "1D";

pub(super) fn show(visit: &Visit) -> Result<Response> {
    if !visit.path.ends_with('/') {
        return with_final_slash(&visit.path, visit.query_string());
    }
    let visitor = visit.user()?;
    let layout = Some(visit.segment(1)).filter(|id| !id.is_empty());
    if let Some(id) = &layout {
        if ChartId::parse(id).is_err() {
            return page::failure(404);
        }
        if id.starts_with(PRIVATE) && visitor.is_none() {
            return page::sign_in();
        }
    }
    // The page may be below another path: what it loads has addresses relative to its own.
    let root = if layout.is_some() { "../../" } else { "../" };
    let scripts = match &layout {
        Some(id) if id.starts_with(STRICT) => Scripts::Ours,
        _ => Scripts::Any,
    };
    respond(visitor.as_ref(), visit, root, scripts)
}

/// Relative addresses on the page need the slash.
fn with_final_slash(path: &str, query: &str) -> Result<Response> {
    let last = path.rsplit('/').next().unwrap_or_default();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    let answer = worker::ResponseBuilder::new().with_status(301).empty();
    answer.headers().set("location", &format!("{last}/{query}"))?;
    Ok(answer)
}

fn respond(visitor: Option<&User>, visit: &Visit, root: &str, scripts: Scripts) -> Result<Response> {
    let symbol = visit.parameter("symbol");
    let symbol = symbol.unwrap_or_else(|| DEFAULT_SYMBOL.to_owned());
    let symbol = Symbol::parse(&symbol).map_or(symbol, |symbol| symbol.to_string());
    let interval = visit.parameter("interval");
    let interval = interval.and_then(|text| Timeframe::parse(&text).ok());
    let interval = interval.map_or_else(|| DEFAULT_INTERVAL.to_owned(), |interval| interval.to_string());
    let (symbol, interval) = (escape(&symbol), escape(&interval));
    let head = format!(
        "<link rel=\"stylesheet\" href=\"{root}sandbox-assets/chart.css\">\n\
         <script src=\"{root}sandbox-assets/lightweight-charts.js\" defer></script>\n\
         <script src=\"{root}sandbox-assets/chart.js\" type=\"module\"></script>\n"
    );
    let body = BODY
        .replace("{root}", root)
        .replace("{symbol}", &symbol)
        .replace("{interval}", &interval);
    Page {
        visitor,
        title: &symbol,
        head: &head,
        body: &body,
        scripts,
    }
    .respond(200)
}

/// With the names of classes and elements that the real page has, as far as programs look for them.
const BODY: &str = include_str!("chart.html");
