//! The `sandbox-tradingview` worker: the stand-in for TradingView's servers. It shows charts of made-up prices, tells
//! whose cookies it was sent, keeps who may use which Pine script, and can be told to fail. It is no part of a
//! production deployment, and no other worker knows that it is there.
//!
//! The worker itself only hands requests on: everything is answered in one Durable Object, beside what it keeps. Asking
//! it question by question, with a type for each and its answer, would make half of this worker.

mod accounts;
mod bucket;
mod control;
mod object;
mod pages;
mod pine_perm;
mod routes;
mod scripts;
mod session;
mod snapshot;
mod state;
mod users;
mod visit;

use pinewire_sandbox_kit::state::object;
use pinewire_shared::Cx;
use worker::event;

pub use object::TradingViewState;

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("sandbox-tradingview", &request, env, context)?;
    Ok(object(&cx, "TRADINGVIEW_STATE")?.fetch(request).await?)
}
