//! What the seller is told about their connection: a mail, and an event for programs.

use pinewire_domain::{access::connection::ConnectionNotice, id::JobId, time::Timestamp};
use serde::Serialize;

use super::Connection;
use crate::{
    Result,
    db::Batch,
    jobs::{self, NewJob},
    queue::Topic,
    random,
};

#[derive(Debug, Serialize)]
struct Mail<'a> {
    template: &'static str,
    user_id: &'a str,
    connection_id: &'a str,
}

/// Adds the notice to the batch of the change that causes it.
pub(super) fn add(
    batch: &mut Batch<'_>,
    connection: &Connection,
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
        idempotency_key: format!("mail:{template}:{}:{}", connection.id, connection.cookies_version),
        user_id: Some(&connection.user_id),
        payload: Mail {
            template,
            user_id: connection.user_id.as_str(),
            connection_id: connection.id.as_str(),
        },
        available_at: now,
    };
    jobs::add(batch, &job, now)
}
