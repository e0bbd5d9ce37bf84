//! The consumer of the queue. A job is one of two: an alert to be made orders of, or an approved order to be sent.

use pinewire_shared::{
    Cx, Error, Result,
    jobs::{Buried, Claimed, Consumer},
    log,
    queue::{Delivery, Received, Topic},
    trading::alert_binding::Payload,
};

use crate::{row, work};

const CONSUMER: Consumer = Consumer {
    topic: Topic::AlertOrders,
    // Longer than quotes, the account and its sequencer take together.
    claim_seconds: 45,
    at_once: 20,
    tries: 20,
    stuck: "alert_order_stuck",
};

/// Works on the messages of one batch, and settles each.
pub(crate) async fn consume(cx: &Cx, queue: &str, messages: Vec<Received>) {
    if Topic::of_queue(queue) != Some(Topic::AlertOrders) {
        log::error("queue", &format!("{queue:?} is none of ours"));
    } else if queue.ends_with("-dlq") {
        let end = async |buried| give_up(cx, buried).await;
        CONSUMER.consume_dead(cx, messages, end).await;
    } else {
        let work = async |job: &Claimed| take(cx, job).await;
        CONSUMER.consume(cx, messages, work).await;
    }
}

async fn take(cx: &Cx, job: &Claimed) -> Result<Delivery> {
    let user_id = job.user_id.ok_or_else(|| Error::bug("an alert of nobody"))?;
    match job.payload()? {
        Payload {
            signal_id: Some(signal_id),
            ..
        } => work::make_orders(cx, job, &user_id, &signal_id).await,
        Payload {
            alert_order_id: Some(id),
            ..
        } => work::send_approved(cx, job, &user_id, &id).await,
        Payload { .. } => Err(Error::bug("a job about alerts that says nothing")),
    }
}

/// Nobody tries any more: what was being sent may have been placed or not.
async fn give_up(cx: &Cx, buried: Buried) -> Result<()> {
    let payload: Payload = serde_json::from_str(&buried.payload).unwrap_or_default();
    match buried.user_id {
        Some(user_id) => row::give_up(cx, &user_id, &payload).await,
        None => Ok(()),
    }
}
