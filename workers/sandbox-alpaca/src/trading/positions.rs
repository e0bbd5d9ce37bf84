//! `/v2/positions`

use pinewire_domain::{
    decimal::Decimal,
    trading::order::{OrderClass, Side, TimeInForce},
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::orders;
use crate::{
    venue::{
        account::{Account, Position},
        asset::Asset,
        calendar,
        order::Kind,
        refusal::Refusal,
        request::OrderRequest,
    },
    visit::{Outcome, Reply, Scene},
};

#[derive(Debug, Serialize)]
struct PositionWire {
    asset_id: String,
    symbol: String,
    exchange: &'static str,
    asset_class: &'static str,
    asset_marginable: bool,
    qty: Decimal,
    qty_available: Decimal,
    avg_entry_price: Decimal,
    side: &'static str,
    market_value: Decimal,
    cost_basis: Decimal,
    unrealized_pl: Decimal,
    unrealized_plpc: Decimal,
    unrealized_intraday_pl: Decimal,
    unrealized_intraday_plpc: Decimal,
    current_price: Decimal,
    lastday_price: Decimal,
    change_today: Decimal,
}

/// A position that was closed with all others.
#[derive(Debug, Serialize)]
struct Closed {
    symbol: String,
    status: u16,
    body: Box<RawValue>,
}

fn share(part: Decimal, whole: Decimal) -> Decimal {
    part.checked_div(whole.abs()).unwrap_or_default().round(6)
}

fn wire(scene: &Scene<'_>, account: &Account, position: &Position) -> Option<PositionWire> {
    let asset = Asset::find(&position.symbol)?;
    let prices = &scene.world.settings.prices;
    let current = prices.at(asset, scene.now);
    let last_close = calendar::last_closed(scene.now).map_or(scene.now, |session| session.close);
    let last = prices.at(asset, last_close);
    let value = position.qty.saturating_mul(current);
    let profit = value.saturating_sub(position.cost);
    let reserved = account.reserved(asset.symbol, None);
    let free = position.qty.abs().saturating_sub(reserved);
    let is_short = position.qty.is_negative();
    Some(PositionWire {
        asset_id: asset.id(),
        symbol: asset.bare(),
        exchange: asset.exchange,
        asset_class: asset.class.as_str(),
        asset_marginable: !asset.is_crypto(),
        qty: position.qty,
        qty_available: if is_short { free.negated() } else { free },
        avg_entry_price: position
            .cost
            .checked_div(position.qty)
            .unwrap_or_default()
            .round(9),
        side: if is_short { "short" } else { "long" },
        market_value: value,
        cost_basis: position.cost,
        unrealized_pl: profit,
        unrealized_plpc: share(profit, position.cost),
        unrealized_intraday_pl: profit,
        unrealized_intraday_plpc: share(profit, position.cost),
        current_price: current,
        lastday_price: last,
        change_today: share(current.saturating_sub(last), last),
    })
}

fn found<'a>(account: &'a Account, name: &str) -> Result<(&'static Asset, &'a Position), Refusal> {
    Asset::find(name)
        .and_then(|asset| Some((asset, account.position(asset.symbol)?)))
        .ok_or_else(|| Refusal::not_found("position does not exist"))
}

pub(super) fn list(scene: &mut Scene<'_>) -> Outcome {
    let account = scene.account()?;
    let positions = account.facts.positions.iter();
    let wires: Vec<PositionWire> = positions
        .filter_map(|position| wire(scene, account, position))
        .collect();
    Reply::ok(&wires)
}

pub(super) fn show(scene: &mut Scene<'_>) -> Outcome {
    let account = scene.account()?;
    let (_, position) = found(account, &scene.visit.segment(2))?;
    Reply::ok(&wire(scene, account, position))
}

/// A market order for a part of a position, or all of it.
fn closing(asset: &'static Asset, held: Decimal, qty: Decimal) -> OrderRequest {
    OrderRequest {
        asset,
        qty: Some(qty),
        notional: None,
        side: Side::reducing(held).unwrap_or(Side::Sell),
        kind: Kind::Market,
        duration: if asset.is_crypto() {
            TimeInForce::Gtc
        } else {
            TimeInForce::Day
        },
        limit_price: None,
        stop_price: None,
        trail_price: None,
        trail_percent: None,
        extended_hours: false,
        client_order_id: None,
        class: OrderClass::Simple,
        take_profit: None,
        stop_loss: None,
    }
}

fn positive(scene: &Scene<'_>, name: &str) -> Result<Option<Decimal>, Refusal> {
    let wrong = || Refusal::invalid(format!("invalid {name}"));
    let Some(text) = scene.visit.parameter(name) else {
        return Ok(None);
    };
    let number = Decimal::parse(&text).map_err(|_| wrong())?;
    if number > Decimal::ZERO {
        Ok(Some(number))
    } else {
        Err(wrong())
    }
}

pub(super) fn close(scene: &mut Scene<'_>) -> Outcome {
    let name = scene.visit.segment(2);
    let (asset, held) = {
        let (asset, position) = found(scene.account()?, &name)?;
        (asset, position.qty)
    };
    let qty = match (positive(scene, "qty")?, positive(scene, "percentage")?) {
        (None, None) => held.abs(),
        (Some(qty), None) => qty,
        (None, Some(percent)) if percent <= Decimal::from(100) => {
            let part = held.abs().saturating_mul(percent).checked_div(Decimal::from(100));
            part.unwrap_or_default().truncate(9)
        }
        (None, Some(_)) => return Err(Refusal::invalid("percentage must be between 0 and 100")),
        (Some(_), Some(_)) => return Err(Refusal::invalid("only one of qty or percentage is accepted")),
    };
    orders::submit(scene, &closing(asset, held, qty))
}

pub(super) fn close_all(scene: &mut Scene<'_>) -> Outcome {
    if scene.visit.flag("cancel_orders") {
        orders::cancel_quietly(scene)?;
    }
    let positions = scene.account()?.facts.positions.clone();
    let mut closed = Vec::new();
    for position in positions {
        let Some(asset) = Asset::find(&position.symbol) else {
            continue;
        };
        let reply = orders::submit(scene, &closing(asset, position.qty, position.qty.abs()))
            .unwrap_or_else(|refusal| Reply::refused(&refusal));
        let body = RawValue::from_string(reply.body).map_err(|_| Refusal::unreadable())?;
        closed.push(Closed {
            symbol: asset.bare(),
            status: reply.status,
            body,
        });
    }
    Reply::json(207, &closed)
}
