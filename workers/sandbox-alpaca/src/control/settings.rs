//! Prices, troubles and limits.

use pinewire_domain::time::Timestamp;
use serde_json::Value;

use crate::{
    json::{Object, data},
    venue::{
        asset::Asset,
        passing,
        prices::{Point, Set},
        refusal::Refusal,
        request::Fields,
        trouble::Trouble,
    },
    visit::{Outcome, Reply, Scene},
    world::CALLS_PER_MINUTE,
};

fn asset(symbol: &str) -> Result<&'static Asset, Refusal> {
    Asset::find(symbol).ok_or_else(|| Refusal::invalid(format!("there is no {symbol}")))
}

fn point(fields: Fields<'_>, at: Timestamp) -> Result<Point, Refusal> {
    let price = fields.positive("price")?;
    let price = price.ok_or_else(|| Refusal::invalid("price is required"))?;
    Ok(Point { at, price })
}

/// Sets prices. The first holds at once, for orders too.
pub(super) fn set_prices(scene: &mut Scene<'_>) -> Outcome {
    let body = scene.visit.json()?;
    let fields = Fields(&body);
    let asset = asset(fields.text("symbol")?.unwrap_or_default())?;
    let per_second = fields.positive("per_second")?;
    let prices = &mut scene.world.settings.prices;
    let before = prices.at(asset, scene.now);
    let first = match fields.decimal("price")? {
        Some(_) => point(fields, scene.now)?,
        None => Point {
            at: scene.now,
            price: before,
        },
    };
    let mut rest = Vec::new();
    for step in body
        .get("path")
        .and_then(|path| path.as_array())
        .into_iter()
        .flatten()
    {
        let after = Fields(step).whole("after_s")?;
        let after = after.ok_or_else(|| Refusal::invalid("after_s is required"))?;
        rest.push(point(Fields(step), scene.now.plus_seconds(after.max(0)))?);
    }
    prices.set(Set::new(asset, first, rest, per_second));
    for account in &mut scene.world.accounts {
        passing::move_to(account, &scene.world.settings.prices, asset, before, scene.now);
    }
    Ok(Reply::nothing())
}

pub(super) fn clear_prices(scene: &mut Scene<'_>) -> Outcome {
    let asset = scene
        .visit
        .parameter("symbol")
        .map(|symbol| asset(&symbol))
        .transpose()?;
    scene.world.settings.prices.clear(asset);
    Ok(Reply::nothing())
}

fn shown(trouble: &Trouble) -> Value {
    Object::new()
        .text("kind", trouble.kind.as_str())
        .integer("times", trouble.times.into())
        .optional_text("account", trouble.account.as_deref())
        .build()
}

pub(super) fn troubles(scene: &mut Scene<'_>) -> Outcome {
    let troubles = scene.world.settings.troubles.planned.iter();
    Reply::ok(&data(troubles.map(shown).collect()))
}

pub(super) fn add_trouble(scene: &mut Scene<'_>) -> Outcome {
    let body = scene.visit.json()?;
    let fields = Fields(&body);
    let times = fields.whole("times")?.unwrap_or(1);
    let trouble = Trouble {
        kind: fields
            .word("kind")?
            .ok_or_else(|| Refusal::invalid("kind is required"))?,
        times: u32::try_from(times)
            .ok()
            .filter(|times| *times > 0)
            .ok_or_else(|| Refusal::invalid("times must be at least 1"))?,
        account: fields.text("account")?.map(str::to_owned),
    };
    let reply = Reply::json(201, &shown(&trouble));
    scene.world.settings.troubles.planned.push(trouble);
    reply
}

#[expect(clippy::unnecessary_wraps, reason = "as all handlers")]
pub(super) fn clear_troubles(scene: &mut Scene<'_>) -> Outcome {
    scene.world.settings.troubles.planned.clear();
    Ok(Reply::nothing())
}

pub(super) fn limits(scene: &mut Scene<'_>) -> Outcome {
    let per_minute = scene.world.settings.per_minute.unwrap_or(CALLS_PER_MINUTE);
    Reply::ok(&Object::new().integer("per_minute", per_minute.into()).build())
}

pub(super) fn set_limits(scene: &mut Scene<'_>) -> Outcome {
    let body = scene.visit.json()?;
    let wanted = Fields(&body)
        .whole("per_minute")?
        .and_then(|wanted| u32::try_from(wanted).ok());
    let wanted = wanted.ok_or_else(|| Refusal::invalid("per_minute must be a whole number"))?;
    scene.world.settings.per_minute = Some(wanted);
    limits(scene)
}

#[expect(clippy::unnecessary_wraps, reason = "as all handlers")]
pub(super) fn reset_limits(scene: &mut Scene<'_>) -> Outcome {
    scene.world.settings.per_minute = None;
    Ok(Reply::nothing())
}
