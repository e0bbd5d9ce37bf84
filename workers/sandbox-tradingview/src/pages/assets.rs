//! The files that the chart page loads: TradingView's Lightweight Charts, our script and our style. They are deployed
//! beside the worker and do not count against its size.

use pinewire_shared::{
    Error, Result,
    http::{Request, Response, with_mutable_headers},
};

/// Where they are.
pub(crate) const ASSETS: &str = "/sandbox-assets/";

/// A file, or 404.
pub(crate) async fn asset(env: &worker::Env, request: Request) -> Result<Response> {
    let answer = env.service("ASSETS")?.fetch_request(request.into_inner()).await;
    let mut answer =
        with_mutable_headers(answer.map_err(|error| Error::retry(format_args!("ASSETS: {error}")))?)?;
    answer
        .headers_mut()
        .set("cache-control", "public, max-age=3600")?;
    Ok(answer)
}
