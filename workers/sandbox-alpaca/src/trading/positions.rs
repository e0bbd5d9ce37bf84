//! `/v2/positions`

use pinewire_domain::{
    decimal::Decimal,
    trading::order::{OrderClass, Side, TimeInForce},
};
use serde_json::Value;

use super::orders;
use crate::{
    json::Object,
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

fn share(part: Decimal, whole: Decimal) -> Decimal {
    part.checked_div(whole.abs()).unwrap_or_default().round(6)
}

fn wire(scene: &Scene<'_>, account: &Account, position: &Position) -> Option<Value> {
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
    let average = position.cost.checked_div(position.qty).unwrap_or_default();
    let wire = Object::new()
        .text("asset_id", &asset.id())
        .text("symbol", &asset.bare())
        .text("exchange", asset.exchange)
        .text("asset_class", asset.class.as_str())
        .flag("asset_marginable", !asset.is_crypto())
        .decimal("qty", position.qty)
        .decimal("qty_available", if is_short { free.negated() } else { free })
        .decimal("avg_entry_price", average.round(9))
        .text("side", if is_short { "short" } else { "long" })
        .decimal("market_value", value)
        .decimal("cost_basis", position.cost)
        .decimal("unrealized_pl", profit)
        .decimal("unrealized_plpc", share(profit, position.cost))
        .decimal("unrealized_intraday_pl", profit)
        .decimal("unrealized_intraday_plpc", share(profit, position.cost))
        .decimal("current_price", current)
        .decimal("lastday_price", last)
        .decimal("change_today", share(current.saturating_sub(last), last));
    Some(wire.build())
}

fn found<'a>(account: &'a Account, name: &str) -> Result<(&'static Asset, &'a Position), Refusal> {
    Asset::find(name)
        .and_then(|asset| Some((asset, account.position(asset.symbol)?)))
        .ok_or_else(|| Refusal::not_found("position does not exist"))
}

pub(super) fn list(scene: &mut Scene<'_>) -> Outcome {
    let account = scene.account()?;
    let positions = account.facts.positions.iter();
    Reply::list(
        positions
            .filter_map(|position| wire(scene, account, position))
            .collect(),
    )
}

pub(super) fn show(scene: &mut Scene<'_>) -> Outcome {
    let account = scene.account()?;
    let (_, position) = found(account, &scene.visit.segment(2))?;
    Reply::ok(&wire(scene, account, position).unwrap_or_default())
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
        let body = serde_json::from_str(&reply.body).unwrap_or_default();
        closed.push(
            Object::new()
                .text("symbol", &asset.bare())
                .integer("status", reply.status.into())
                .value("body", body)
                .build(),
        );
    }
    Reply::json(207, &Value::Array(closed))
}
