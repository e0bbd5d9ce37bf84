//! The account as its owner sees it, and what they may change of it.

use pinewire_domain::{account::Language, auth::Role, id::UserId, plan::Plan, time::Timestamp};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{FieldError, Problem, Request, Response, response},
    params, sql, timezone,
};
use serde::{Deserialize, Serialize};

const DISPLAY_NAME_CHARS: usize = 100;

sql! {
    tenant GET = "SELECT u.id AS user_id, u.email, u.display_name, u.timezone, u.language, u.role, u.created_at,
            p.id AS plan_id, p.name AS plan_name, p.monthly_signals
        FROM users u JOIN plans p ON p.id = u.plan_id WHERE u.id = ?1";
    /// NULL leaves a field as it is.
    tenant UPDATE = "UPDATE users SET display_name = coalesce(?2, display_name), timezone = coalesce(?3, timezone),
            language = coalesce(?4, language), updated_at = ?5
        WHERE id = ?1 RETURNING id AS user_id";
}

/// An account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct User {
    pub(super) id: UserId,
    email: String,
    display_name: String,
    /// An IANA time zone.
    timezone: String,
    /// `en`, `es` or `tr`.
    language: String,
    role: Role,
    plan: Plan,
    created_at: Timestamp,
}

#[derive(Debug, FromRow)]
struct Row {
    user_id: UserId,
    email: String,
    display_name: String,
    timezone: String,
    language: String,
    role: Role,
    created_at: Timestamp,
    plan_id: String,
    plan_name: String,
    monthly_signals: Option<u64>,
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

/// The user of that id.
pub(super) async fn load(cx: &Cx, user_id: &UserId) -> Result<User> {
    let row: Option<Row> = cx.db()?.tenant(user_id).first(&GET, params![]).await?;
    let row = row.ok_or_else(|| Error::bug("an authenticated user has no row"))?;
    Ok(User {
        id: row.user_id,
        email: row.email,
        display_name: row.display_name,
        timezone: row.timezone,
        language: row.language,
        role: row.role,
        plan: Plan {
            id: row.plan_id,
            name: row.plan_name,
            monthly_signals: row.monthly_signals,
        },
        created_at: row.created_at,
    })
}

/// Who am I?
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/auth/user", tag = "accounts",
    responses((status = 200, description = "The signed-in user", body = User))
))]
pub(crate) async fn get_user(cx: Cx, _request: Request) -> Result<Response> {
    response::json(&load(&cx, cx.user_id()?).await?)
}

/// The profile
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/account/profile", tag = "accounts",
    responses((status = 200, description = "The profile", body = User))
))]
pub(crate) async fn get_profile(cx: Cx, _request: Request) -> Result<Response> {
    response::json(&load(&cx, cx.user_id()?).await?)
}

/// Change the profile
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/account/profile", tag = "accounts", request_body = ProfileUpdate,
    responses(
        (status = 200, description = "The profile after the change", body = User),
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
    response::json(&load(&cx, cx.user_id()?).await?)
}

/// What is wrong with these fields, which sign-up takes as well.
pub(super) fn check_fields(
    display_name: Option<&str>,
    time_zone: Option<&str>,
    language: Option<&str>,
) -> Vec<FieldError> {
    let name_is_long = display_name.is_some_and(|name| name.chars().count() > DISPLAY_NAME_CHARS);
    let checks = [
        (name_is_long, "display_name", "Use at most 100 characters."),
        (
            time_zone.is_some_and(|name| !timezone::is_known(name)),
            "timezone",
            "Use the name of a time zone, such as Europe/Istanbul or UTC.",
        ),
        (
            language.is_some_and(|language| language.parse::<Language>().is_err()),
            "language",
            "Use en, es or tr.",
        ),
    ];
    let wrong = checks.into_iter().filter(|(is_wrong, ..)| *is_wrong);
    wrong
        .map(|(_, field, message)| FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
        })
        .collect()
}
