//! The audit log: who did what to whom, append-only. Each entry's hash covers the entry and the hash before it (see
//! [`pinewire_domain::audit`]), so a later change shows.
//!
//! Two writers may read the same last entry; `UNIQUE (prev_hash)` lets one of them pass, the other reads again. What
//! happened and its entry are written in one transaction by [`commit`]; [`record`] is for what changes nothing else.

use std::time::Duration;

use pinewire_domain::{
    audit::{self, ActorKind, GENESIS_HASH},
    auth::Credential,
    id::{ApiKeyId, AuditId, UserId},
};
use serde_json::Value;

use crate::{
    Cx, Error, Result, clock,
    db::{Batch, BatchResults, FromRow},
    params, random, sql,
};

/// How often a writer that came second tries again. Each round one of those that compete gets through.
const ATTEMPTS: u16 = 25;

sql! {
    system LAST = "SELECT hash FROM audit_log ORDER BY seq DESC LIMIT 1";
    system APPEND = "INSERT INTO audit_log (id, at, actor_kind, actor_id, action, subject_id, detail, prev_hash, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    User(UserId),
    /// A program with an API key.
    ApiKey(ApiKeyId),
    /// The platform itself: cron, consumers.
    System,
    /// Somebody who did not prove who they are.
    Anonymous,
}

impl Actor {
    /// Whoever makes this request.
    pub fn of(cx: &Cx) -> Self {
        match cx.maybe_caller() {
            None => Self::Anonymous,
            Some(caller) => match caller.credential {
                Credential::ApiKey(id, _) => Self::ApiKey(id),
                Credential::Session(_) | Credential::External => Self::User(caller.user_id),
            },
        }
    }

    const fn kind(self) -> ActorKind {
        match self {
            Self::User(_) => ActorKind::User,
            Self::ApiKey(_) => ActorKind::ApiKey,
            Self::System => ActorKind::System,
            Self::Anonymous => ActorKind::Anonymous,
        }
    }

    fn id(self) -> Option<String> {
        match self {
            Self::User(id) => Some(id.to_string()),
            Self::ApiKey(id) => Some(id.to_string()),
            Self::System | Self::Anonymous => None,
        }
    }
}

/// What is to be remembered.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Who did it.
    pub actor: Actor,
    /// What, as `subject.verb`: `user.login`, `api_key.create`.
    pub action: &'a str,
    /// The id of what it was done to.
    pub subject_id: Option<&'a str>,
    /// A JSON object that says more, without secrets.
    pub detail: Value,
}

/// Remembers what the caller of this request did.
pub async fn record(cx: &Cx, action: &str, subject_id: Option<&str>, detail: Value) -> Result<()> {
    record_as(cx, Actor::of(cx), action, subject_id, detail).await
}

/// Remembers what somebody did who is not, or not yet, the caller: a sign-in, cron.
pub async fn record_as(
    cx: &Cx,
    actor: Actor,
    action: &str,
    subject_id: Option<&str>,
    detail: Value,
) -> Result<()> {
    commit(
        cx,
        &Entry {
            actor,
            action,
            subject_id,
            detail,
        },
        |_| Ok(()),
    )
    .await?;
    Ok(())
}

/// Runs the statements that `add` adds and appends the entry in the same transaction: both happen, or neither.
///
/// `add` may be called several times, each time with a new batch. Its statements come first in the results.
pub async fn commit(
    cx: &Cx,
    entry: &Entry<'_>,
    add: impl Fn(&mut Batch<'_>) -> Result<()>,
) -> Result<BatchResults> {
    commit_with(cx, entry, &add).await
}

/// Compiled once, and not once for every caller.
async fn commit_with(
    cx: &Cx,
    entry: &Entry<'_>,
    add: &dyn Fn(&mut Batch<'_>) -> Result<()>,
) -> Result<BatchResults> {
    let db = cx.db()?;
    for attempt in 0..ATTEMPTS {
        let last: Option<Last> = db.system().first(&LAST, params![]).await?;
        let mut batch = db.batch();
        add(&mut batch)?;
        append(
            &mut batch,
            entry,
            last.as_ref().map_or(GENESIS_HASH, |last| last.hash.as_str()),
        )?;
        match batch.run().await {
            Err(error) if lost_the_race(&error) => worker::Delay::from(pause(attempt)?).await,
            done => return done,
        }
    }
    Err(Error::retry("the audit log is busy"))
}

#[derive(FromRow)]
struct Last {
    hash: String,
}

fn append(batch: &mut Batch<'_>, entry: &Entry<'_>, prev_hash: &str) -> Result<()> {
    let at = clock::now();
    let id: AuditId = random::id(at)?;
    let actor_id = entry.actor.id();
    let detail = entry.detail.to_string();
    let hash = audit::hash(
        &audit::Entry {
            id: id.as_str(),
            at,
            actor_kind: entry.actor.kind().as_str(),
            actor_id: actor_id.as_deref(),
            action: entry.action,
            subject_id: entry.subject_id,
            detail: &detail,
        },
        prev_hash,
    );
    let kind = entry.actor.kind().as_str();
    let params = params![
        &id,
        at,
        kind,
        actor_id,
        entry.action,
        entry.subject_id,
        detail,
        prev_hash,
        hash
    ];
    batch.system(&APPEND, params)?;
    Ok(())
}

fn lost_the_race(error: &Error) -> bool {
    let Error::Reject(problem) = error else {
        return false;
    };
    problem
        .cause
        .as_deref()
        .is_some_and(|cause| cause.contains("audit_log.prev_hash"))
}

/// Random, so that those who compete do not meet again; longer each time.
fn pause(attempt: u16) -> Result<Duration> {
    let longest_ms = u64::from(attempt + 1) * 10;
    Ok(Duration::from_millis(
        longest_ms * u64::from(random::per_mille()?) / 1000,
    ))
}
