//! Alerts in: from a request's body to a stored signal, a duplicate or a refusal.
//!
//! Token, policies, quota, deduplication, the signal, the month's usage and the screenshot's job are one D1 batch
//! ([`statements`]), which alerts that arrive together share ([`group`]): nothing is acknowledged before it is durable,
//! and nothing is stored by halves. A refusal is put into words ([`standing`]) and kept where the user finds it
//! ([`refusals`]).

mod group;
mod refusals;
mod standing;
mod statements;
#[cfg(test)]
mod tests;
pub mod token;

use std::time::Duration;

use pinewire_domain::{
    alert::{self, Alert, Rejection, RejectionCode, dedupe::DedupeKey},
    id::{SignalId, UserId},
    time::Timestamp,
};

use self::{
    refusals::Refusal,
    standing::{Claimed, Standing},
    statements::{Candidate, EXPLAIN, explain},
};
use crate::{
    Cx, Error, Result, clock,
    db::{BatchResults, Param, SystemSql},
    http::Problem,
    jobs, log,
    stream::{self, News, NewsKind},
};

/// TradingView hangs up after 3 s and does not resend then, but it does resend after a 503.
const DEADLINE: Duration = Duration::from_millis(2_400);
/// What the database gets at least, however long the body took to come.
const LEAST_TIME: Duration = Duration::from_millis(300);

/// Where an alert comes from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A webhook URL.
    Token {
        /// Of the token, in hexadecimal.
        hash: &'a str,
    },
    /// A user's test alert. They are signed in, so that of their rules only the quota holds.
    Owner(&'a UserId),
}

/// A request that wants to be an alert.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// Where it comes from.
    pub source: Source<'a>,
    /// The client's address.
    pub source_ip: &'a str,
    /// What the client says that the body is; empty if it says nothing.
    pub content_type: &'a str,
    /// When it came.
    pub received_at: Timestamp,
}

/// What became of an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is a new signal.
    Accepted {
        /// The signal.
        signal_id: SignalId,
        /// Whether a screenshot will be taken.
        screenshot_queued: bool,
    },
    /// It came before.
    Duplicate {
        /// The signal of the first time.
        signal_id: SignalId,
    },
    /// It changed nothing.
    Refused(Rejection),
}

/// Takes in a body that came to a webhook. `body` may be cut behind [`alert::MAX_BODY_BYTES`]: it is refused then.
/// What is refused is kept for the user to read.
pub async fn receive(cx: &Cx, incoming: &Incoming<'_>, body: &[u8]) -> Result<Outcome> {
    let content_type = Some(incoming.content_type).filter(|text| !text.is_empty());
    let (user_id, outcome) = match alert::parse(content_type, body, incoming.received_at) {
        Ok(alert) => decide(cx, incoming, &alert).await?,
        Err(rejection) => refuse_unread(cx, incoming, rejection).await?,
    };
    if let Outcome::Refused(rejection) = &outcome {
        let refusal = Refusal {
            incoming,
            user_id: user_id.as_ref(),
            rejection,
            body,
        };
        // The answer stands whether or not it could be noted: a 5xx would make TradingView send the alert again.
        if let Err(error) = refusals::keep(cx, &refusal, time_left(cx)).await {
            log::warn(
                cx,
                "refusal_not_kept",
                serde_json::json!({ "error": error.to_string() }),
            );
        }
    }
    Ok(outcome)
}

/// Takes in an alert that was read already.
pub async fn accept(cx: &Cx, incoming: &Incoming<'_>, alert: &Alert) -> Result<Outcome> {
    Ok(decide(cx, incoming, alert).await?.1)
}

async fn decide(cx: &Cx, incoming: &Incoming<'_>, alert: &Alert) -> Result<(Option<UserId>, Outcome)> {
    let candidate = Candidate {
        incoming,
        alert,
        key: DedupeKey::of(alert),
        signal_id: cx.new_id()?,
    };
    let Some(claimed) = group::commit(cx, candidate.statements()?).await? else {
        return refuse(cx, incoming, alert).await;
    };
    let outcome = claimed.outcome(&candidate.signal_id);
    if let Outcome::Accepted { signal_id, .. } = outcome {
        follow_up(cx, &claimed, signal_id);
    }
    Ok((Some(claimed.user_id), outcome))
}

/// What can wait until the alert is acknowledged. If it is cut off, cron sends the job and the page refreshes itself.
fn follow_up(cx: &Cx, claimed: &Claimed, signal_id: SignalId) {
    if claimed.screenshots_enabled || claimed.has_orders {
        let context = cx.clone();
        cx.wait_until(async move { jobs::send_pending(&context).await });
    }
    let news = vec![News::new(NewsKind::Created, signal_id)];
    stream::publish(cx, &claimed.user_id, claimed.live_until, news);
}

/// Puts into words why the database refused an alert.
async fn refuse(cx: &Cx, incoming: &Incoming<'_>, alert: &Alert) -> Result<(Option<UserId>, Outcome)> {
    let Some(standing) = standing(cx, incoming, Some(alert)).await? else {
        return Ok(nobodys());
    };
    let rejection = standing
        .refusal(incoming, alert)
        .ok_or_else(|| Error::retry("the rules for an alert changed while it came in"))?;
    Ok((Some(standing.user_id), Outcome::Refused(rejection)))
}

/// A body that is no alert: what is wrong with its sender comes first.
async fn refuse_unread(
    cx: &Cx,
    incoming: &Incoming<'_>,
    rejection: Rejection,
) -> Result<(Option<UserId>, Outcome)> {
    let Some(standing) = standing(cx, incoming, None).await? else {
        return Ok(nobodys());
    };
    let rejection = standing.sender_refusal(incoming).unwrap_or(rejection);
    Ok((Some(standing.user_id), Outcome::Refused(rejection)))
}

fn nobodys() -> (Option<UserId>, Outcome) {
    (None, Outcome::Refused(Rejection::of(RejectionCode::TokenUnknown)))
}

async fn standing(cx: &Cx, incoming: &Incoming<'_>, alert: Option<&Alert>) -> Result<Option<Standing>> {
    let explanation = run(cx, &[(&EXPLAIN, explain(incoming, alert))], time_left(cx)).await;
    explanation.map_err(worth_another_try)?.first(0)
}

async fn run<'s>(
    cx: &Cx,
    statements: impl IntoIterator<Item = &'s (&'static SystemSql, Vec<Param>)>,
    patience: Duration,
) -> Result<BatchResults> {
    let db = cx.db()?;
    let mut batch = db.batch().with_deadline(patience);
    for (sql, params) in statements {
        batch.system(sql, params)?;
    }
    batch.run().await
}

/// Whatever keeps the database from answering, the alert is not acknowledged and worth sending again.
fn worth_another_try(error: Error) -> Error {
    match error {
        Error::Retry(_) => error,
        other => Error::retry(format_args!("the alert was not stored: {other}")),
    }
}

fn time_left(cx: &Cx) -> Duration {
    let spent = clock::now().millis_since(cx.now());
    DEADLINE
        .saturating_sub(Duration::from_millis(spent.unsigned_abs()))
        .max(LEAST_TIME)
}

/// The answer to a refused alert.
pub fn problem(rejection: &Rejection, now: Timestamp) -> Problem {
    let problem = match &rejection.field {
        Some(field) => Problem {
            errors: vec![crate::http::FieldError {
                field: field.clone(),
                message: rejection.reason.clone(),
            }],
            ..Problem::new(
                rejection.status(),
                rejection.code.as_str(),
                rejection.reason.as_str(),
            )
        },
        None => Problem::new(
            rejection.status(),
            rejection.code.as_str(),
            rejection.reason.as_str(),
        ),
    };
    if rejection.code == RejectionCode::QuotaExceeded {
        let seconds = now.seconds_until(now.month().next().start());
        return problem.retry_after(u32::try_from(seconds).unwrap_or(u32::MAX));
    }
    problem
}
