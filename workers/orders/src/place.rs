//! `POST /api/orders`, `POST /api/orders/preview`, `PUT /api/orders/{id}`.

use pinewire_domain::{
    decimal::Decimal,
    id::{BrokerAccountId, OrderId},
    symbol::Symbol,
    time::Timestamp,
    trading::{
        order::{Amount, OrderRequest, OrderType, Origin, Side, StopLoss, TakeProfit, TimeInForce},
        sequencer::{Command, OrderView},
    },
};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Problem, Request, Response, present, response},
    trading::{accounts, sequencer},
};
use serde::{Deserialize, Serialize};

use crate::{answer, current, market};

/// An order as it is asked for. Numbers are decimals, as JSON strings or numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct OrderBody {
    /// The account that it is for.
    account_id: BrokerAccountId,
    /// Of what: any name of the instrument, such as `AAPL` or `NASDAQ:AAPL`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    symbol: Symbol,
    /// Bought or sold.
    side: Side,
    /// At which price.
    #[serde(rename = "type")]
    kind: OrderType,
    /// Units. Give either this or `notional`.
    quantity: Option<Decimal>,
    /// Money to spend or to raise, for market orders.
    notional: Option<Decimal>,
    /// Of limit and stop-limit orders.
    limit_price: Option<Decimal>,
    /// Of stop and stop-limit orders.
    stop_price: Option<Decimal>,
    /// How long it stands; what is usual in the market if absent: `day`, or `gtc` where there are no sessions.
    duration: Option<TimeInForce>,
    /// Until when, for `gtd`.
    expires_at: Option<Timestamp>,
    /// Whether it may be filled outside the session.
    extended_hours: Option<bool>,
    /// Whether it must not open or turn a position.
    reduce_only: Option<bool>,
    /// A target, once it is filled.
    take_profit: Option<Decimal>,
    /// A stop, once it is filled.
    stop_loss: Option<Decimal>,
    /// The limit of that stop, if it is to be a stop-limit order.
    stop_loss_limit: Option<Decimal>,
    /// Whether the user has confirmed an order that is large for the account, after a preview.
    confirmed: Option<bool>,
}

impl OrderBody {
    fn into_request(self, symbol: Symbol, usual: TimeInForce) -> Result<OrderRequest> {
        let amount = match (self.quantity, self.notional) {
            (Some(quantity), None) => Amount::Quantity(quantity),
            (None, Some(money)) => Amount::Notional(money),
            _ => {
                return Err(
                    Problem::invalid("quantity", "Give either a quantity or a notional amount.").into(),
                );
            }
        };
        let mut request = OrderRequest {
            kind: self.kind,
            limit_price: self.limit_price,
            stop_price: self.stop_price,
            duration: self.duration.unwrap_or(usual),
            expires_at: self.expires_at,
            extended_hours: self.extended_hours.unwrap_or(false),
            reduce_only: self.reduce_only.unwrap_or(false),
            ..OrderRequest::market(symbol, self.side, amount)
        };
        let (target, stop) = exits(self.take_profit, self.stop_loss, self.stop_loss_limit)?;
        request.set_brackets(target, stop);
        Ok(request)
    }
}

/// A target and a stop of prices.
pub(crate) fn exits(
    take_profit: Option<Decimal>,
    stop_loss: Option<Decimal>,
    stop_loss_limit: Option<Decimal>,
) -> Result<(Option<TakeProfit>, Option<StopLoss>)> {
    if stop_loss.is_none() && stop_loss_limit.is_some() {
        return Err(Problem::invalid("stop_loss_limit", "A stop's limit needs the stop.").into());
    }
    let stop = stop_loss.map(|stop_price| StopLoss {
        stop_price,
        limit_price: stop_loss_limit,
    });
    Ok((take_profit.map(|limit_price| TakeProfit { limit_price }), stop))
}

/// Place an order
///
/// It is checked by the account's risk rules, stored, and only then sent to the broker; its own row tells what becomes
/// of it. With an `Idempotency-Key`, a repeat places nothing and answers with the first order.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/orders", tag = "orders", request_body = OrderBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat harmless")),
    responses(
        (status = 202, description = "It is stored and under way", body = answer::Outcome),
        (status = 402, description = "The plan includes no more trades (`plan_limit_reached`)", body = pinewire_shared::http::ProblemBody),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "The account is not active, or its position is just being closed", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong, or a risk rule refuses it (`risk_…`)", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn place_order(cx: Cx, mut request: Request) -> Result<Response> {
    let body: OrderBody = request.json().await?;
    let account = accounts::get(&cx, cx.user_id()?, &body.account_id).await?;
    let key = answer::key_of(&cx, &request, "place")?;
    let instrument = market::instrument(&cx, &body.symbol).await?;
    let confirmed = body.confirmed.unwrap_or(false);
    let usual = instrument.market.default_duration();
    let wanted = body.into_request(instrument.symbol.clone(), usual)?;
    let command = Command::Place {
        order: cx.new_id()?,
        request: Box::new(wanted),
        origin: Origin::User,
        confirmed,
        may_repeat: true,
    };
    let facts = market::facts(&cx, instrument).await;
    answer::command(&cx, &account.id, &key, command, facts).await
}

/// What would become of an order.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Preview {
    /// Whether it would be sent.
    is_accepted: bool,
    /// Whether it would be sent once the user confirms it.
    needs_confirmation: bool,
    /// The code of the refusal, `risk_…` for the risk rules.
    code: Option<String>,
    /// Why it would not be sent, or why it has to be confirmed.
    detail: Option<String>,
    /// What is wrong with single fields.
    errors: Vec<pinewire_shared::http::FieldError>,
    /// Units held, below nought when short.
    position: Decimal,
    /// Units that would open or enlarge a position.
    opening: Decimal,
    /// The price that it is judged by.
    price: Option<Decimal>,
    /// What it is worth at that price.
    worth: Option<Decimal>,
    /// What the account is worth.
    equity: Option<Decimal>,
    /// What can be spent.
    buying_power: Option<Decimal>,
    /// The target that it would have.
    take_profit: Option<Decimal>,
    /// The stop that it would have.
    stop_loss: Option<Decimal>,
    /// Trades left of the plan; null is any number.
    trades_left: Option<u32>,
}

/// Preview an order
///
/// Says what would become of it, and changes nothing.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/orders/preview", tag = "orders", request_body = OrderBody,
    responses(
        (status = 200, description = "What would become of it", body = Preview),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "It cannot be read", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn preview_order(cx: Cx, mut request: Request) -> Result<Response> {
    let body: OrderBody = request.json().await?;
    let account = accounts::get(&cx, cx.user_id()?, &body.account_id).await?;
    let instrument = market::instrument(&cx, &body.symbol).await?;
    let confirmed = body.confirmed.unwrap_or(false);
    let usual = instrument.market.default_duration();
    let wanted = body.into_request(instrument.symbol.clone(), usual)?;
    let facts = market::facts(&cx, instrument).await;
    let preview = sequencer::preview(&cx, &account.id, wanted, facts).await?;
    let problem = preview.refused.as_ref().and_then(sequencer::refusal);
    // A request comes along with a refusal that only asks for a confirmation.
    let needs_confirmation = problem.is_some() && preview.request.is_some();
    let (code, detail, errors) = match problem {
        Some(problem) => (
            Some(problem.code.into_owned()),
            Some(problem.detail),
            problem.errors,
        ),
        None => (None, None, Vec::new()),
    };
    let sent = preview.request.as_ref();
    response::json(&Preview {
        is_accepted: preview.refused.is_none() || (needs_confirmation && confirmed),
        needs_confirmation,
        code,
        detail,
        errors,
        position: preview.position,
        opening: preview.opening,
        price: preview.price,
        worth: preview.worth,
        equity: preview.equity,
        buying_power: preview.buying_power,
        take_profit: sent.and_then(|request| Some(request.take_profit?.limit_price)),
        stop_loss: sent.and_then(|request| Some(request.stop_loss?.stop_price)),
        trades_left: preview.trades_left,
    })
}

/// What of an order is to be otherwise; what is absent stays, and null takes a target or stop away.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::option_option, reason = "absent, null and given are three things")]
pub(crate) struct EditBody {
    /// Units in all: what is filled already counts.
    quantity: Option<Decimal>,
    /// The limit.
    limit_price: Option<Decimal>,
    /// The stop.
    stop_price: Option<Decimal>,
    /// How long it stands.
    duration: Option<TimeInForce>,
    /// Until when, for `gtd`.
    expires_at: Option<Timestamp>,
    /// The target.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Decimal>, required = false))]
    take_profit: Option<Option<Decimal>>,
    /// The stop that comes with it.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Decimal>, required = false))]
    stop_loss: Option<Option<Decimal>>,
    /// The limit of that stop.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Decimal>, required = false))]
    stop_loss_limit: Option<Option<Decimal>>,
}

/// Change an order
///
/// What is there is cancelled at the broker first, and what is left is sent anew, so that never more is filled than is
/// wanted. Symbol and side stay.
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/orders/{id}", tag = "orders", request_body = EditBody,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat harmless")),
    responses(
        (status = 202, description = "The change is stored and under way", body = answer::Outcome),
        (status = 404, description = "There is no such order", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is over, or cannot be changed any more", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong, or a risk rule refuses it", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn edit_order(cx: Cx, mut request: Request) -> Result<Response> {
    let id: OrderId = request.id("id", "order")?;
    let order = current::order(&cx, &id).await?;
    let body: EditBody = request.json().await?;
    let key = answer::key_of(&cx, &request, "edit")?;
    let account = order.account_id;
    let facts = market::facts_of(&cx, &order.symbol).await?;
    let wanted = edited(order, &body)?;
    let command = Command::Modify {
        order: id,
        request: Box::new(wanted),
    };
    answer::command(&cx, &account, &key, command, facts).await
}

fn edited(order: OrderView, body: &EditBody) -> Result<OrderRequest> {
    let quantity = body.quantity.or(order.quantity);
    let amount = match (quantity, order.notional) {
        (Some(quantity), _) => Amount::Quantity(quantity),
        (None, Some(money)) => Amount::Notional(money),
        (None, None) => return Err(Error::bug("an order without an amount")),
    };
    let duration = body.duration.unwrap_or(order.duration);
    let until = body.expires_at.or(order.expires_at);
    let mut request = OrderRequest {
        kind: order.kind,
        limit_price: body.limit_price.or(order.limit_price),
        stop_price: body.stop_price.or(order.stop_price),
        duration,
        expires_at: until.filter(|_| duration == TimeInForce::Gtd),
        extended_hours: order.extended_hours,
        reduce_only: order.reduce_only,
        ..OrderRequest::market(order.symbol, order.side, amount)
    };
    let stop_loss = body.stop_loss.unwrap_or(order.stop_loss);
    // The limit of a stop goes with it.
    let stop_loss_limit = body
        .stop_loss_limit
        .unwrap_or(order.stop_loss_limit.filter(|_| stop_loss.is_some()));
    let take_profit = body.take_profit.unwrap_or(order.take_profit);
    let (target, stop) = exits(take_profit, stop_loss, stop_loss_limit)?;
    request.set_brackets(target, stop);
    if order.class == pinewire_domain::trading::order::OrderClass::Oco {
        request.class = order.class;
    }
    Ok(request)
}
