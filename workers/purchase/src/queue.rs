//! The consumer of the queue: each job is a purchase to be applied.

use crate::apply;
use pinewire_shared::{
    Cx, Error, Result,
    jobs::{Buried, Claimed, Consumer},
    log,
    purchases::Payload,
    queue::{Delivery, Received, Topic},
};

const CONSUMER: Consumer = Consumer {
    topic: Topic::Purchases,
    // Longer than TradingView may take to say who a name is.
    claim_seconds: 60,
    at_once: 20,
    tries: 20,
    stuck: "purchase_stuck",
};

/// Works on the messages of one batch, and settles each.
pub(crate) async fn consume(cx: &Cx, queue: &str, messages: Vec<Received>) {
    if Topic::of_queue(queue) != Some(Topic::Purchases) {
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
    let Payload { purchase_id } = job.payload()?;
    let user_id = job.user_id.ok_or_else(|| Error::bug("a purchase of nobody"))?;
    apply::apply(cx, job, &user_id, &purchase_id).await
}

/// A purchase whose workers died too often shows that it failed; its seller can have it tried again.
async fn give_up(cx: &Cx, buried: Buried) -> Result<()> {
    let payload: Option<Payload> = serde_json::from_str(&buried.payload).ok();
    match (buried.user_id, payload) {
        (Some(user_id), Some(payload)) => apply::give_up(cx, &user_id, &payload.purchase_id).await,
        _ => Ok(()),
    }
}
