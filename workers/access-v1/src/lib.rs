//! The `access-v1` worker: the older access API (`/validate/{username}`, `/access/{username}`), for programs that were
//! written for it. Its shapes are in [`pinewire_domain::access::legacy`]; what is behind them is the same as behind the
//! newer API.

mod access;
mod admin;
mod envelope;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod seller;
mod token;
mod validate;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("access-v1", TABLES);
