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
    http::{Problem, Request},
    params,
};

use super::statements::{LIST, LIST_ENDING, LIST_OF_DRIFT, LIST_OF_SCRIPT, LIST_OF_STATUS, LIST_OF_USERNAME};

const MAX_DAYS: u32 = 3650;

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
    drift: Option<&'static str>,
    /// From and to when an access ends.
    ending: Option<(Timestamp, Timestamp)>,
    /// The row that the list goes on behind.
    pub(super) after: Option<Cursor>,
}

impl Filter {
    /// What the request's query asks for; 422 for what can't be a filter.
    pub(super) fn by(request: &Request, now: Timestamp) -> Result<Self> {
        let username: Option<Username> = request.parsed_parameter("username")?;
        let drift = match request.parameter("drift")?.as_deref() {
            None | Some("all") => None,
            Some("any" | "true") => Some("any"),
            Some(word) => {
                let refused = |_| Problem::invalid("drift", "Use any, missing_on_tv or expiry_differs.");
                Some(word.parse().map(DriftKind::as_str).map_err(refused)?)
            }
        };
        let ending = match request.parsed_parameter("expiring_within_days")? {
            None => None,
            Some(days @ 1..=MAX_DAYS) => now.plus_days(days).map(|until| (now, until)),
            Some(_) => {
                let message = "Use a number of days from 1 to 3650.";
                return Err(Problem::invalid("expiring_within_days", message).into());
            }
        };
        Ok(Self {
            status: request.parsed_parameter("status")?,
            script: request.parameter("script")?,
            username_key: username.map(|name| name.key()),
            drift,
            ending,
            after: None,
        })
    }

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
            self.drift,
            self.ending.map(|(from, _)| from),
            self.ending.map(|(_, to)| to),
            limit
        ]
        .to_vec()
    }
}
