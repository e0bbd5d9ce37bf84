//! What follows when a connection comes to stand otherwise: the seller is told, and pending work goes on.

use pinewire_domain::{
    access::connection::{ConnectionNotice, Effects, WorkChange},
    id::{ConnectionId, JobId, UserId},
    time::Timestamp,
};
use serde::Serialize;

use crate::{
    Cx, Result, access,
    db::Batch,
    events::{self, EventType},
    jobs::{self, NewJob},
    queue::Topic,
    random,
};

/// Which cookies of which connection it is about.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The seller.
    pub user_id: &'a UserId,
    /// The connection.
    pub connection_id: &'a ConnectionId,
    /// The account's name.
    pub username: &'a str,
    /// See [`Connection`](super::Connection).
    pub cookies_version: i64,
}

#[derive(Debug, Serialize)]
struct Mail<'a> {
    template: &'static str,
    user_id: &'a str,
    connection_id: &'a str,
}

/// What `connection.dead` tells.
#[derive(Debug, Serialize)]
struct Death<'a> {
    connection_id: &'a str,
    username: &'a str,
    since: Timestamp,
}

#[derive(Debug, Serialize)]
struct Resume<'a> {
    user_id: &'a str,
}

/// Adds what follows to the batch of the change. Call [`after`] when it has run.
///
/// Pausing needs nothing: whoever works looks at the connection's status first.
pub fn add(batch: &mut Batch<'_>, subject: Subject<'_>, effects: Effects, now: Timestamp) -> Result<()> {
    if let Some(notice) = effects.notice {
        add_mail(batch, subject, notice, now)?;
        if notice == ConnectionNotice::Dead {
            let death = Death {
                connection_id: subject.connection_id.as_str(),
                username: subject.username,
                since: now,
            };
            events::emit(batch, subject.user_id, EventType::ConnectionDead, &death)?;
        }
    }
    if effects.work == Some(WorkChange::Resume) {
        let job_id: JobId = random::id(now)?;
        let job = NewJob {
            id: job_id,
            topic: Topic::Access,
            idempotency_key: format!("access:{job_id}"),
            user_id: Some(subject.user_id),
            payload: Resume {
                user_id: subject.user_id.as_str(),
            },
            available_at: now,
        };
        jobs::add(batch, &job, now)?;
    }
    Ok(())
}

/// Sends what [`add`] added, and wakes the sequencer at once where work goes on.
pub async fn after(cx: &Cx, user_id: &UserId, effects: Effects) {
    if effects == Effects::default() {
        return;
    }
    let (work, user_id) = (cx.clone(), *user_id);
    cx.afterwards(async move {
        if effects.work == Some(WorkChange::Resume) {
            access::poke(&work, &user_id).await;
        }
        jobs::send_pending(&work).await;
    })
    .await;
}

fn add_mail(
    batch: &mut Batch<'_>,
    subject: Subject<'_>,
    notice: ConnectionNotice,
    now: Timestamp,
) -> Result<()> {
    let template = match notice {
        ConnectionNotice::Aging => "connection_aging",
        ConnectionNotice::Dead => "connection_dead",
    };
    let job = NewJob {
        id: random::id::<JobId>(now)?,
        topic: Topic::Mail,
        idempotency_key: format!(
            "mail:{template}:{}:{}",
            subject.connection_id, subject.cookies_version
        ),
        user_id: Some(subject.user_id),
        payload: Mail {
            template,
            user_id: subject.user_id.as_str(),
            connection_id: subject.connection_id.as_str(),
        },
        available_at: now,
    };
    jobs::add(batch, &job, now)
}
