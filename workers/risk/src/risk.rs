//! `/api/risk`: the limits of each account. They are the user's own; those of the plan hold besides.

use pinewire_domain::{
    id::BrokerAccountId,
    time::Timestamp,
    trading::risk::{PlanLimits, RiskLimits},
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    db::{Batch, FromRow},
    http::{FieldError, Problem, Request, Response, response},
    params, sql,
    trading::{
        accounts::{self, BrokerAccount},
        sequencer,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::json;

sql! {
    /// ?2 account.
    tenant STORED = "SELECT version, updated_at FROM risk_limits WHERE user_id = ?1 AND account_id = ?2";
    /// ?2 account, ?3 limits, ?4 now, ?5 the version that was read: 0 for none. Any other makes the column NULL, which it
    /// can't be; that is looked at before the conflict is, so that the first number counts where there is a row, too.
    tenant SET = "INSERT INTO risk_limits (user_id, account_id, limits, updated_at, version)
        VALUES (?1, ?2, ?3, ?4, iif(?5 IN (-1, 0) OR EXISTS (SELECT 1 FROM risk_limits WHERE account_id = ?2), 1, NULL))
        ON CONFLICT (account_id) DO UPDATE SET limits = ?3, updated_at = ?4,
          version = iif(?5 IN (-1, version), version + 1, NULL)";
}

/// The limits of an account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RiskView {
    /// Which.
    account_id: BrokerAccountId,
    /// The user's own limits.
    limits: RiskLimits,
    /// Those that hold: the user's, with the plan's on top.
    effective: RiskLimits,
    /// The plan.
    plan: PlanView,
    /// Counts the changes; 0 while the defaults hold.
    version: i64,
    /// When they were last set; null while the defaults hold.
    updated_at: Option<Timestamp>,
}

/// What the plan limits.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PlanView {
    /// Its id.
    id: String,
    /// Trades in all, of all accounts; null is any number.
    max_trades: Option<u32>,
}

/// All accounts' limits.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RiskOverview {
    /// What holds where nothing is set.
    defaults: RiskLimits,
    /// The accounts, the oldest first.
    data: Vec<RiskView>,
}

/// New limits for an account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RiskChange {
    /// All of them: what is left out is set to its default, null is no limit.
    limits: RiskLimits,
    /// The version that was read: 409 if they were changed since.
    version: Option<i64>,
}

#[derive(Debug, FromRow)]
struct Stored {
    version: i64,
    updated_at: Timestamp,
}

/// Risk limits of all accounts
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/risk", tag = "risk",
    responses((status = 200, description = "The limits", body = RiskOverview))
))]
pub(crate) async fn list_risk_limits(cx: Cx, _request: Request) -> Result<Response> {
    let mut data = Vec::new();
    for found in accounts::of_user(&cx, cx.user_id()?).await? {
        data.push(view(&cx, &found).await?);
    }
    response::json(&RiskOverview {
        defaults: RiskLimits::default(),
        data,
    })
}

/// Risk limits of an account
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/risk/{id}", tag = "risk",
    params(("id" = String, Path, description = "The account's id")),
    responses(
        (status = 200, description = "The limits", body = RiskView),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_risk_limits(cx: Cx, request: Request) -> Result<Response> {
    let id: BrokerAccountId = request.id("id", "broker account")?;
    let found = accounts::get(&cx, cx.user_id()?, &id).await?;
    response::json(&view(&cx, &found).await?)
}

/// Set the risk limits of an account
///
/// They hold for every order from the next one on, whoever wants it: the user, an alert, TradingView. An empty object sets
/// the defaults.
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/risk/{id}", tag = "risk", request_body = RiskChange,
    params(("id" = String, Path, description = "The account's id")),
    responses(
        (status = 200, description = "The limits", body = RiskView),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "They were changed meanwhile", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A limit makes no sense", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn set_risk_limits(cx: Cx, mut request: Request) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let id: BrokerAccountId = request.id("id", "broker account")?;
    let found = accounts::get(&cx, &user_id, &id).await?;
    let input: RiskChange = request.json().await?;
    input.limits.validate().map_err(|errors| {
        let errors = errors.into_iter().map(|error| FieldError {
            field: format!("limits.{}", error.field),
            message: error.message,
        });
        Problem::validation(errors.collect())
    })?;
    let limits = serde_json::to_string(&input.limits)?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "risk_limits.set",
        subject_id: Some(id.as_str()),
        detail: json!({ "limits": limits.as_str() }),
    };
    let expected = input.version.unwrap_or(-1);
    audit::commit(&cx, &entry, |batch: &mut Batch<'_>| {
        let params = params![&id, limits.as_str(), cx.now(), expected];
        batch.tenant(&user_id, &SET, params).map(|_| ())
    })
    .await
    .map_err(|error| match error {
        pinewire_shared::Error::Bug(text) if text.contains("risk_limits.version") => {
            Problem::conflict("The limits were changed meanwhile. Read them again.").into()
        }
        other => other,
    })?;
    sequencer::tell_settings(&cx, &id).await;
    response::json(&view(&cx, &found).await?)
}

async fn view(cx: &Cx, found: &BrokerAccount) -> Result<RiskView> {
    let settings = accounts::settings(cx, found).await?;
    let db = cx.db()?;
    let stored: Option<Stored> = db
        .tenant(&found.user_id)
        .first(&STORED, params![&found.id])
        .await?;
    let PlanLimits {
        plan,
        max_trades,
        limits: of_plan,
    } = settings.plan;
    Ok(RiskView {
        account_id: found.id,
        effective: settings.limits.clone().tightened(&of_plan),
        limits: settings.limits,
        plan: PlanView { id: plan, max_trades },
        version: stored.as_ref().map_or(0, |stored| stored.version),
        updated_at: stored.map(|stored| stored.updated_at),
    })
}
