//! The `sandbox` worker: stand-ins for the vendors' servers, so that everything runs without an account anywhere. Each
//! speaks its vendor's wire format, keeps what it was told, and can be told to fail. It is no part of a production
//! deployment, and no other worker knows that it is there.

mod console;
mod faults;
mod html;
mod resend;
mod routes;
mod state;
mod tradingview;
mod vendor;

use std::sync::LazyLock;

use pinewire_shared::{
    Cx,
    http::{Request, Router, serve_public},
};
use worker::event;

pub use state::SandboxState;

use vendor::Vendor;

static CONSOLE: LazyLock<Router> = LazyLock::new(|| Router::new(routes::CONSOLE));
static TRADINGVIEW: LazyLock<Router> = LazyLock::new(|| Router::new(routes::TRADINGVIEW));
static RESEND: LazyLock<Router> = LazyLock::new(|| Router::new(routes::RESEND));

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("sandbox", &request, env, context)?;
    let request = Request::new(request);
    match Vendor::of(&request) {
        None => serve_public(&CONSOLE, cx, request.into_inner()).await,
        Some(Vendor::TradingView) => faults::serve(Vendor::TradingView, &TRADINGVIEW, cx, request).await,
        Some(Vendor::Resend) => faults::serve(Vendor::Resend, &RESEND, cx, request).await,
    }
}
