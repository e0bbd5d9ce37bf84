//! The files that the chart page loads: our own from the worker itself, the chart library from the assets that are
//! deployed with it, which do not count against the worker's size.

use pinewire_shared::{
    Cx, Error, Result,
    http::{Request, Response, response, with_mutable_headers},
};

pub(super) async fn script(_: Cx, _: Request) -> Result<Response> {
    response::with_body(200, "text/javascript; charset=utf-8", include_str!("chart.js"))
}

pub(super) async fn style(_: Cx, _: Request) -> Result<Response> {
    response::with_body(200, "text/css; charset=utf-8", include_str!("chart.css"))
}

/// TradingView's Lightweight Charts.
pub(super) async fn library(cx: Cx, request: Request) -> Result<Response> {
    let answer = cx.service("ASSETS")?.fetch_request(request.into_inner()).await;
    let mut answer =
        with_mutable_headers(answer.map_err(|error| Error::retry(format_args!("ASSETS: {error}")))?)?;
    answer
        .headers_mut()
        .set("cache-control", "public, max-age=3600")?;
    Ok(answer)
}
