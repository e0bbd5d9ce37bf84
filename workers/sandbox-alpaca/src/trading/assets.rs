//! `/v2/assets`

use pinewire_domain::decimal::Decimal;
use serde_json::Value;

use crate::{
    json::Object,
    venue::{
        asset::{ASSETS, Asset},
        refusal::Refusal,
    },
    visit::{Outcome, Reply, Scene},
};

fn wire(asset: &Asset) -> Value {
    let wire = Object::new()
        .text("id", &asset.id())
        .text("class", asset.class.as_str())
        .text("exchange", asset.exchange)
        .text("symbol", asset.symbol)
        .text("name", asset.name)
        .text("status", "active")
        .flag("tradable", asset.tradable)
        .flag("marginable", !asset.is_crypto())
        .flag("shortable", asset.shortable)
        .flag("easy_to_borrow", asset.shortable)
        .flag("fractionable", asset.fractionable)
        .value("attributes", Value::Array(Vec::new()));
    if !asset.is_crypto() {
        return wire.build();
    }
    let step = |decimals| Decimal::from_parts(1, decimals).unwrap_or_default();
    wire.decimal("min_order_size", step(4))
        .decimal("min_trade_increment", step(9))
        .decimal("price_increment", asset.tick())
        .build()
}

pub(super) fn list(scene: &mut Scene<'_>) -> Outcome {
    let is = |name: &str, value: &str| scene.visit.parameter(name).is_none_or(|wanted| wanted == value);
    let assets = ASSETS.iter().filter(|asset| {
        is("asset_class", asset.class.as_str()) && is("exchange", asset.exchange) && is("status", "active")
    });
    Reply::list(assets.map(wire).collect())
}

pub(super) fn show(scene: &mut Scene<'_>) -> Outcome {
    let name = scene.visit.segment(2);
    let asset =
        Asset::find(&name).ok_or_else(|| Refusal::not_found(format!("asset not found for {name}")))?;
    Reply::ok(&wire(asset))
}
