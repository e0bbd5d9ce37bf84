//! `/config` and `/time`: what the datafeed can do, and what time it is.

use pinewire_domain::trading::udf::{Choice, Config, RESOLUTIONS, SymbolType};
use pinewire_shared::trading::symbols;
use pinewire_shared::trading::udf_question::answer;
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
};

use crate::market_clock;

/// What the datafeed can do
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/datafeed/config", tag = "datafeed", operation_id = "datafeed_config",
    responses((status = 200, description = "The configuration of the UDF protocol", body = serde_json::Value))
))]
pub(crate) async fn config(cx: Cx, _request: Request) -> Result<Response> {
    let read = read(&cx).await;
    answer(&cx, read)
}

async fn read(cx: &Cx) -> Result<Config> {
    let names = symbols::exchanges(cx).await?;
    let choice = |value: &str, name: &str| Choice {
        value: value.to_owned(),
        name: name.to_owned(),
        desc: name.to_owned(),
    };
    let mut exchanges = vec![choice("", "All exchanges")];
    exchanges.extend(names.iter().map(|name| choice(name, name)));
    let kind = |name: &str, value: &str| SymbolType {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    Ok(Config {
        supports_search: true,
        supports_group_request: false,
        supports_marks: true,
        supports_timescale_marks: true,
        supports_time: true,
        exchanges,
        symbols_types: vec![
            kind("All", ""),
            kind("Stocks", "stock"),
            kind("Funds", "fund"),
            kind("Crypto", "crypto"),
        ],
        supported_resolutions: RESOLUTIONS.iter().map(|name| (*name).to_owned()).collect(),
    })
}

/// The market's time, in seconds
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/datafeed/time", tag = "datafeed", operation_id = "datafeed_time",
    responses((status = 200, description = "Seconds since 1970", body = String, content_type = "text/plain"))
))]
pub(crate) async fn time(cx: Cx, _request: Request) -> Result<Response> {
    let seconds = market_clock::now(&cx).await?.as_millis().div_euclid(1000);
    response::with_body(200, "text/plain", &seconds.to_string())
}
