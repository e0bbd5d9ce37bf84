//! The `order-sequencer` worker: the Durable Object [`OrderSequencer`], one for each broker account, through which every
//! order passes. It answers nobody but the other workers, by their binding.
//!
//! What is decided is decided in [`pinewire_domain::trading::sequencer`]; here it is stored, told and carried out.

mod account;
mod effects;
mod object;
mod projection;
mod store;
mod venue;
mod watchers;

use worker::event;

pub use object::OrderSequencer;

#[event(fetch)]
async fn fetch(
    _request: worker::Request,
    _env: worker::Env,
    _context: worker::Context,
) -> worker::Result<worker::Response> {
    worker::Response::error("nothing is served here", 404)
}
