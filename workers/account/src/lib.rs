//! The `account` worker: the profile, the devices that are signed in, API keys, and the export of everything that is
//! stored about a user.

mod api_keys;
mod export;
#[cfg(feature = "openapi")]
pub mod openapi;
mod profile;
mod routes;
mod sessions;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("account", TABLES);
