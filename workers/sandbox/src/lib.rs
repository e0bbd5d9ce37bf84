//! The `sandbox` worker: the stand-in for Resend, and the console of all stand-ins, so that everything runs without an
//! account anywhere. It is no part of a production deployment, and no other worker knows that it is there.
//!
//! TradingView's stand-in is a worker of its own, `sandbox-tradingview`.

mod console;
mod html;
mod resend;
mod routes;
mod state;

use std::sync::LazyLock;

use pinewire_sandbox_kit::{
    addressee::{Vendor, addressee},
    answer::StandIn,
    state::take_fault,
};
use pinewire_shared::{
    Cx,
    http::{Request, Router, serve_public, to_problem},
};
use worker::event;

pub use state::SandboxState;

static CONSOLE: LazyLock<Router> = LazyLock::new(|| Router::new(routes::CONSOLE));
static RESEND: LazyLock<Router> = LazyLock::new(|| Router::new(routes::RESEND));

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("sandbox", &request, env, context)?;
    let request = Request::new(request);
    match addressee(&request).as_str() {
        "resend" | "api.resend.com" => resend(cx, request).await,
        _ => serve_public(&CONSOLE, cx, request.into_inner()).await,
    }
}

async fn resend(cx: Cx, request: Request) -> worker::Result<worker::Response> {
    let stand_in = StandIn {
        router: &RESEND,
        failure: resend::failure,
        signed_out_page: || resend::failure(401),
    };
    let fault = async { take_fault(&state::object(&cx)?, Vendor::Resend, &request.path()).await };
    match fault.await {
        Ok(fault) => stand_in.answer(fault.as_ref(), cx, request).await,
        Err(error) => Ok(to_problem(&error).to_response(cx.request_id())?),
    }
}
