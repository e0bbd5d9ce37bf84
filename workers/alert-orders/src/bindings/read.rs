//! `GET /api/alert-orders/bindings` and one of them.

use pinewire_domain::{
    id::{StrategyBindingId, UserId},
    page::Cursor,
};
use pinewire_shared::{
    Cx, Error, Result,
    http::{
        Problem, Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
    trading::alert_binding::BindingRow,
};

use super::Binding;

sql! {
    /// ?2 and ?3: before that one. ?4 at most so many.
    tenant LIST = "SELECT id, account_id, name, strategy, symbol, sizing, size, directions, one_position, max_age_seconds,
          dry_run, approval, stop_loss_percent, take_profit_percent, is_enabled, created_at, updated_at, version
        FROM alert_bindings WHERE user_id = ?1 AND (created_at, id) < (?2, ?3) ORDER BY created_at DESC, id DESC LIMIT ?4";
    tenant GET = "SELECT id, account_id, name, strategy, symbol, sizing, size, directions, one_position, max_age_seconds,
          dry_run, approval, stop_loss_percent, take_profit_percent, is_enabled, created_at, updated_at, version
        FROM alert_bindings WHERE user_id = ?1 AND id = ?2";
}

/// Bindings of alerts to accounts
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/alert-orders/bindings", tag = "alert-orders",
    params(
        ("limit" = Option<u32>, Query, description = "Rows, 1 to 200; 50 unless told"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<Binding>))
))]
pub(crate) async fn list_bindings(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::by(&request)?;
    let (before, before_id) = asked.before();
    let params = params![before, before_id, asked.limit + 1];
    let rows: Vec<BindingRow> = cx.db()?.tenant(cx.user_id()?).all(&LIST, params).await?;
    let mut bindings = Vec::with_capacity(rows.len());
    for row in rows {
        bindings.push(Binding::of(row)?);
    }
    response::json(&Page::new(bindings, asked.limit as usize, |binding| {
        Cursor::new(binding.created_at, binding.id.as_str()).encode()
    }))
}

/// One binding
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/alert-orders/bindings/{id}", tag = "alert-orders",
    params(("id" = StrategyBindingId, Path)),
    responses((status = 200, body = Binding), (status = 404, body = pinewire_shared::http::ProblemBody))
))]
pub(crate) async fn get_binding(cx: Cx, request: Request) -> Result<Response> {
    let id: StrategyBindingId = request.id("id", "binding")?;
    response::json(&load(&cx, cx.user_id()?, &id).await?)
}

pub(super) async fn load(cx: &Cx, user_id: &UserId, id: &StrategyBindingId) -> Result<Binding> {
    let row: Option<BindingRow> = cx.db()?.tenant(user_id).first(&GET, params![id]).await?;
    Binding::of(row.ok_or_else(no_such_binding)?)
}

pub(super) fn no_such_binding() -> Error {
    Problem::not_found("binding").into()
}
