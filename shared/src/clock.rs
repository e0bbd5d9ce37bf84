//! The one clock. Everything that needs the time takes it as an argument; only entry points ask here.

use pinewire_domain::time::Timestamp;

/// The current time. On the platform it stands still between two I/O operations.
pub fn now() -> Timestamp {
    Timestamp::from_millis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}
