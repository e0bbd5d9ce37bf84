//! The consumer of a queue: takes each message's job, has it done and settles the message. Nothing here fails as a whole:
//! a message whose job went wrong comes again, the others are not touched.

use pinewire_domain::id::{JobId, UserId};
use serde_json::json;

use super::{Claim, Claimed, Unreadable, bury_unreadable, claim};
use crate::{
    Cx, Result, at_once, clock,
    db::FromRow,
    log, params,
    queue::{Delivery, Received, Topic},
    sql,
};

/// A job that was kept waiting is sent again after that.
const PAUSE_SECONDS: i64 = 30;

sql! {
    system STANDING = "SELECT attempts, claimed_until, user_id, payload FROM jobs WHERE id = ?1";
    /// Hands a job back to the sweep. ?2 when it may be sent.
    system SEND_AGAIN = "UPDATE jobs SET sent_at = NULL, available_at = max(available_at, ?2) WHERE id = ?1";
}

/// How a worker goes about the jobs of a topic.
#[derive(Debug, Clone, Copy)]
pub struct Consumer {
    /// What kind of jobs.
    pub topic: Topic,
    /// A job is claimed for so long: longer than any attempt takes. After a crash it is free again by then.
    pub claim_seconds: u32,
    /// Jobs of the topic at work at once.
    pub at_once: u32,
    /// How often a job is tried before its dead-letter queue counts it as dead.
    pub tries: u32,
    /// The error code of a job whose workers died, or that its queue brought in vain, too often.
    pub stuck: &'static str,
}

/// A job that became a dead letter because its workers died or its queue gave it up.
#[derive(Debug, FromRow)]
pub struct Buried {
    attempts: u32,
    claimed_until: i64,
    /// For whom it was.
    pub user_id: Option<UserId>,
    /// Its payload, which may be what killed the workers.
    pub payload: String,
}

impl Consumer {
    /// Works on the messages of one batch, and settles each.
    pub async fn consume(
        &self,
        cx: &Cx,
        messages: Vec<Received>,
        work: impl AsyncFn(&Claimed) -> Result<Delivery>,
    ) {
        at_once::for_each(messages, self.at_once as usize, async |message| {
            let delivery = self.work(cx, &message, &work).await;
            self.settle(cx, &message, delivery);
        })
        .await;
    }

    /// Deals with the messages of the topic's dead-letter queue, which came back more often than a queue allows. A
    /// message counts for nothing here, its job does: one that has tries left was only kept waiting and is sent again;
    /// one that has none becomes a dead letter, for an operator to look at. `on_death` is told of the latter.
    pub async fn consume_dead(
        &self,
        cx: &Cx,
        messages: Vec<Received>,
        on_death: impl AsyncFn(Buried) -> Result<()>,
    ) {
        for message in messages {
            let delivery = match self.keep(cx, &message).await {
                Ok(Some(buried)) => on_death(buried).await.map(|()| Delivery::Ack),
                Ok(None) => Ok(Delivery::Ack),
                Err(error) => Err(error),
            };
            self.settle(cx, &message, delivery);
        }
    }

    async fn work(
        &self,
        cx: &Cx,
        message: &Received,
        work: &impl AsyncFn(&Claimed) -> Result<Delivery>,
    ) -> Result<Delivery> {
        let Some(named) = message.job() else {
            let letter = Unreadable {
                topic: self.topic.as_str(),
                message,
                error_code: "message_unreadable",
                error: "The message names no job.",
            };
            bury_unreadable(cx, letter).await?;
            return Ok(Delivery::Ack);
        };
        match claim(cx, self.topic, &named.job_id, self.claim_seconds, self.at_once).await? {
            Claim::Gone => Ok(Delivery::Ack),
            Claim::Later { delay_seconds } => Ok(Delivery::Retry { delay_seconds }),
            Claim::Taken(job) => work(&job).await,
        }
    }

    fn settle(&self, cx: &Cx, message: &Received, delivery: Result<Delivery>) {
        message.settle(delivery.unwrap_or_else(|error| {
            let fields =
                json!({ "topic": self.topic.as_str(), "message": message.id(), "error": error.to_string() });
            log::warn(cx, "message_not_handled", fields);
            // By then the claim has run out, if there was one.
            Delivery::Retry {
                delay_seconds: self.claim_seconds + 5,
            }
        }));
    }

    async fn keep(&self, cx: &Cx, message: &Received) -> Result<Option<Buried>> {
        let mut letter = Unreadable {
            topic: self.topic.as_str(),
            message,
            error_code: "message_unreadable",
            error: "Its workers died, or the queue brought it in vain, as often as it may be tried.",
        };
        let Some(named) = message.job() else {
            bury_unreadable(cx, letter).await?;
            return Ok(None);
        };
        let Some(standing) = standing(cx, &named.job_id).await? else {
            return Ok(None);
        };
        let now = clock::now();
        if standing.claimed_until > now.as_millis() {
            // Another message of the same job brought it to a worker, which is at it. Should that die, the sweep sends
            // the job again.
            return Ok(None);
        }
        if standing.attempts < self.tries {
            let at = now.plus_seconds(PAUSE_SECONDS);
            let params = params![&named.job_id, at];
            cx.db()?.system().run(&SEND_AGAIN, params).await?;
            return Ok(None);
        }
        letter.error_code = self.stuck;
        bury_unreadable(cx, letter).await?;
        Ok(Some(standing))
    }
}

async fn standing(cx: &Cx, job: &JobId) -> Result<Option<Buried>> {
    cx.db()?.system().first(&STANDING, params![job]).await
}
