//! `POST /pine_perm/add/`, `/modify_user_expiration/` and `/remove/`.

use pinewire_domain::access::{expiry::Expiry, outcome::CallKind};
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
};
use serde_json::json;

use super::refusal;
use crate::{
    form::Form,
    session::Pair,
    state::grants::{self, Change, Done, Outcome},
};

pub(super) async fn add(cx: Cx, request: Request) -> Result<Response> {
    change(cx, request, CallKind::Add).await
}

pub(super) async fn modify(cx: Cx, request: Request) -> Result<Response> {
    change(cx, request, CallKind::Modify).await
}

pub(super) async fn remove(cx: Cx, request: Request) -> Result<Response> {
    change(cx, request, CallKind::Remove).await
}

async fn change(cx: Cx, request: Request, kind: CallKind) -> Result<Response> {
    if let Some(refusal) = refusal::of_stranger(&request) {
        return refusal;
    }
    let pair = Pair::of(&request);
    let form = Form::of(request).await;
    let Some(username) = form.field("username_recip") else {
        return refusal::field("username_recip", "This field is required.");
    };
    // Without the field, or with an empty one: lifetime.
    let expiry = form
        .field("expiration")
        .map_or(Ok(Expiry::Never), |text| Expiry::parse_form(&text));
    let Ok(expiry) = expiry else {
        return refusal::field("expiration", "Datetime has wrong format.");
    };
    let change = Change {
        kind,
        pine_id: form.field("pine_id").unwrap_or_default(),
        username: username.clone(),
        expiry,
    };
    match grants::change(&cx, pair, change).await? {
        Outcome::Done(done) => answer(done),
        Outcome::SignedOut => refusal::signed_out(),
        Outcome::NoSuchScript => refusal::no_such_script(),
        Outcome::NoSuchUser => refusal::no_such_user(&username),
    }
}

fn answer(done: Done) -> Result<Response> {
    let (status, word) = match done {
        Done::Created => (201, "ok"),
        Done::Changed => (200, "ok"),
        Done::Exists => (200, "exists"),
        Done::NotExists => (200, "not_exists"),
    };
    response::json_with_status(status, &json!({ "status": word }))
}
