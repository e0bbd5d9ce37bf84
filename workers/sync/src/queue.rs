//! The consumer of the queue: each job is a run of the sync.

use pinewire_domain::backoff::Backoff;
use pinewire_shared::{
    Cx, Result,
    jobs::{Buried, Claimed, Consumer},
    log,
    queue::{Received, Topic},
    sync_runs::Payload,
};
use std::time::Duration;

use crate::{abandon::abandon, work};

/// Waits between the tries of a run: five tries within about ten minutes.
pub(crate) const BACKOFF: Backoff = Backoff {
    base: Duration::from_secs(5),
    max: Duration::from_mins(5),
    max_attempts: 5,
};

const CONSUMER: Consumer = Consumer {
    topic: Topic::Sync,
    // Longer than reading all lists takes, each answer at its latest.
    claim_seconds: 300,
    at_once: 20,
    tries: BACKOFF.max_attempts,
    stuck: "sync_stuck",
};

/// Works on the messages of one batch, and settles each.
pub(crate) async fn consume(cx: &Cx, queue: &str, messages: Vec<Received>) {
    if Topic::of_queue(queue) != Some(Topic::Sync) {
        log::error("queue", &format!("{queue:?} is none of ours"));
    } else if queue.ends_with("-dlq") {
        let end = async |buried| end_run(cx, buried).await;
        CONSUMER.consume_dead(cx, messages, end).await;
    } else {
        let sync = async |job: &Claimed| work::run(cx, job).await;
        CONSUMER.consume(cx, messages, sync).await;
    }
}

/// The run of a job that is given up must not stand in the way of the next one.
async fn end_run(cx: &Cx, buried: Buried) -> Result<()> {
    let Ok(Payload { run_id }) = serde_json::from_str(&buried.payload) else {
        return Ok(());
    };
    match buried.user_id {
        Some(user_id) => abandon(cx, &user_id, &run_id).await,
        None => Ok(()),
    }
}
