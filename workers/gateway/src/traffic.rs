//! Counts requests for `/health/metrics`. A write per request would cost more than most requests do, so each isolate
//! counts in memory and adds what it has to the database now and then. What an isolate has counted when it is evicted
//! is lost: a few seconds of traffic, in a number that nobody bills by.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use pinewire_domain::time::Timestamp;
use pinewire_shared::{Cx, Result, clock, log, metrics};

use crate::destination::Destination;

const FLUSH_EVERY_MS: i64 = 10_000;

/// By service and hundred of the status.
type Counts = HashMap<(&'static str, u16), i64>;

thread_local! {
    static COUNTS: RefCell<Counts> = RefCell::default();
    static FLUSHED_AT: Cell<Timestamp> = const { Cell::new(Timestamp::EPOCH) };
}

/// Counts an answer.
pub(crate) fn count(cx: &Cx, destination: Destination, status: u16) {
    COUNTS.with_borrow_mut(|counts| *counts.entry((destination.name(), status / 100)).or_default() += 1);
    let now = clock::now();
    if now.millis_since(FLUSHED_AT.get()) < FLUSH_EVERY_MS {
        return;
    }
    FLUSHED_AT.set(now);
    let counts = COUNTS.take();
    let context = cx.clone();
    cx.wait_until(async move {
        if let Err(error) = flush(&context, &counts).await {
            log::warn(
                &context,
                "traffic_not_counted",
                serde_json::json!({ "error": error.to_string() }),
            );
            COUNTS.with_borrow_mut(|newer| {
                for (key, n) in counts {
                    *newer.entry(key).or_default() += n;
                }
            });
        }
    });
}

async fn flush(cx: &Cx, counts: &Counts) -> Result<()> {
    let db = cx.db()?;
    let mut batch = db.batch();
    for ((service, hundred), n) in counts {
        let status = format!("{hundred}xx");
        metrics::add(
            &mut batch,
            metrics::HTTP_REQUESTS,
            &[("service", service), ("status", &status)],
            *n,
        )?;
    }
    batch.run().await?;
    Ok(())
}
