//! The `stream` worker: live news of a user's signals. The Durable Object [`SignalStream`] holds the connections.

mod news_log;
#[cfg(feature = "openapi")]
pub mod openapi;
mod routes;
mod signal_stream;
mod sse;
mod watch;

use pinewire_shared::serve_worker;

pub use routes::TABLES;
pub use signal_stream::SignalStream;

serve_worker!("stream", TABLES);
