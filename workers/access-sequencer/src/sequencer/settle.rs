//! The end of an intent: the books, the job that it belongs to, and whoever wants to know, in one transaction.

use pinewire_domain::{
    access::{
        attempt::{Attempt, Done, Effect},
        expiry::Expiry,
        failure::AccessFailure,
        notices,
    },
    id::{DeadLetterId, JobId},
    time::Timestamp,
};
use pinewire_shared::{
    Result,
    access::{GrantNews, announce},
    clock,
    db::Batch,
    events::EventType,
    params, random,
};
use serde_json::json;

use super::{
    carry::{self, Due, Seat},
    marks::Came,
    statements::{BURY, END, FAILED, FINISH_JOB, GRANTED, REVOKED},
};

/// How an intent ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
    /// Well.
    Done(Done),
    /// Not so.
    Failed { failure: AccessFailure, is_unsure: bool },
}

/// Writes the end down.
pub(super) async fn settle(
    seat: &Seat<'_>,
    due: &Due,
    attempt: Option<&Attempt>,
    came: Option<&Came>,
    end: End,
) -> Result<()> {
    let now = clock::now();
    let mut batch = seat.db.batch();
    carry::begin(&mut batch, seat.user_id, due, came)?;
    let (status, effect, failure, is_unsure) = match end {
        End::Done(done) => ("done", Some(effect_word(done.effect)), None, false),
        End::Failed { failure, is_unsure } => ("failed", None, Some(failure.as_str()), is_unsure),
    };
    let attempt = attempt.map(serde_json::to_string).transpose()?;
    let params = params![&due.id, attempt, status, effect, failure, is_unsure, now];
    batch.tenant(seat.user_id, &END, params)?;
    match end {
        End::Done(done) => match done.target.expiry {
            Some(expiry) => granted(seat, &mut batch, due, done, expiry, now)?,
            None => revoked(seat, &mut batch, due, done, now)?,
        },
        End::Failed { failure, is_unsure } => failed(seat, &mut batch, due, failure, is_unsure, now)?,
    }
    if let Some(job_id) = &due.job_id {
        batch.tenant(seat.user_id, &FINISH_JOB, params![job_id, now])?;
    }
    batch.run().await?;
    Ok(())
}

fn granted(
    seat: &Seat<'_>,
    batch: &mut Batch<'_>,
    due: &Due,
    done: Done,
    expiry: Expiry,
    now: Timestamp,
) -> Result<()> {
    let before = due.books().on_tradingview;
    let is_same = before.is_some_and(|before| before.is_same(expiry));
    let paid = done.target.paid_until;
    batch.tenant(
        seat.user_id,
        &GRANTED,
        params![
            &due.grant_id,
            now,
            expiry.at(),
            paid.is_some(),
            paid.and_then(Expiry::at),
            notices::next_at(expiry, now, None),
            !is_same
        ],
    )?;
    let kind = match before {
        None => EventType::AccessGranted,
        Some(_) if is_same => return Ok(()),
        Some(_) => EventType::AccessExtended,
    };
    let news = GrantNews {
        expires_at: Some(expiry),
        previous_expires_at: before,
        ..news(due)
    };
    announce(batch, seat.user_id, kind, &news)
}

fn revoked(seat: &Seat<'_>, batch: &mut Batch<'_>, due: &Due, done: Done, now: Timestamp) -> Result<()> {
    batch.tenant(seat.user_id, &REVOKED, params![&due.grant_id, now])?;
    let before = due.books().on_tradingview;
    if before.is_none() && done.effect == Effect::Unchanged {
        return Ok(());
    }
    let news = GrantNews {
        previous_expires_at: before,
        reason: Some(due.source.as_str()),
        ..news(due)
    };
    announce(batch, seat.user_id, EventType::AccessRevoked, &news)
}

fn failed(
    seat: &Seat<'_>,
    batch: &mut Batch<'_>,
    due: &Due,
    failure: AccessFailure,
    is_unsure: bool,
    now: Timestamp,
) -> Result<()> {
    let params = params![&due.grant_id, now, failure.as_str(), due.kind.as_str()];
    batch.tenant(seat.user_id, &FAILED, params)?;
    // What was refused is the seller's to mend. What was tried in vain, what nobody knows the end of, and what TradingView
    // no longer offers where we look for it, is an operator's to look at.
    if failure.is_retryable() || is_unsure || failure == AccessFailure::EndpointGone {
        let payload = json!({ "user_id": seat.user_id, "intent_id": due.id }).to_string();
        let (letter, job): (DeadLetterId, JobId) = (random::id(now)?, random::id(now)?);
        let params = params![&letter, &job, payload, failure.as_str(), failure.reason(), now];
        batch.tenant(seat.user_id, &BURY, params)?;
    }
    let news = GrantNews {
        expires_at: due.books().on_tradingview,
        failure: Some(failure),
        ..news(due)
    };
    announce(batch, seat.user_id, EventType::AccessFailed, &news)
}

fn news(due: &Due) -> GrantNews<'_> {
    GrantNews {
        grant_id: due.grant_id,
        script_id: due.script_id,
        pine_id: due.pine_id.as_str(),
        username: &due.username,
        expires_at: None,
        previous_expires_at: None,
        reason: None,
        failure: None,
        days: None,
    }
}

const fn effect_word(effect: Effect) -> &'static str {
    match effect {
        Effect::Applied => "applied",
        Effect::Confirmed => "confirmed",
        Effect::Unchanged => "unchanged",
    }
}
