//! TradingView's Broker REST API: what the workers that speak it share. Who asks, what the answers look like, which pages may
//! read them, and what is remembered for a moment so that polls stay cheap.
//!
//! The shapes are [`pinewire_domain::trading::broker_wire`]'s.

pub mod answer;
mod caller;
mod cors;
mod fields;
pub mod prices;

pub use caller::{Look, Panel, account, account_called, panel};
pub use fields::Fields;

use pinewire_domain::id::BrokerAccountId;
use serde::de::DeserializeOwned;

use crate::{
    Cx, Result,
    http::{Router, serve_public},
    trading::sequencer::{self, RECENT_MS},
};

/// Answers a request from a route table, in the protocol's words. The routes are public to the router: a handler looks at
/// the panel's token itself ([`panel`], [`account`]).
pub async fn serve(
    router: &'static Router,
    cx: Cx,
    request: worker::Request,
) -> worker::Result<worker::Response> {
    let origin = cors::Origin::of(&cx, &request);
    if request.method() == worker::Method::Options {
        return origin.preflight();
    }
    let is_protocol = answer::is_protocol(&request.path());
    let response = serve_public(router, cx, request).await?;
    let response = if is_protocol {
        answer::in_the_protocols_words(response).await?
    } else {
        response
    };
    origin.let_read(response)
}

/// The entry point of a worker that answers panels from its route tables: its name in the log, and the tables.
#[macro_export]
macro_rules! serve_panel {
    ($name:literal, $tables:expr) => {
        static ROUTER: std::sync::LazyLock<$crate::http::Router> =
            std::sync::LazyLock::new(|| $crate::http::Router::new($tables));

        #[worker::event(fetch)]
        async fn fetch(
            request: worker::Request,
            env: worker::Env,
            context: worker::Context,
        ) -> worker::Result<worker::Response> {
            let cx = $crate::Cx::for_request($name, &request, env, context)?;
            $crate::panel::serve(&ROUTER, cx, request).await
        }
    };
}

/// What the caller needs of the account as its sequencer has stored it (`AccountView`), with the orders that ended lately: a
/// panel has to see how each ends.
pub async fn view<T: DeserializeOwned>(cx: &Cx, account: &BrokerAccountId) -> Result<T> {
    sequencer::view_as(cx, account, cx.now().plus_millis(-RECENT_MS)).await
}
