//! Orders: placed, changed, cancelled.

use pinewire_domain::{
    id::{BrokerAccountId, OrderId},
    trading::{
        broker_wire::{StandingOrder, confirmation, read_change, read_order},
        order::Origin,
        sequencer::{Command, Facts},
    },
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response},
    panel::{self, Look, answer},
};
use serde::{Deserialize, Serialize};

use crate::wish::{self, Query};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Placed {
    order_id: OrderId,
}

/// What is needed of an account's view.
#[derive(Deserialize)]
struct Orders {
    orders: Vec<StandingOrder>,
}

/// `POST /accounts/{id}/orders`
pub(crate) async fn place(cx: Cx, mut request: Request) -> Result<Response> {
    let (_, account) = panel::account(&cx, &request, Look::Now).await?;
    let query = Query::of(&request);
    let input = wish::form(&mut request).await?;
    let instrument = wish::instrument(&cx, input.instrument.as_deref()).await?;
    let mut order = read_order(&input, |_| instrument.market).map_err(wish::invalid)?;
    order.symbol = instrument.symbol.clone();
    let confirmed = match &query.confirm_id {
        None => false,
        Some(given) if confirmation(account, &order).as_ref() == Some(given) => true,
        Some(_) => {
            let detail = "The order differs from the one that was previewed. Preview it again.";
            return Err(Problem::new(422, "confirmation_stale", detail).into());
        }
    };
    let facts = wish::facts(&cx, Some(instrument), &order.symbol).await;
    let command = Command::Place {
        order: cx.new_id()?,
        request: Box::new(order),
        origin: Origin::User,
        confirmed,
        may_repeat: true,
    };
    let placed = wish::carry_out(&cx, &account, &query, command, facts).await?;
    let order_id = placed.ok_or_else(|| pinewire_shared::Error::bug("a placed order has no id"))?;
    answer::data(Placed { order_id })
}

/// `PUT /accounts/{id}/orders/{orderId}`
pub(crate) async fn change(cx: Cx, mut request: Request) -> Result<Response> {
    let (_, account) = panel::account(&cx, &request, Look::Now).await?;
    let query = Query::of(&request);
    let id: OrderId = request.id("order", "order")?;
    let input = wish::form(&mut request).await?;
    let order = find(&cx, &account, id).await?;
    let changed = read_change(&input, &order).map_err(wish::invalid)?;
    let instrument = wish::instrument(&cx, Some(order.symbol.ticker())).await?;
    let facts = wish::facts(&cx, Some(instrument), &order.symbol).await;
    let command = Command::Modify {
        order: id,
        request: Box::new(changed),
    };
    wish::carry_out(&cx, &account, &query, command, facts).await?;
    answer::done()
}

/// `DELETE /accounts/{id}/orders/{orderId}`
pub(crate) async fn cancel(cx: Cx, request: Request) -> Result<Response> {
    let (_, account) = panel::account(&cx, &request, Look::Now).await?;
    let query = Query::of(&request);
    let order: OrderId = request.id("order", "order")?;
    wish::carry_out(&cx, &account, &query, Command::Cancel { order }, Facts::default()).await?;
    answer::done()
}

/// An order as it stands.
pub(crate) async fn find(cx: &Cx, account: &BrokerAccountId, id: OrderId) -> Result<StandingOrder> {
    let view: Orders = panel::view(cx, account).await?;
    view.orders
        .into_iter()
        .find(|order| order.id == id)
        .ok_or_else(|| Problem::not_found("order").into())
}
