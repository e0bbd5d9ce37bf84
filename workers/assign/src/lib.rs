//! The `assign` worker: gives, extends and replaces access to a seller's scripts, one grant at a time, and shows the books
//! with the log of every request. What is wanted is written down; the seller's sequencer carries it out.

mod grants;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod usernames;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("assign", TABLES);
