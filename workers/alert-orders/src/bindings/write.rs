//! `POST`, `PUT` and `DELETE` of bindings. Each change is in the audit log: it decides what is done with money.

use pinewire_domain::{
    decimal::Decimal,
    id::{StrategyBindingId, UserId},
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    db::Param,
    http::{Problem, Request, Response, parse_json, response},
    idempotency, params, sql,
};
use serde_json::json;

use super::{
    input::{BindingInput, Checked},
    read::{load, no_such_binding},
};

/// Bindings of a user.
const MOST_BINDINGS: u32 = 50;

sql! {
    /// ?2 binding, ?3 account, ?4 name, ?5 strategy, ?6 symbol, ?7 sizing, ?8 size, ?9 directions, ?10 one position, ?11
    /// age, ?12 dry run, ?13 approval, ?14 stop, ?15 target, ?16 enabled, ?17 now, ?18 how many there may be.
    tenant ADD = "INSERT INTO alert_bindings (id, user_id, account_id, name, strategy, symbol, sizing, size, directions,
          one_position, max_age_seconds, dry_run, approval, stop_loss_percent, take_profit_percent, is_enabled, created_at,
          updated_at)
        SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17
        WHERE (SELECT count(*) FROM alert_bindings WHERE user_id = ?1) < ?18";
    /// The same; ?18 version (NULL: any).
    tenant UPDATE = "UPDATE alert_bindings SET account_id = ?3, name = ?4, strategy = ?5, symbol = ?6, sizing = ?7, size = ?8,
          directions = ?9, one_position = ?10, max_age_seconds = ?11, dry_run = ?12, approval = ?13, stop_loss_percent = ?14,
          take_profit_percent = ?15, is_enabled = ?16, updated_at = ?17, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND (?18 IS NULL OR version = ?18)";
    tenant DELETE = "DELETE FROM alert_bindings WHERE user_id = ?1 AND id = ?2";
    /// Nobody can approve what came of it any more. ?2 binding, ?3 now.
    tenant DROP_PROPOSALS = "UPDATE alert_orders SET status = 'expired', reason = 'binding_deleted', updated_at = ?3,
          detail = 'The binding was deleted.'
        WHERE user_id = ?1 AND binding_id = ?2 AND status = 'proposed'";
}

/// Bind alerts to an account
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/alert-orders/bindings", tag = "alert-orders", request_body = BindingInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time")),
    responses(
        (status = 201, description = "The binding", body = super::Binding),
        (status = 409, description = "There are too many", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_binding(cx: Cx, mut request: Request) -> Result<Response> {
    let body = request.json_bytes().await?;
    idempotency::run(&cx, &request, &body, async |_| create(&cx, &body).await).await
}

async fn create(cx: &Cx, body: &[u8]) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let input = parse_json::<BindingInput>(body)?.check(cx, &user_id).await?;
    let id: StrategyBindingId = cx.new_id()?;
    let mut params = params(&id, &input, cx);
    params.push(MOST_BINDINGS.into());
    let results = audit::commit(cx, &entry(cx, "alert_binding.create", &id, &input), |batch| {
        batch.tenant(&user_id, &ADD, &params)?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        let detail = format!("There are {MOST_BINDINGS} bindings already. Delete one first.");
        return Err(Problem::conflict(detail).into());
    }
    response::json_with_status(201, &load(cx, &user_id, &id).await?)
}

/// Change a binding
///
/// All of it: what is absent takes its default. Orders that are on their way are not touched.
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/alert-orders/bindings/{id}", tag = "alert-orders", request_body = BindingInput,
    params(("id" = StrategyBindingId, Path)),
    responses(
        (status = 200, description = "The binding after the change", body = super::Binding),
        (status = 404, body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was changed meanwhile", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_binding(cx: Cx, mut request: Request) -> Result<Response> {
    let id: StrategyBindingId = request.id("id", "binding")?;
    let input: BindingInput = request.json().await?;
    let user_id = *cx.user_id()?;
    load(&cx, &user_id, &id).await?;
    let input = input.check(&cx, &user_id).await?;
    let mut params = params(&id, &input, &cx);
    params.push(input.version.into());
    let results = audit::commit(&cx, &entry(&cx, "alert_binding.update", &id, &input), |batch| {
        batch.tenant(&user_id, &UPDATE, &params)?;
        Ok(())
    })
    .await?;
    let binding = load(&cx, &user_id, &id).await?;
    if results.changes(0)? == 0 {
        let detail = "The binding was changed meanwhile. Load it again and repeat your change.";
        return Err(Problem::conflict(detail).into());
    }
    response::json(&binding)
}

/// Delete a binding
///
/// Its proposals can't be approved any more; orders that are on their way are not touched.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/alert-orders/bindings/{id}", tag = "alert-orders",
    params(("id" = StrategyBindingId, Path)),
    responses((status = 204, description = "It is gone"), (status = 404, body = pinewire_shared::http::ProblemBody))
))]
pub(crate) async fn delete_binding(cx: Cx, request: Request) -> Result<Response> {
    let id: StrategyBindingId = request.id("id", "binding")?;
    let user_id: UserId = *cx.user_id()?;
    load(&cx, &user_id, &id).await?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "alert_binding.delete",
        subject_id: Some(id.as_str()),
        detail: json!({}),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &DELETE, params![&id])?;
        batch.tenant(&user_id, &DROP_PROPOSALS, params![&id, cx.now()])?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(no_such_binding());
    }
    response::no_content()
}

fn entry<'a>(cx: &Cx, action: &'a str, id: &'a StrategyBindingId, input: &Checked) -> audit::Entry<'a> {
    audit::Entry {
        actor: Actor::of(cx),
        action,
        subject_id: Some(id.as_str()),
        detail: json!({
            "account_id": input.account_id.as_str(),
            "is_live": input.is_live,
            "approval": input.rules.approval.as_str(),
            "dry_run": input.rules.dry_run,
            "is_enabled": input.is_enabled,
        }),
    }
}

fn params(id: &StrategyBindingId, input: &Checked, cx: &Cx) -> Vec<Param> {
    let rules = &input.rules;
    let text = |percent: Option<Decimal>| percent.map(|percent| percent.to_string());
    params![
        id,
        &input.account_id,
        input.name.as_str(),
        input.strategy.as_deref(),
        input.symbol.as_deref(),
        input.sizing.as_str(),
        input.size.to_string(),
        rules.directions.as_str(),
        rules.one_position,
        rules.max_age_s,
        rules.dry_run,
        rules.approval.as_str(),
        text(rules.stop_loss_percent),
        text(rules.take_profit_percent),
        input.is_enabled,
        cx.now(),
    ]
    .to_vec()
}
