//! The `venue-paper` worker: the Durable Object [`PaperVenue`], one for each paper account, which the account's sequencer
//! asks as it would ask a broker ([`pinewire_shared::trading::venue`]). It answers nobody else.
//!
//! Its rules are in [`pinewire_domain::trading::paper`]; here they are stored, and shown the datafeed's prices.

mod books;
mod market;
mod object;

use worker::event;

pub use object::PaperVenue;

#[event(fetch)]
async fn fetch(
    _request: worker::Request,
    _env: worker::Env,
    _context: worker::Context,
) -> worker::Result<worker::Response> {
    worker::Response::error("nothing is served here", 404)
}
