//! Which grants a list shows, and which statement finds them.

use pinewire_domain::{
    access::{grant::GrantStatus, reconcile::DriftKind, username::Username},
    page::Cursor,
    time::Timestamp,
};
use pinewire_shared::{
    Result,
    access::GrantRow,
    db::{FromRow, Param, TenantSql},
    http::Problem,
    params,
};
use serde::Deserialize;

use super::statements::{LIST, LIST_ENDING, LIST_OF_DRIFT, LIST_OF_SCRIPT, LIST_OF_STATUS, LIST_OF_USERNAME};

const MAX_DAYS: u32 = 3650;

/// The query parameters.
#[derive(Debug, Deserialize)]
pub(super) struct FilterQuery {
    status: Option<GrantStatus>,
    script: Option<String>,
    username: Option<String>,
    drift: Option<String>,
    expiring_within_days: Option<u32>,
    cursor: Option<String>,
}

/// A row of a list, with the time that the list is sorted by.
#[derive(Debug, FromRow)]
pub(super) struct Listed {
    #[row(flatten)]
    pub(super) grant: GrantRow,
    sorted_at: Timestamp,
}

impl Listed {
    /// Where the list goes on after this row.
    pub(super) fn cursor(&self) -> Cursor {
        Cursor::new(self.sorted_at, self.grant.id)
    }
}

/// What a list is to show.
#[derive(Debug)]
pub(super) struct Filter {
    status: Option<GrantStatus>,
    script: Option<String>,
    username_key: Option<String>,
    drift: Option<String>,
    /// From and to when an access ends.
    ending: Option<(Timestamp, Timestamp)>,
    after: Option<Cursor>,
}

impl FilterQuery {
    /// The filter; 422 for what can't be one.
    pub(super) fn parse(self, now: Timestamp) -> Result<Filter> {
        let username = self
            .username
            .as_deref()
            .map(Username::parse)
            .transpose()
            .map_err(|error| Problem::invalid("username", error.to_string()))?;
        let drift = match self.drift.as_deref() {
            None | Some("all") => None,
            Some("any" | "true") => Some("any".to_owned()),
            Some(word) => {
                let kind: DriftKind = word
                    .parse()
                    .map_err(|_| Problem::invalid("drift", "Use any, missing_on_tv or expiry_differs."))?;
                Some(kind.to_string())
            }
        };
        let ending = match self.expiring_within_days {
            None => None,
            Some(days @ 1..=MAX_DAYS) => now.plus_days(days).map(|until| (now, until)),
            Some(_) => {
                let message = "Use a number of days from 1 to 3650.";
                return Err(Problem::invalid("expiring_within_days", message).into());
            }
        };
        let after = self
            .cursor
            .as_deref()
            .map(Cursor::decode)
            .transpose()
            .map_err(|error| Problem::invalid("cursor", error.to_string()))?;
        Ok(Filter {
            status: self.status,
            script: self.script,
            username_key: username.map(|name| name.key()),
            drift,
            ending,
            after,
        })
    }
}

impl Filter {
    /// The statement whose index narrows the list best.
    pub(super) const fn statement(&self) -> &'static TenantSql {
        if self.ending.is_some() {
            &LIST_ENDING
        } else if self.username_key.is_some() {
            &LIST_OF_USERNAME
        } else if self.drift.is_some() {
            &LIST_OF_DRIFT
        } else if self.script.is_some() {
            &LIST_OF_SCRIPT
        } else if self.status.is_some() {
            &LIST_OF_STATUS
        } else {
            &LIST
        }
    }

    /// Its parameters for at most `limit` rows.
    pub(super) fn params(&self, limit: u32) -> Vec<Param> {
        let start = if self.ending.is_some() {
            Timestamp::EPOCH
        } else {
            Timestamp::MAX
        };
        let (at, id) = self
            .after
            .as_ref()
            .map_or((start, ""), |cursor| (cursor.created_at, cursor.id.as_str()));
        params![
            at,
            id,
            self.status.map(GrantStatus::as_str),
            self.script.as_deref(),
            self.username_key.as_deref(),
            self.drift.as_deref(),
            self.ending.map(|(from, _)| from),
            self.ending.map(|(_, to)| to),
            limit
        ]
        .to_vec()
    }

    /// Goes on behind a row.
    pub(super) fn go_on_after(&mut self, cursor: Cursor) {
        self.after = Some(cursor);
    }
}
