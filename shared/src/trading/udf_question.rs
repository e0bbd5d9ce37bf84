//! Questions and answers of the UDF protocol, as its endpoints share them. Errors are answers too: HTTP 200 with
//! `{"s":"error","errmsg":"…"}`.

use std::rc::Rc;

use pinewire_domain::{symbol::Symbol, trading::udf::UdfError};
use serde::{Deserialize, Serialize};

use super::{listings, symbols::Listing};
use crate::{
    Cx, Error, Result,
    http::{Problem, Response, response, to_problem},
    log,
};

/// What charts are told of a symbol that nobody knows.
const UNKNOWN_SYMBOL: &str = "unknown_symbol";

/// The parameters of all questions. They are read as text: what is wrong with them is told as the protocol tells errors.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// One symbol, by any of its names.
    pub symbol: Option<String>,
    /// Several, separated by commas.
    pub symbols: Option<String>,
    /// How long a bar is.
    pub resolution: Option<String>,
    /// From this second on.
    pub from: Option<String>,
    /// To this second.
    pub to: Option<String>,
    /// How many bars.
    pub countback: Option<String>,
    /// What is typed.
    pub query: Option<String>,
    /// A kind of symbol.
    pub r#type: Option<String>,
    /// An exchange.
    pub exchange: Option<String>,
    /// At most so many.
    pub limit: Option<String>,
}

/// The answer, or what is wrong as the protocol says it.
pub fn answer<T: Serialize>(cx: &Cx, answer: Result<T>) -> Result<Response> {
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
pub async fn listing(cx: &Cx, name: Option<&str>) -> Result<Rc<Listing>> {
    let unknown = || Error::from(Problem::new(404, "not_found", UNKNOWN_SYMBOL));
    let name = Symbol::parse(name.unwrap_or_default()).map_err(|_| unknown())?;
    listings::find(cx, &name).await?.ok_or_else(unknown)
}

/// A parameter that must be a whole number.
pub fn seconds(name: &'static str, text: Option<&str>) -> Result<Option<i64>> {
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
