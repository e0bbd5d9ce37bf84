//! The consumer of the queues: takes each message's job, has it done and settles the message. Nothing here fails as a
//! whole: a message whose job went wrong comes again, the others are not touched.

use futures_util::{StreamExt as _, stream};
use pinewire_shared::{
    Cx, Error, Result,
    jobs::{self, Claim, Claimed, Unreadable},
    log,
    queue::{Delivery, Received, Topic},
};
use serde_json::json;

use crate::{dead_letter, mail, screenshot};

/// A job is ours for so long: longer than any attempt takes. After a crash it is free again by then.
const CLAIM_SECONDS: u32 = 120;
/// A mail is only kept waiting by other mails' vendor.
const MAILS_AT_ONCE: u32 = 10;

/// Works on the messages of one batch, and settles each.
pub(crate) async fn consume(cx: &Cx, queue: &str, messages: Vec<Received>) {
    let topic = Topic::of_queue(queue);
    let is_dead = queue.ends_with("-dlq");
    let at_once = topic.map_or(1, |topic| at_once(cx, topic));
    stream::iter(messages)
        .for_each_concurrent(at_once as usize, async |message| {
            let delivery = match topic {
                Some(topic) if !is_dead => work(cx, topic, at_once, &message).await,
                _ => dead_letter::keep(cx, queue, topic, &message).await,
            };
            message.settle(delivery.unwrap_or_else(|error| {
                log::warn(
                    cx,
                    "message_not_handled",
                    json!({ "queue": queue, "message": message.id(), "error": error.to_string() }),
                );
                // By then the claim has run out, if there was one.
                Delivery::Retry {
                    delay_seconds: CLAIM_SECONDS + 5,
                }
            }));
        })
        .await;
}

fn at_once(cx: &Cx, topic: Topic) -> u32 {
    match topic {
        Topic::Screenshots => {
            let setting = cx
                .var("SCREENSHOT_CONCURRENCY")
                .and_then(|text| text.parse().ok());
            setting.unwrap_or(2).max(1)
        }
        _ => MAILS_AT_ONCE,
    }
}

async fn work(cx: &Cx, topic: Topic, at_once: u32, message: &Received) -> Result<Delivery> {
    let Some(named) = message.job() else {
        let letter = Unreadable {
            topic: topic.as_str(),
            message,
            error_code: "message_unreadable",
            error: "The message names no job.",
        };
        jobs::bury_unreadable(cx, letter).await?;
        return Ok(Delivery::Ack);
    };
    match jobs::claim(cx, topic, &named.job_id, CLAIM_SECONDS, at_once).await? {
        Claim::Gone => Ok(Delivery::Ack),
        Claim::Later { delay_seconds } => Ok(Delivery::Retry { delay_seconds }),
        Claim::Taken(job) => run(cx, topic, &job).await,
    }
}

async fn run(cx: &Cx, topic: Topic, job: &Claimed) -> Result<Delivery> {
    match topic {
        Topic::Screenshots => screenshot::take(cx, job).await,
        Topic::Mail => mail::send(cx, job).await,
        other => Err(Error::bug(format_args!("{other:?} has another consumer"))),
    }
}
