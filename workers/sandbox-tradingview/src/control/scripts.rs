//! Published scripts.

use pinewire_domain::access::wire::PineId;
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
};
use serde::Deserialize;
use serde_json::json;

use super::body;
use crate::state::{
    control::{Question, asked},
    scripts::Facts,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    owner: String,
    scripts: Vec<Facts>,
}

pub(super) async fn add(cx: Cx, mut request: Request) -> Result<Response> {
    let New { owner, scripts } = body(&mut request).await?;
    let ids: Option<Vec<String>> = asked(&cx, &Question::AddScripts { owner, scripts }).await?;
    match ids {
        Some(ids) => response::json_with_status(201, &json!({ "pine_ids": ids })),
        None => Err(Problem::invalid("owner", "no user has this name").into()),
    }
}

/// Takes a script away. Its id is `PUB;…`, with or without `%3B` for the semicolon.
pub(super) async fn remove(cx: Cx, request: Request) -> Result<Response> {
    let id = request.param("id")?.replace("%3B", ";").replace("%3b", ";");
    let Ok(id) = PineId::parse(&id) else {
        return Err(Problem::not_found("script").into());
    };
    let pine_id = id.to_string();
    if asked(&cx, &Question::RemoveScript { pine_id }).await? {
        response::no_content()
    } else {
        Err(Problem::not_found("script").into())
    }
}
