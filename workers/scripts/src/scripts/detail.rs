//! `GET /api/scripts/{id}`.

use pinewire_domain::id::ScriptId;
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
    params, sql,
};

use super::view::Script;

sql! {
    /// ?2 script.
    tenant ONE = "SELECT id, connection_id, pine_id, title, access, kind, pine_version, likes, url, image_url, description,
          removed_at, default_duration, price_reference, is_for_sale, version, created_at, updated_at
        FROM tradingview_scripts WHERE user_id = ?1 AND id = ?2";
}

/// A script
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/scripts/{id}", tag = "scripts",
    params(("id" = ScriptId, Path, description = "The script")),
    responses(
        (status = 200, description = "The script", body = Script),
        (status = 404, description = "There is no such script", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_script(cx: Cx, request: Request) -> Result<Response> {
    let id: ScriptId = request.id("id", "script")?;
    response::json(&load(&cx, &id).await?)
}

/// A script of the caller's.
pub(super) async fn load(cx: &Cx, id: &ScriptId) -> Result<Script> {
    let script: Option<Script> = cx.db()?.tenant(cx.user_id()?).first(&ONE, params![id]).await?;
    script.ok_or_else(|| Problem::not_found("script").into())
}
