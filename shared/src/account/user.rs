//! An account as its owner sees it.

use pinewire_domain::{auth::Role, id::UserId, plan::Plan, time::Timestamp};
use serde::Serialize;

use crate::{Cx, Error, Result, db::FromRow, params, sql};

sql! {
    tenant GET = "SELECT u.id AS user_id, u.email, u.display_name, u.timezone, u.language, u.role, u.created_at,
            p.id AS plan_id, p.name AS plan_name, p.monthly_signals
        FROM users u JOIN plans p ON p.id = u.plan_id WHERE u.id = ?1";
}

/// An account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Its id.
    pub id: UserId,
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

/// The user of that id.
pub async fn load_user(cx: &Cx, user_id: &UserId) -> Result<User> {
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
