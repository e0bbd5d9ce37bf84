//! `/datafeed`: the protocol by which TradingView's charts ask for symbols, bars, marks and quotes. Errors are answers
//! too: HTTP 200 with `{"s":"error","errmsg":"…"}`.

pub(crate) mod config;
pub(crate) mod history;
pub(crate) mod marks;
pub(crate) mod quotes;
pub(crate) mod symbols;

use std::rc::Rc;

use pinewire_domain::{symbol::Symbol, trading::udf::UdfError};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Problem, Response, response, to_problem},
    log,
    trading::market::Listing,
};
use serde::{Deserialize, Serialize};

use crate::listings;

/// What charts are told of a symbol that nobody knows.
const UNKNOWN_SYMBOL: &str = "unknown_symbol";

/// The parameters of all questions. They are read as text: what is wrong with them is told as the protocol tells errors.
#[derive(Debug, Deserialize)]
struct Asked {
    symbol: Option<String>,
    symbols: Option<String>,
    resolution: Option<String>,
    from: Option<String>,
    to: Option<String>,
    countback: Option<String>,
    query: Option<String>,
    r#type: Option<String>,
    exchange: Option<String>,
    limit: Option<String>,
}

/// The answer, or what is wrong as the protocol says it.
fn answer<T: Serialize>(cx: &Cx, answer: Result<T>) -> Result<Response> {
    match answer {
        Ok(answer) => response::json(&answer),
        Err(error) => {
            let problem = to_problem(&error);
            if problem.status >= 500 {
                let fields = serde_json::json!({ "error": error.to_string(), "cause": problem.cause });
                log::warn(cx, "datafeed_error", fields);
            }
            response::json(&UdfError::new(problem.detail))
        }
    }
}

/// The instrument that a chart names.
async fn listing(cx: &Cx, name: Option<&str>) -> Result<Rc<Listing>> {
    let unknown = || Error::from(Problem::new(404, "not_found", UNKNOWN_SYMBOL));
    let name = Symbol::parse(name.unwrap_or_default()).map_err(|_| unknown())?;
    listings::find(cx, &name).await?.ok_or_else(unknown)
}

/// A parameter that must be a whole number.
fn seconds(name: &'static str, text: Option<&str>) -> Result<Option<i64>> {
    let number = |text: &str| {
        text.parse().map_err(|_| {
            Problem::new(
                422,
                "validation_failed",
                format!("{name} is not a whole number of seconds."),
            )
        })
    };
    Ok(text.map(number).transpose()?)
}
