//! The account as its owner sees it, and what they may change of it.

use pinewire_shared::{
    Cx, Result,
    account::{check_fields, load_user},
    http::{Problem, Request, Response, response},
    params, sql,
};
use serde::Deserialize;

sql! {
    /// NULL leaves a field as it is.
    tenant UPDATE = "UPDATE users SET display_name = coalesce(?2, display_name), timezone = coalesce(?3, timezone),
            language = coalesce(?4, language), updated_at = ?5
        WHERE id = ?1 RETURNING id AS user_id";
}

/// What to change; absent fields stay.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ProfileUpdate {
    display_name: Option<String>,
    /// An IANA time zone.
    timezone: Option<String>,
    /// `en`, `es` or `tr`.
    language: Option<String>,
}

/// The profile
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/account/profile", tag = "accounts",
    responses((status = 200, description = "The profile", body = pinewire_shared::account::User))
))]
pub(crate) async fn get_profile(cx: Cx, _request: Request) -> Result<Response> {
    response::json(&load_user(&cx, cx.user_id()?).await?)
}

/// Change the profile
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/account/profile", tag = "accounts", request_body = ProfileUpdate,
    responses(
        (status = 200, description = "The profile after the change", body = pinewire_shared::account::User),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_profile(cx: Cx, mut request: Request) -> Result<Response> {
    let input: ProfileUpdate = request.json().await?;
    let errors = check_fields(
        input.display_name.as_deref(),
        input.timezone.as_deref(),
        input.language.as_deref(),
    );
    if !errors.is_empty() {
        return Err(Problem::validation(errors).into());
    }
    let name = input.display_name.as_deref().map(str::trim);
    let params = params![
        name,
        input.timezone.as_deref(),
        input.language.as_deref(),
        cx.now()
    ];
    cx.db()?.tenant(cx.user_id()?).run(&UPDATE, params).await?;
    response::json(&load_user(&cx, cx.user_id()?).await?)
}
