//! The `scripts` worker: a seller's published scripts, what the seller sets for them (price, duration, for sale), and the
//! runs that bring them up to date, which the `sync` worker does.

#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod runs;
mod scripts;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("scripts", TABLES);
