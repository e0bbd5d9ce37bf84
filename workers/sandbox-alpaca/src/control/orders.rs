//! What the venue does to orders by itself.

use pinewire_domain::decimal::Decimal;

use crate::{
    json::data,
    trading::wire,
    venue::{change, matching, order::Status, refusal::Refusal, request::Fields, update::Event},
    visit::{Outcome, Reply, Scene},
};

/// All orders of an account, legs beside their parents.
pub(super) fn list(scene: &mut Scene<'_>) -> Outcome {
    let id = scene.visit.parameter("account").unwrap_or_default();
    let account = scene.world.account_mut(&id)?;
    Reply::ok(&data(account.orders.iter().map(wire::order).collect()))
}

pub(super) fn act(scene: &mut Scene<'_>) -> Outcome {
    let (id, now, body) = (scene.visit.segment(2), scene.now, scene.visit.json()?);
    let fields = Fields(&body);
    let prices = &scene.world.settings.prices;
    let account = scene
        .world
        .accounts
        .iter_mut()
        .find(|account| account.order(&id).is_some())
        .ok_or_else(|| Refusal::not_found("no such order"))?;
    let action = fields.text("action")?.unwrap_or_default();
    let order = account.order(&id).filter(|order| order.is_open());
    let order = order.ok_or_else(|| Refusal::invalid("the order is over"))?;
    match action {
        "fill" => {
            let current = order.asset().map_or(Decimal::ZERO, |asset| prices.at(asset, now));
            let price = fields.positive("price")?.unwrap_or(current);
            let rest = order.rest(price);
            let qty = fields.positive("qty")?.unwrap_or(rest);
            if qty > rest {
                return Err(Refusal::invalid(format!("only {rest} are left")));
            }
            matching::fill(account, &id, qty, price, now);
        }
        "cancel" => matching::end(account, &id, Status::Canceled, now),
        "expire" => matching::end(account, &id, Status::Expired, now),
        "reject" => matching::end(account, &id, Status::Rejected, now),
        "suspend" => {
            account.change(&id, now, |order| {
                order.status = Status::Suspended;
                order.is_stuck = true;
            });
            account.tell(&id, Event::Suspended, now);
        }
        "release" => change::release(account, &id, prices, now),
        "replace" => {
            let new = change::replace(account, &id, &body, prices, now)?;
            change::begin_replacement(account, &new, prices, now);
        }
        _ => {
            return Err(Refusal::invalid(
                "action must be fill, cancel, expire, reject, suspend, release or replace",
            ));
        }
    }
    Reply::ok(&account.order(&id).map(wire::order).unwrap_or_default())
}
