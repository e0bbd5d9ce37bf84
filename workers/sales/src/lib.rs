//! The `sales` worker: what was sold, for the seller and, by their link, for buyers. What shops tell is received and acted
//! on by the `purchase` worker.

mod buyer;
#[cfg(feature = "openapi")]
pub mod openapi;
mod purchases;
mod routes;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("sales", TABLES);
