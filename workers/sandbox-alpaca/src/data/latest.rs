//! The latest quote, trade and bars.

use pinewire_domain::time::{DAY_MS, Timestamp};
use serde_json::Value;

use super::{
    bars::{assets, bar, check_feed},
    timeframe::{Span, Timeframe},
    wire,
};
use crate::{
    json::Object,
    venue::{
        asset::Asset,
        calendar::{self, Phase},
        refusal::Refusal,
    },
    visit::{Outcome, Reply, Scene},
};

const MINUTE_MS: i64 = 60_000;

/// When it was traded last: stocks, not while the market is closed.
fn last_traded(asset: &Asset, now: Timestamp) -> Timestamp {
    if asset.is_crypto() || calendar::phase(now) == Phase::Regular {
        now
    } else {
        calendar::last_closed(now).map_or(now, |session| session.close)
    }
}

fn quote_of(scene: &Scene<'_>, asset: &Asset) -> Value {
    let at = last_traded(asset, scene.now);
    wire::quote(
        asset,
        at,
        scene.world.settings.prices.at(asset, at_or_now(scene, asset)),
    )
}

fn trade_of(scene: &Scene<'_>, asset: &Asset) -> Value {
    let at = last_traded(asset, scene.now);
    wire::trade(
        asset,
        at,
        scene.world.settings.prices.at(asset, at_or_now(scene, asset)),
    )
}

/// A price that a test has set holds at once, whether or not the market is open.
fn at_or_now(scene: &Scene<'_>, asset: &Asset) -> Timestamp {
    if scene.world.settings.prices.is_set(asset, scene.now) {
        scene.now
    } else {
        last_traded(asset, scene.now)
    }
}

fn minute_of(scene: &Scene<'_>, asset: &Asset) -> Value {
    let at = last_traded(asset, scene.now);
    // At the close, the minute before it was the last.
    let at = if at == scene.now { at } else { at.plus_millis(-1) };
    let from = at.plus_millis(-at.as_millis().rem_euclid(MINUTE_MS));
    let span = Span {
        dated: from,
        from,
        to: from.plus_millis(MINUTE_MS),
    };
    bar(scene, asset, span)
}

/// The last bars of days that have begun, the present one first.
fn days_of(scene: &Scene<'_>, asset: &Asset) -> (Option<Value>, Option<Value>) {
    let mut days = Vec::new();
    let mut next = Timeframe::Day.first(asset, scene.now.start_of_day().plus_millis(-10 * DAY_MS));
    while let Some(span) = next.filter(|span| span.from <= scene.now) {
        days.push(span);
        next = Timeframe::Day.next(asset, span);
    }
    let mut bars = days.into_iter().rev().map(|span| bar(scene, asset, span));
    (bars.next(), bars.next())
}

fn snapshot_of(scene: &Scene<'_>, asset: &Asset) -> Value {
    let (day, day_before) = days_of(scene, asset);
    Object::new()
        .value("latestTrade", trade_of(scene, asset))
        .value("latestQuote", quote_of(scene, asset))
        .value("minuteBar", minute_of(scene, asset))
        .value("dailyBar", day.unwrap_or_default())
        .value("prevDailyBar", day_before.unwrap_or_default())
        .build()
}

/// What is told of an asset.
type Of = fn(&Scene<'_>, &Asset) -> Value;

/// The values of all assets that are asked for, below a name.
fn all(scene: &Scene<'_>, name: &str, of: Of) -> Outcome {
    let values = values(scene, scene.visit.path.starts_with("/v1beta3/"), of)?;
    Reply::ok(&Object::new().value(name, values).build())
}

fn values(scene: &Scene<'_>, is_crypto: bool, of: Of) -> Result<Value, Refusal> {
    let assets = assets(&scene.visit.parameter("symbols").unwrap_or_default(), is_crypto)?;
    if !is_crypto {
        check_feed(scene, scene.now)?;
    }
    let mut values = Object::new();
    for asset in assets {
        values = values.value(asset.symbol, of(scene, asset));
    }
    Ok(values.build())
}

fn stock(scene: &Scene<'_>) -> Result<&'static Asset, Refusal> {
    check_feed(scene, scene.now)?;
    let assets = assets(&scene.visit.segment(2), false)?;
    assets.first().copied().ok_or_else(Refusal::no_such_endpoint)
}

pub(super) fn bars(scene: &mut Scene<'_>) -> Outcome {
    all(scene, "bars", minute_of)
}

pub(super) fn quotes(scene: &mut Scene<'_>) -> Outcome {
    all(scene, "quotes", quote_of)
}

pub(super) fn trades(scene: &mut Scene<'_>) -> Outcome {
    all(scene, "trades", trade_of)
}

/// Those of stocks are not below a name.
pub(super) fn stock_snapshots(scene: &mut Scene<'_>) -> Outcome {
    Reply::ok(&values(scene, false, snapshot_of)?)
}

pub(super) fn coin_snapshots(scene: &mut Scene<'_>) -> Outcome {
    all(scene, "snapshots", snapshot_of)
}

/// The value of one stock, below a name.
fn one(scene: &Scene<'_>, name: &str, of: Of) -> Outcome {
    let asset = stock(scene)?;
    let wire = Object::new()
        .text("symbol", asset.symbol)
        .value(name, of(scene, asset));
    Reply::ok(&wire.build())
}

pub(super) fn bar_of_stock(scene: &mut Scene<'_>) -> Outcome {
    one(scene, "bar", minute_of)
}

pub(super) fn quote_of_stock(scene: &mut Scene<'_>) -> Outcome {
    one(scene, "quote", quote_of)
}

pub(super) fn trade_of_stock(scene: &mut Scene<'_>) -> Outcome {
    one(scene, "trade", trade_of)
}

/// Not below a name.
pub(super) fn snapshot_of_stock(scene: &mut Scene<'_>) -> Outcome {
    let asset = stock(scene)?;
    Reply::ok(&snapshot_of(scene, asset))
}
