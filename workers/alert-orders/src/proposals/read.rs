//! `GET /api/alert-orders` and one of them.

use pinewire_domain::{
    decimal::Decimal,
    id::{ApprovalId, BrokerAccountId, OrderId, SignalId, StrategyBindingId, UserId},
    page::Cursor,
    text_enum,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{
        Problem, Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What became of an alert.
    AlertOrderStatus("status") {
        /// No order: `reason` says why.
        Skipped = "skipped",
        /// Worked out, not to be sent.
        DryRun = "dry_run",
        /// Waits for its user.
        Proposed = "proposed",
        /// The user did not want it.
        Rejected = "rejected",
        /// The user did not say in time.
        Expired = "expired",
        /// On its way.
        Sending = "sending",
        /// An order.
        Placed = "placed",
        /// A rule or the broker refused it.
        Refused = "refused",
        /// It is not known what became of it.
        Failed = "failed",
    }
}

sql! {
    /// ?2 and ?3: before that one. ?4 status, ?5 binding, ?6 signal (NULL: any), ?7 at most so many.
    tenant LIST = "SELECT id, signal_id, binding_id, account_id, created_at, updated_at, status, reason, detail, action, symbol,
          side, quantity, price, stop_loss, take_profit, order_id, expires_at
        FROM alert_orders WHERE user_id = ?1 AND (created_at, id) < (?2, ?3) AND (?4 IS NULL OR status = ?4)
          AND (?5 IS NULL OR binding_id = ?5) AND (?6 IS NULL OR signal_id = ?6)
        ORDER BY created_at DESC, id DESC LIMIT ?7";
    tenant GET = "SELECT id, signal_id, binding_id, account_id, created_at, updated_at, status, reason, detail, action, symbol,
          side, quantity, price, stop_loss, take_profit, order_id, expires_at
        FROM alert_orders WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, FromRow)]
struct Row {
    id: ApprovalId,
    signal_id: SignalId,
    binding_id: StrategyBindingId,
    account_id: BrokerAccountId,
    created_at: Timestamp,
    updated_at: Timestamp,
    status: String,
    reason: Option<String>,
    detail: Option<String>,
    action: Option<String>,
    symbol: Option<String>,
    side: Option<String>,
    quantity: Option<Decimal>,
    price: Option<Decimal>,
    stop_loss: Option<Decimal>,
    take_profit: Option<Decimal>,
    order_id: Option<OrderId>,
    expires_at: Option<Timestamp>,
}

/// What became of an alert at an account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AlertOrder {
    /// `apr_…`
    id: ApprovalId,
    /// The alert.
    signal_id: SignalId,
    /// The binding that wanted it.
    binding_id: StrategyBindingId,
    /// The account.
    account_id: BrokerAccountId,
    created_at: Timestamp,
    updated_at: Timestamp,
    /// What became of it.
    pub(super) status: AlertOrderStatus,
    /// The code of why it is no order.
    reason: Option<String>,
    /// The same in a sentence.
    detail: Option<String>,
    /// `place`, `close`, `reverse`, or `cancel` for an entry that waited.
    action: Option<String>,
    /// Our name of the symbol.
    symbol: Option<String>,
    /// `buy` or `sell`.
    side: Option<String>,
    /// Units.
    quantity: Option<Decimal>,
    /// What a unit traded at when it was worked out.
    price: Option<Decimal>,
    /// The stop.
    stop_loss: Option<Decimal>,
    /// The target.
    take_profit: Option<Decimal>,
    /// The order that it became.
    order_id: Option<OrderId>,
    /// Until when it can be approved.
    expires_at: Option<Timestamp>,
}

impl AlertOrder {
    fn of(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            signal_id: row.signal_id,
            binding_id: row.binding_id,
            account_id: row.account_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            status: row.status.parse().map_err(Error::bug)?,
            reason: row.reason,
            detail: row.detail,
            action: row.action,
            symbol: row.symbol,
            side: row.side,
            quantity: row.quantity,
            price: row.price,
            stop_loss: row.stop_loss,
            take_profit: row.take_profit,
            order_id: row.order_id,
            expires_at: row.expires_at,
        })
    }
}

#[derive(Deserialize)]
struct Filter {
    status: Option<AlertOrderStatus>,
    binding_id: Option<StrategyBindingId>,
    signal_id: Option<SignalId>,
}

/// What became of alerts, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/alert-orders", tag = "alert-orders",
    params(
        ("status" = Option<AlertOrderStatus>, Query, description = "`proposed`: what waits for approval"),
        ("binding_id" = Option<String>, Query),
        ("signal_id" = Option<String>, Query),
        ("limit" = Option<u32>, Query, description = "Rows, 1 to 200; 50 unless told"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<AlertOrder>), (status = 422, body = pinewire_shared::http::ProblemBody))
))]
pub(crate) async fn list_alert_orders(cx: Cx, request: Request) -> Result<Response> {
    let (asked, filter): (Asked, Filter) = (Asked::by(&request)?, request.query()?);
    let (before, before_id) = asked.before();
    let params = params![
        before,
        before_id,
        filter.status.map(AlertOrderStatus::as_str),
        filter.binding_id.as_ref(),
        filter.signal_id.as_ref(),
        asked.limit + 1
    ];
    let rows: Vec<Row> = cx.db()?.tenant(cx.user_id()?).all(&LIST, params).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(AlertOrder::of(row)?);
    }
    response::json(&Page::new(found, asked.limit as usize, |row| {
        Cursor::new(row.created_at, row.id.as_str()).encode()
    }))
}

/// What became of an alert at an account
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/alert-orders/{id}", tag = "alert-orders",
    params(("id" = ApprovalId, Path)),
    responses((status = 200, body = AlertOrder), (status = 404, body = pinewire_shared::http::ProblemBody))
))]
pub(crate) async fn get_alert_order(cx: Cx, request: Request) -> Result<Response> {
    let id: ApprovalId = request.id("id", "alert order")?;
    response::json(&load(&cx, cx.user_id()?, &id).await?)
}

pub(super) async fn load(cx: &Cx, user_id: &UserId, id: &ApprovalId) -> Result<AlertOrder> {
    let row: Option<Row> = cx.db()?.tenant(user_id).first(&GET, params![id]).await?;
    AlertOrder::of(row.ok_or_else(|| Problem::not_found("alert order"))?)
}
