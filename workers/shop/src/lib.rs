//! The `shop` worker: what a seller sets up for their shops, which is what products give and where shops tell of purchases.

mod hooks;
#[cfg(feature = "openapi")]
pub mod openapi;
mod products;
mod routes;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("shop", TABLES);
