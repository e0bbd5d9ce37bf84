//! The `webhook` worker: what others call us with. TradingView's alerts come in here.

mod alert;
mod health;
#[cfg(feature = "openapi")]
pub mod openapi;
mod page;
mod routes;
mod status;
mod test_alert;

use pinewire_shared::serve_worker;

pub use routes::TABLES;

serve_worker!("webhook", TABLES);
