//! The `sandbox` worker: the stand-in for Resend, and the console of all stand-ins, so that everything runs without an
//! account anywhere. It is no part of a production deployment, and no other worker knows that it is there.
//!
//! TradingView's stand-in is a worker of its own, `sandbox-tradingview`.

mod console;
mod html;
mod resend;
mod routes;
mod state;

use pinewire_sandbox_kit::{addressee::addressee, answer::StandIn};
use pinewire_shared::{
    Cx,
    http::{Request, Router, serve_public, to_problem},
};
use worker::event;

pub use state::SandboxState;

static CONSOLE: Router = Router::new(routes::CONSOLE);
static RESEND: Router = Router::new(routes::RESEND);

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
    const STAND_IN: StandIn = StandIn {
        failure: resend::failure,
        signed_out_page: || resend::failure(401),
    };
    let fault = match state::take_fault(&cx, request.method().to_string(), request.path()).await {
        Ok(fault) => fault,
        Err(error) => {
            return to_problem(&error)
                .to_response(cx.request_id())
                .map_err(Into::into);
        }
    };
    let work = async { Ok(serve_public(&RESEND, cx, request.into_inner()).await?) };
    Ok(STAND_IN.answer(fault.as_ref(), work).await?)
}
