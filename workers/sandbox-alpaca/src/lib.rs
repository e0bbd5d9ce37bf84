//! The `sandbox-alpaca` worker: the stand-in for Alpaca. It keeps accounts whose orders are filled along made-up prices,
//! tells their streams, answers for bars and quotes, opens accounts to applications, and can be told to fail. It is no
//! part of a production deployment, and no other worker knows that it is there.
//!
//! What happens is decided by functions of plain data: the venue's rules in `venue`, its interfaces in `trading`, `data`,
//! `oauth` and `stream`. The Durable Object in `object` keeps all of it, in one place, and the worker only hands requests
//! on to it.

mod control;
mod data;
mod hex;
mod journal;
mod json;
mod oauth;
mod object;
mod routes;
mod store;
mod stream;
mod trading;
mod venue;
mod visit;
mod world;

use pinewire_sandbox_kit::state::object;
use pinewire_shared::Cx;
use worker::event;

pub use object::SandboxAlpaca;

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("sandbox-alpaca", &request, env, context)?;
    Ok(object(&cx, "ALPACA_STATE")?.fetch(request).await?)
}
