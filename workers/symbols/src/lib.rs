//! The `symbols` worker: the symbol table for people and their programs, and what they have on a chart: marks of their
//! signals and fills.

mod health;
mod marks;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod symbols;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("symbols", TABLES);
