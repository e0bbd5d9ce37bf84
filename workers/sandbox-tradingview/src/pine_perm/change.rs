//! `POST /pine_perm/add/`, `/modify_user_expiration/` and `/remove/`.

use pinewire_domain::access::{expiry::Expiry, outcome::CallKind};
use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde_json::json;

use super::{refusal, script_of};
use crate::{
    state::grants::{self, Change, Done},
    visit::Visit,
};

pub(super) fn add(visit: &Visit) -> Result<Response> {
    change(visit, CallKind::Add)
}

pub(super) fn modify(visit: &Visit) -> Result<Response> {
    change(visit, CallKind::Modify)
}

pub(super) fn remove(visit: &Visit) -> Result<Response> {
    change(visit, CallKind::Remove)
}

fn change(visit: &Visit, kind: CallKind) -> Result<Response> {
    let pine_id = match script_of(visit)? {
        Ok(pine_id) => pine_id,
        Err(refusal) => return Ok(refusal),
    };
    let Some(username) = visit.field("username_recip") else {
        return refusal::field("username_recip", "This field is required.");
    };
    // Without the field, or with an empty one: lifetime.
    let expiry = visit
        .field("expiration")
        .map_or(Ok(Expiry::Never), |text| Expiry::parse_form(&text));
    let Ok(expiry) = expiry else {
        return refusal::field("expiration", "Datetime has wrong format.");
    };
    let change = Change {
        kind,
        pine_id,
        username,
        expiry,
    };
    let (status, word) = match grants::change(&visit.sql, &change, visit.now)? {
        Done::Created => (201, "ok"),
        Done::Changed => (200, "ok"),
        Done::Exists => (200, "exists"),
        Done::NotExists => (200, "not_exists"),
        Done::NoSuchUser => return refusal::no_such_user(&change.username),
    };
    response::json_with_status(status, &json!({ "status": word }))
}
