//! The `events` worker: where a seller's own systems are told what happened. It keeps the endpoints and their signing
//! secrets, shows what was delivered, and has it sent again. Delivering is up to the `event-delivery` worker.

mod deliveries;
mod endpoints;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("events", TABLES);
