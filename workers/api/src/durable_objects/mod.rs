//! The Durable Objects that this worker runs, for itself and for the workers that bind to them.

mod news_log;
mod rate_limiter;
mod signal_stream;
mod sse;

pub use rate_limiter::RateLimiter;
pub use signal_stream::SignalStream;
