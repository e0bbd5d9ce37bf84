//! The `risk` worker: the limits of each account. They are read and set here; the account's sequencer holds every order to
//! them.

mod health;
#[cfg(feature = "openapi")]
pub mod openapi;
mod risk;
mod routes;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("risk", TABLES);
