//! The consumer of the queues: which jobs there are, and who does them.

use pinewire_domain::{backoff::Backoff, screenshot::ScreenshotFailure};
use pinewire_shared::{
    Cx,
    jobs::{Claimed, Consumer},
    log,
    queue::{Received, Topic},
};

use crate::{dead_letter, mail, screenshot};

/// A job is ours for so long: longer than any attempt takes.
const CLAIM_SECONDS: u32 = 120;
/// A mail is only kept waiting by other mails' vendor.
const MAILS_AT_ONCE: u32 = 10;

/// Works on the messages of one batch, and settles each.
pub(crate) async fn consume(cx: &Cx, queue: &str, messages: Vec<Received>) {
    let Some(topic) = Topic::of_queue(queue) else {
        log::error("queue", &format!("{queue:?} is none of ours"));
        return;
    };
    let consumer = consumer(cx, topic);
    match topic {
        _ if queue.ends_with("-dlq") => {
            let bury = async |buried| dead_letter::tell_owner(cx, buried).await;
            consumer.consume_dead(cx, messages, bury).await;
        }
        Topic::Mail => {
            let send = async |job: &Claimed| mail::send(cx, job).await;
            consumer.consume(cx, messages, send).await;
        }
        _ => {
            let take = async |job: &Claimed| screenshot::take(cx, job).await;
            consumer.consume(cx, messages, take).await;
        }
    }
}

fn consumer(cx: &Cx, topic: Topic) -> Consumer {
    let (at_once, tries) = if topic == Topic::Mail {
        (MAILS_AT_ONCE, Backoff::MAIL.max_attempts)
    } else {
        let setting = cx
            .var("SCREENSHOT_CONCURRENCY")
            .and_then(|text| text.parse().ok());
        (setting.unwrap_or(2).max(1), Backoff::SCREENSHOT.max_attempts)
    };
    Consumer {
        topic,
        claim_seconds: CLAIM_SECONDS,
        at_once,
        tries,
        stuck: ScreenshotFailure::Stuck.as_str(),
    }
}
