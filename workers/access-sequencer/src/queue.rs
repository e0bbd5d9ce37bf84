//! The consumer of `pinewire-access`: a job says that a seller has something to be carried out. The sequencer was most
//! likely poked already; this makes sure of it.
//!
//! A job that an operator redrives names the intent that was given up: it is set going again first.

use pinewire_domain::{
    access::attempt::{Attempt, Books},
    access::expiry::Expiry,
    id::{AttemptId, GrantId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result, access, clock,
    db::FromRow,
    jobs::{Claimed, Consumer},
    log, params,
    queue::{Delivery, Received, Topic},
    sql,
};
use serde::Deserialize;

const CONSUMER: Consumer = Consumer {
    topic: Topic::Access,
    claim_seconds: 30,
    at_once: 20,
    tries: 10,
    stuck: "sequencer_not_reached",
};

sql! {
    /// ?2 intent. What failed, unless a later wish of the same grant has come about since.
    tenant FAILED = "SELECT i.grant_id, i.attempt, i.version, g.has_access, g.expires_at, g.is_paid, g.paid_until
        FROM access_intents AS i JOIN access_grants AS g ON g.id = i.grant_id
        WHERE i.user_id = ?1 AND i.id = ?2 AND i.status = 'failed'
          AND NOT EXISTS (SELECT 1 FROM access_intents AS l WHERE l.grant_id = i.grant_id AND l.seq > i.seq AND l.status = 'done')";
    /// ?2 intent, ?3 version that was read, ?4 attempt, ?5 now.
    tenant REOPEN = "UPDATE access_intents SET status = iif(?4 IS NULL, 'queued', 'working'), attempt = ?4, version = version + 1,
          failure = NULL, is_unsure = 0, ended_at = NULL, due_at = ?5
        WHERE user_id = ?1 AND id = ?2 AND version = ?3 AND status = 'failed'";
    /// ?2 grant, ?3 intent, ?4 now.
    tenant NOTE = "INSERT INTO assignment_logs (user_id, grant_id, intent_id, at, kind, outcome)
        SELECT user_id, grant_id, id, ?4, 'redriven', 'accepted' FROM access_intents
        WHERE user_id = ?1 AND grant_id = ?2 AND id = ?3 AND ended_at IS NULL AND due_at = ?4";
    /// ?2 grant, ?3 now, ?4 intent.
    tenant SHOW = "UPDATE access_grants SET updated_at = ?3,
          status = CASE WHEN (SELECT kind FROM access_intents WHERE id = ?4) = 'revoke' THEN 'revoking'
            WHEN has_access = 1 THEN 'active' ELSE 'pending' END
        WHERE user_id = ?1 AND id = ?2 AND EXISTS (SELECT 1 FROM access_intents WHERE id = ?4 AND ended_at IS NULL)";
}

#[derive(Debug, Deserialize)]
struct Payload {
    user_id: UserId,
    intent_id: Option<AttemptId>,
}

#[derive(Debug, FromRow)]
struct Failed {
    grant_id: GrantId,
    attempt: Option<String>,
    version: i64,
    has_access: bool,
    expires_at: Option<Timestamp>,
    is_paid: bool,
    paid_until: Option<Timestamp>,
}

/// Works on the messages of one batch, and settles each.
pub(crate) async fn consume(cx: &Cx, queue: &str, messages: Vec<Received>) {
    if queue.ends_with("-dlq") {
        // The intents themselves wait for the sweep.
        CONSUMER.consume_dead(cx, messages, async |_| Ok(())).await;
    } else {
        CONSUMER
            .consume(cx, messages, async |job: &Claimed| take_up(cx, job).await)
            .await;
    }
}

async fn take_up(cx: &Cx, job: &Claimed) -> Result<Delivery> {
    let Payload { user_id, intent_id } = job.payload()?;
    if let Some(intent_id) = intent_id {
        reopen(cx, &user_id, &intent_id).await?;
    }
    // Before the job is gone: what was written down must not depend on the sweep.
    access::try_poke(cx, &user_id).await?;
    let db = cx.db()?;
    let mut batch = db.batch();
    job.complete(&mut batch)?;
    batch.run().await?;
    Ok(Delivery::Ack)
}

async fn reopen(cx: &Cx, user_id: &UserId, intent_id: &AttemptId) -> Result<()> {
    let now = clock::now();
    let db = cx.db()?;
    let failed: Option<Failed> = db.tenant(user_id).first(&FAILED, params![intent_id]).await?;
    let Some(failed) = failed else { return Ok(()) };
    let books = Books {
        paid_until: failed.is_paid.then(|| Expiry::from_column(failed.paid_until)),
        on_tradingview: failed.has_access.then(|| Expiry::from_column(failed.expires_at)),
    };
    let attempt: Option<Attempt> = failed.attempt.as_deref().map(serde_json::from_str).transpose()?;
    let again = match attempt.map(|attempt| attempt.again(books, now)).transpose() {
        Ok(again) => again,
        Err(failure) => {
            log::info(
                cx,
                "intent_not_redriven",
                serde_json::json!({ "failure": failure }),
            );
            return Ok(());
        }
    };
    let again = again.as_ref().map(serde_json::to_string).transpose()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &REOPEN, params![intent_id, failed.version, again, now])?;
    batch.tenant(user_id, &NOTE, params![&failed.grant_id, intent_id, now])?;
    batch.tenant(user_id, &SHOW, params![&failed.grant_id, now, intent_id])?;
    batch.run().await?;
    Ok(())
}
