//! The `broker-api` worker: TradingView's Broker REST API over the accounts that users have linked here. It signs panels in
//! (by password or OAuth 2), answers their polls from what the sequencers have stored, and hands on what they want done.
//!
//! The shapes of its answers are [`pinewire_domain::trading::broker_wire`]'s; whether an order may leave is the
//! sequencer's to say.

mod answer;
mod caller;
mod cors;
mod data;
mod health;
mod oauth;
mod panel;
mod routes;

use std::sync::LazyLock;

use pinewire_shared::{
    Cx,
    http::{Router, serve_public},
};
use worker::{Method, event};

pub use routes::TABLES;

static ROUTER: LazyLock<Router> = LazyLock::new(|| Router::new(TABLES));

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("broker-api", &request, env, context)?;
    let origin = cors::Origin::of(&cx, &request);
    if request.method() == Method::Options {
        return origin.preflight();
    }
    let is_protocol = answer::is_protocol(&request.path());
    let response = serve_public(&ROUTER, cx, request).await?;
    let response = if is_protocol {
        answer::in_the_protocols_words(response).await?
    } else {
        response
    };
    origin.let_read(response)
}
