//! Grants, as they are, and as many as a test needs without a call for each.

use pinewire_domain::access::wire::PineId;
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
};
use serde::Deserialize;
use serde_json::json;

use super::{body, people::check};
use crate::state::control::{CountedGrant, NewGrant, Question, asked};

#[derive(Deserialize)]
struct Query {
    pine_id: Option<String>,
    #[serde(default)]
    removed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    pine_id: PineId,
    grants: Vec<NewGrant>,
}

/// All grants of a script, or of all: those that were removed too, if they are asked for.
pub(super) async fn list(cx: Cx, request: Request) -> Result<Response> {
    let Query { pine_id, removed } = request.query()?;
    let grants: Vec<CountedGrant> = asked(&cx, &Question::ListGrants { pine_id, removed }).await?;
    response::json(&json!({ "data": grants }))
}

pub(super) async fn add(cx: Cx, mut request: Request) -> Result<Response> {
    let New { pine_id, grants } = body(&mut request).await?;
    grants
        .iter()
        .try_for_each(|grant| check("username", &grant.username))?;
    let question = Question::AddGrants {
        pine_id: pine_id.to_string(),
        grants,
        now: cx.now(),
    };
    asked::<()>(&cx, &question).await?;
    response::no_content()
}
