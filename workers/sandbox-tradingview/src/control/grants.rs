//! Grants, as they are, and as many as a test needs without a call for each.

use pinewire_domain::access::{expiry::Expiry, wire::PineId};
use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde::Deserialize;

use super::{List, people::check};
use crate::{
    state::{grants, users},
    visit::Visit,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    pine_id: PineId,
    grants: Vec<NewGrant>,
}

/// A grant to be made without a call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGrant {
    username: String,
    /// RFC 3339; null or absent for lifetime.
    #[serde(default = "lifetime")]
    expiration: Expiry,
}

const fn lifetime() -> Expiry {
    Expiry::Never
}

/// All grants of a script, or of all: those that were removed too, if they are asked for.
pub(super) fn list(visit: &Visit) -> Result<Response> {
    let pine_id = visit.parameter("pine_id");
    let removed = visit.parameter("removed").as_deref() == Some("true");
    let data = grants::counted(&visit.sql, pine_id.as_deref(), removed)?;
    response::json(&List { data })
}

/// Whoever is not there yet becomes a user.
pub(super) fn add(visit: &Visit) -> Result<Response> {
    let New { pine_id, grants } = visit.json()?;
    grants
        .iter()
        .try_for_each(|grant| check("username", &grant.username))?;
    let names: Vec<&str> = grants.iter().map(|grant| grant.username.as_str()).collect();
    users::add_all(&visit.sql, &names, visit.now)?;
    for NewGrant { username, expiration } in grants {
        if let Some(user) = users::by_name(&visit.sql, &username)? {
            grants::add(&visit.sql, pine_id.as_str(), &user, expiration, visit.now)?;
        }
    }
    response::no_content()
}
