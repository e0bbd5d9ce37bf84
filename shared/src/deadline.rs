//! Waiting for something, but not for ever.

use std::{future::Future, pin::pin, time::Duration};

use futures_util::future::{Either, select};

/// What `future` gives, or `None` if it takes longer than `limit`. The work itself may go on.
pub async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    let timer = worker::Delay::from(limit);
    match select(pin!(future), pin!(timer)).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(((), _)) => None,
    }
}
