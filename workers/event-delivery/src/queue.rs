//! The consumer of the queue. A job is one of three: an event to be handed out to the endpoints that want it, a delivery
//! to be tried, a stretch of the past to be replayed.

use crate::work;
use pinewire_shared::{
    Cx, Error, Result,
    events::delivery::Payload,
    jobs::{Buried, Claimed, Consumer},
    log,
    queue::{Delivery, Received, Topic},
};

const CONSUMER: Consumer = Consumer {
    topic: Topic::Events,
    // Longer than an endpoint may take to answer.
    claim_seconds: 60,
    at_once: 30,
    // Waiting for an endpoint that does not answer counts too.
    tries: 100,
    stuck: "delivery_stuck",
};

/// Works on the messages of one batch, and settles each.
pub(crate) async fn consume(cx: &Cx, queue: &str, messages: Vec<Received>) {
    if Topic::of_queue(queue) != Some(Topic::Events) {
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
    let payload: Payload = job.payload()?;
    let user_id = job.user_id.ok_or_else(|| Error::bug("an event of nobody"))?;
    match payload {
        Payload {
            event_id: Some(event_id),
            ..
        } => work::hand_out(cx, job, &user_id, &event_id).await,
        Payload {
            delivery_id: Some(delivery_id),
            ..
        } => work::deliver(cx, job, &user_id, &delivery_id).await,
        Payload {
            replay: Some(stretch),
            ..
        } => work::replay(cx, job, &user_id, &stretch).await,
        _ => Err(Error::bug("a job about events that says nothing")),
    }
}

/// A delivery whose workers died too often is over: it can be replayed by hand.
async fn give_up(cx: &Cx, buried: Buried) -> Result<()> {
    let payload: Payload = serde_json::from_str(&buried.payload).unwrap_or_default();
    match (buried.user_id, payload.delivery_id) {
        (Some(user_id), Some(delivery_id)) => work::abandon(cx, &user_id, &delivery_id).await,
        _ => Ok(()),
    }
}
