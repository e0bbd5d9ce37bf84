//! Everybody's accounts: which plan, which role, whether they may sign in.

use pinewire_domain::{account::AccountStatus, auth::Role, id::UserId, page::Cursor, time::Timestamp};
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor, Entry},
    db::{Batch, FromRow},
    http::{Problem, Request, Response, page::Page, response},
    params, sql,
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::paging::Paging;

/// The greatest quota that can be set; beyond it, "unlimited" is the plan to choose.
const MAX_QUOTA: i64 = 1_000_000_000;

macro_rules! columns {
    () => {
        "u.id, u.email, u.display_name, u.role, u.status, u.plan_id, c.monthly_quota, u.created_at
         FROM users AS u LEFT JOIN signal_configs AS c ON c.user_id = u.id"
    };
}

sql! {
    /// ?3 is a part of the address, if wanted.
    system PAGE = concat!("SELECT ", columns!(), "
        WHERE (u.created_at, u.id) < (?1, ?2) AND (?3 IS NULL OR instr(u.email_key, ?3) > 0)
        ORDER BY u.created_at DESC, u.id DESC LIMIT ?4");
    system ONE = concat!("SELECT ", columns!(), " WHERE u.id = ?1");
    system PLAN = "SELECT id FROM plans WHERE id = ?1";
    system UPDATE_USER = "UPDATE users SET plan_id = ?2, role = ?3, status = ?4, updated_at = ?5 WHERE id = ?1";
    system UPDATE_QUOTA = "UPDATE signal_configs SET monthly_quota = ?2, updated_at = ?3 WHERE user_id = ?1";
    /// Somebody who may not sign in any more is signed out.
    system END_SESSIONS = "UPDATE sessions SET revoked_at = ?2, revoke_reason = 'admin'
        WHERE user_id = ?1 AND revoked_at IS NULL";
}

/// That there is such a plan.
#[derive(Debug, FromRow)]
struct KnownPlan {}

/// An account, as an admin sees it.
#[derive(Debug, Clone, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AdminUser {
    id: UserId,
    email: String,
    display_name: String,
    role: Role,
    status: AccountStatus,
    plan_id: String,
    /// Signals a month, if an admin has set another number than the plan's.
    monthly_quota: Option<i64>,
    created_at: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub(crate) struct UserQuery {
    /// Rows on a page, 1 to 200; 50 if absent.
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Only addresses with this in them.
    email: Option<String>,
}

/// What to change of an account; what is absent stays.
#[derive(Debug, Deserialize)]
#[expect(clippy::option_option, reason = "null and absent differ")]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AdminUserUpdate {
    plan_id: Option<String>,
    role: Option<Role>,
    /// A disabled account is signed out everywhere.
    status: Option<AccountStatus>,
    /// Signals a month; null goes back to the plan's number.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, required = false))]
    monthly_quota: Option<Option<i64>>,
}

/// Tells `null` from absent.
#[expect(clippy::option_option, reason = "null and absent differ")]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::<i64>::deserialize(deserializer).map(Some)
}

/// All accounts, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/admin/users", tag = "admin", params(UserQuery),
    responses((status = 200, description = "One page", body = Page<AdminUser>))
))]
pub(crate) async fn list_users(cx: Cx, request: Request) -> Result<Response> {
    let query: UserQuery = request.query()?;
    let paging = Paging::parse(query.limit.as_deref(), query.cursor.as_deref())?;
    let part = query.email.map(|part| part.to_lowercase());
    let params = params![paging.before.created_at, paging.before.id, part, paging.read];
    let rows: Vec<AdminUser> = cx.db()?.system().all(&PAGE, params).await?;
    let page = Page::new(rows, paging.limit as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    });
    response::json(&page)
}

/// Change somebody's plan, role, quota or access
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/admin/users/{id}", tag = "admin", request_body = AdminUserUpdate,
    params(("id" = UserId, Path, description = "The account")),
    responses(
        (status = 200, description = "The account as it is now", body = AdminUser),
        (status = 404, description = "There is none", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is your own account", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_user(cx: Cx, mut request: Request) -> Result<Response> {
    let id: UserId = request.id("id", "user")?;
    let update: AdminUserUpdate = request.json().await?;
    let before = find(&cx, &id).await?;
    let after = apply(&cx, &before, &update).await?;
    if cx.user_id()? == &id && (after.role != before.role || after.status != before.status) {
        let detail =
            "Another admin has to change your role or status: the last one must not lock everybody out.";
        return Err(Problem::conflict(detail).into());
    }
    let changes = changes(&before, &after)?;
    if changes.as_object().is_some_and(|changes| !changes.is_empty()) {
        store(&cx, &after, changes).await?;
    }
    response::json(&find(&cx, &id).await?)
}

async fn apply(cx: &Cx, before: &AdminUser, update: &AdminUserUpdate) -> Result<AdminUser> {
    if let Some(plan) = &update.plan_id {
        let found: Option<KnownPlan> = cx.db()?.system().first(&PLAN, params![plan.as_str()]).await?;
        found.ok_or_else(|| Problem::invalid("plan_id", "There is no such plan."))?;
    }
    if let Some(Some(quota)) = update.monthly_quota
        && !(0..=MAX_QUOTA).contains(&quota)
    {
        return Err(
            Problem::invalid("monthly_quota", "Use a number from 0 to 1,000,000,000, or null.").into(),
        );
    }
    let mut after = before.clone();
    if let Some(plan) = &update.plan_id {
        after.plan_id.clone_from(plan);
    }
    after.role = update.role.unwrap_or(before.role);
    after.status = update.status.unwrap_or(before.status);
    after.monthly_quota = update.monthly_quota.unwrap_or(before.monthly_quota);
    Ok(after)
}

/// `{"role": {"from": "trader", "to": "seller"}, …}` of the fields that differ.
fn changes(before: &AdminUser, after: &AdminUser) -> Result<Value> {
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let fields = ["plan_id", "role", "status", "monthly_quota"]
        .into_iter()
        .filter_map(|field| {
            let (from, to) = (before.get(field), after.get(field));
            (from != to).then(|| (field.to_owned(), json!({ "from": from, "to": to })))
        });
    Ok(Value::Object(fields.collect()))
}

async fn store(cx: &Cx, user: &AdminUser, changes: Value) -> Result<()> {
    let now = cx.now();
    let entry = Entry {
        actor: Actor::of(cx),
        action: "user.update",
        subject_id: Some(user.id.as_str()),
        detail: changes,
    };
    let add = |batch: &mut Batch<'_>| {
        let plan = user.plan_id.as_str();
        batch.system(
            &UPDATE_USER,
            params![&user.id, plan, user.role.as_str(), user.status.as_str(), now],
        )?;
        batch.system(&UPDATE_QUOTA, params![&user.id, user.monthly_quota, now])?;
        if user.status == AccountStatus::Disabled {
            batch.system(&END_SESSIONS, params![&user.id, now])?;
        }
        Ok::<(), Error>(())
    };
    audit::commit(cx, &entry, add).await?;
    Ok(())
}

async fn find(cx: &Cx, id: &UserId) -> Result<AdminUser> {
    let user: Option<AdminUser> = cx.db()?.system().first(&ONE, params![id]).await?;
    user.ok_or_else(|| Problem::not_found("user").into())
}
