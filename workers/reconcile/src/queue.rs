//! The consumer of `pinewire-reconciliation`: a job is one slice of a run, which adds the job of the next one.

use pinewire_shared::{
    Cx,
    jobs::{Claimed, Consumer},
    queue::{Received, Topic},
};

use crate::run;

const CONSUMER: Consumer = Consumer {
    topic: Topic::Reconciliation,
    claim_seconds: 180,
    at_once: 20,
    tries: 10,
    stuck: "reconciliation_stuck",
};

/// Works on the messages of one batch, and settles each.
pub(crate) async fn consume(cx: &Cx, queue: &str, messages: Vec<Received>) {
    if queue.ends_with("-dlq") {
        let give_up = async |buried| run::give_up(cx, buried).await;
        CONSUMER.consume_dead(cx, messages, give_up).await;
    } else {
        let work = async |job: &Claimed| run::slice(cx, job).await;
        CONSUMER.consume(cx, messages, work).await;
    }
}
