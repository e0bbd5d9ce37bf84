//! The `sandbox-tradingview` worker: the stand-in for TradingView's servers. It shows charts of made-up prices, tells
//! whose cookies it was sent, keeps who may use which Pine script, and can be told to fail. It is no part of a
//! production deployment, and no other worker knows that it is there.

mod accounts;
mod bucket;
mod control;
mod form;
mod pages;
mod pine_perm;
mod routes;
mod scripts;
mod session;
mod snapshot;
mod state;
mod users;
mod visit;

use pinewire_sandbox_kit::addressee::addressee;
use pinewire_shared::{Cx, http::Request};
use worker::event;

pub use state::TradingViewState;

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("sandbox-tradingview", &request, env, context)?;
    let request = Request::new(request);
    let router = match addressee(&request).as_str() {
        "pine-facade" | "pine-facade.tradingview.com" => &*routes::PINE_FACADE,
        "s3.tradingview.com" => &*routes::PICTURES,
        _ => &*routes::WEB_SITE,
    };
    visit::answer(router, cx, request).await
}
