//! `/v2/orders`

use pinewire_domain::time::Timestamp;
use serde_json::Value;

use super::wire;
use crate::{
    json::Object,
    venue::{account::Account, change, order::Order, refusal::Refusal, request::OrderRequest, submit},
    visit::{Outcome, Reply, Scene, Visit},
};

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;

fn found<'a>(account: &'a Account, id: &str) -> Result<&'a Order, Refusal> {
    account
        .order(id)
        .ok_or_else(|| Refusal::not_found(format!("order not found for {id}")))
}

pub(super) fn place(scene: &mut Scene<'_>) -> Outcome {
    let request = OrderRequest::read(&scene.visit.json()?)?;
    submit(scene, &request)
}

/// Places an order in the caller's account. What is answered is the order as it was taken in; what happens to it then
/// is told by the stream.
pub(super) fn submit(scene: &mut Scene<'_>, request: &OrderRequest) -> Outcome {
    let now = scene.now;
    let settings = &mut scene.world.settings;
    let account = scene
        .world
        .accounts
        .get_mut(scene.caller)
        .ok_or_else(Refusal::unauthorized)?;
    let id = submit::take(account, request, &settings.prices, now)?;
    let reply = Reply::ok(&wire::nested(account, found(account, &id)?));
    let trouble = settings.troubles.of_order(&account.facts.id);
    submit::begin(account, &id, trouble, &settings.prices, now);
    reply
}

pub(super) fn show(scene: &mut Scene<'_>) -> Outcome {
    let id = scene.visit.segment(2);
    shown(scene, |order| order.id == id, &id)
}

pub(super) fn show_by_client_id(scene: &mut Scene<'_>) -> Outcome {
    let id = scene.visit.parameter("client_order_id").unwrap_or_default();
    shown(scene, |order| order.client_order_id == id, &id)
}

fn shown(scene: &Scene<'_>, is_it: impl Fn(&Order) -> bool, id: &str) -> Outcome {
    let account = scene.account()?;
    let order = account.orders.iter().rev().find(|order| is_it(order));
    let order = order.ok_or_else(|| Refusal::not_found(format!("order not found for {id}")))?;
    Reply::ok(&if scene.visit.flag("nested") {
        wire::nested(account, order)
    } else {
        wire::order(order)
    })
}

pub(super) fn replace(scene: &mut Scene<'_>) -> Outcome {
    let (now, id, body) = (scene.now, scene.visit.segment(2), scene.visit.json()?);
    let prices = &scene.world.settings.prices;
    let account = scene
        .world
        .accounts
        .get_mut(scene.caller)
        .ok_or_else(Refusal::unauthorized)?;
    let new = change::replace(account, &id, &body, prices, now)?;
    let reply = Reply::ok(&wire::nested(account, found(account, &new)?));
    change::begin_replacement(account, &new, prices, now);
    reply
}

pub(super) fn cancel(scene: &mut Scene<'_>) -> Outcome {
    let (now, id) = (scene.now, scene.visit.segment(2));
    let settings = &mut scene.world.settings;
    let account = scene
        .world
        .accounts
        .get_mut(scene.caller)
        .ok_or_else(Refusal::unauthorized)?;
    change::check_cancel(found(account, &id)?)?;
    let is_stuck = settings.troubles.of_cancel(&account.facts.id);
    change::cancel(account, &id, is_stuck, now)?;
    Ok(Reply::nothing())
}

pub(super) fn cancel_all(scene: &mut Scene<'_>) -> Outcome {
    let cancelled = cancel_each(scene)?;
    Reply::json(207, &Value::Array(cancelled))
}

fn cancel_each(scene: &mut Scene<'_>) -> Result<Vec<Value>, Refusal> {
    let now = scene.now;
    let settings = &mut scene.world.settings;
    let account = scene
        .world
        .accounts
        .get_mut(scene.caller)
        .ok_or_else(Refusal::unauthorized)?;
    let open = account.orders.iter().filter(|order| order.is_open());
    let open: Vec<String> = open.map(|order| order.id.clone()).collect();
    let mut cancelled = Vec::new();
    for id in open {
        let can_be = account.order(&id).is_some_and(Order::is_open);
        let is_stuck = can_be && settings.troubles.of_cancel(&account.facts.id);
        let status = match change::cancel(account, &id, is_stuck, now) {
            // Those that went with another are cancelled as well.
            Err(_) if can_be => 500,
            _ => 200,
        };
        cancelled.push(Object::new().text("id", &id).integer("status", status).build());
    }
    Ok(cancelled)
}

/// Cancels all orders of the caller.
pub(super) fn cancel_quietly(scene: &mut Scene<'_>) -> Result<(), Refusal> {
    cancel_each(scene).map(drop)
}

/// What of the orders is listed.
struct Filter {
    status: String,
    limit: usize,
    after: Option<Timestamp>,
    until: Option<Timestamp>,
    is_ascending: bool,
    symbols: Option<String>,
    side: Option<String>,
}

impl Filter {
    fn read(visit: &Visit) -> Result<Self, Refusal> {
        let limit = match visit.parameter("limit") {
            None => DEFAULT_LIMIT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MAX_LIMIT).contains(limit))
                .ok_or_else(|| Refusal::invalid("limit must be between 1 and 500"))?,
        };
        let status = visit.parameter("status").unwrap_or_else(|| "open".to_owned());
        if !["open", "closed", "all"].contains(&status.as_str()) {
            return Err(Refusal::invalid("invalid status"));
        }
        Ok(Self {
            status,
            limit,
            after: visit.time("after")?,
            until: visit.time("until")?,
            is_ascending: visit.parameter("direction").as_deref() == Some("asc"),
            symbols: visit.parameter("symbols"),
            side: visit.parameter("side"),
        })
    }

    fn takes(&self, order: &Order) -> bool {
        let is_status = match self.status.as_str() {
            "open" => order.is_open(),
            "closed" => !order.is_open(),
            _ => true,
        };
        is_status
            && self.after.is_none_or(|after| order.created_at > after)
            && self.until.is_none_or(|until| order.created_at <= until)
            && self
                .side
                .as_deref()
                .is_none_or(|side| side == order.side.as_str())
            && self.symbols.as_deref().is_none_or(|symbols| {
                symbols.split(',').any(|symbol| {
                    symbol == order.symbol || order.asset().is_some_and(|asset| asset.bare() == symbol)
                })
            })
    }
}

pub(super) fn list(scene: &mut Scene<'_>) -> Outcome {
    let filter = Filter::read(scene.visit)?;
    let nested = scene.visit.flag("nested");
    let account = scene.account()?;
    let is_shown_with_parent = |order: &Order| {
        let parent = order.parent.as_deref().and_then(|id| account.order(id));
        nested && parent.is_some_and(|parent| filter.takes(parent))
    };
    let wanted = |order: &&Order| filter.takes(order) && !is_shown_with_parent(order);
    let write = |order: &Order| {
        if nested {
            wire::nested(account, order)
        } else {
            wire::order(order)
        }
    };
    let listed: Vec<Value> = if filter.is_ascending {
        account
            .orders
            .iter()
            .filter(wanted)
            .take(filter.limit)
            .map(write)
            .collect()
    } else {
        account
            .orders
            .iter()
            .rev()
            .filter(wanted)
            .take(filter.limit)
            .map(write)
            .collect()
    };
    Reply::list(listed)
}
