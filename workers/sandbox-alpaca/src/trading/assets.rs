//! `/v2/assets`

use pinewire_domain::decimal::Decimal;
use serde::Serialize;

use crate::{
    venue::{
        asset::{ASSETS, Asset},
        refusal::Refusal,
    },
    visit::{Outcome, Reply, Scene},
};

#[derive(Debug, Serialize)]
struct AssetWire {
    id: String,
    class: &'static str,
    exchange: &'static str,
    symbol: &'static str,
    name: &'static str,
    status: &'static str,
    tradable: bool,
    marginable: bool,
    shortable: bool,
    easy_to_borrow: bool,
    fractionable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_order_size: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_trade_increment: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price_increment: Option<Decimal>,
    attributes: [&'static str; 0],
}

fn wire(asset: &Asset) -> AssetWire {
    let of_coins = |number: Option<Decimal>| number.filter(|_| asset.is_crypto());
    AssetWire {
        id: asset.id(),
        class: asset.class.as_str(),
        exchange: asset.exchange,
        symbol: asset.symbol,
        name: asset.name,
        status: "active",
        tradable: asset.tradable,
        marginable: !asset.is_crypto(),
        shortable: asset.shortable,
        easy_to_borrow: asset.shortable,
        fractionable: asset.fractionable,
        min_order_size: of_coins(Decimal::from_parts(1, 4)),
        min_trade_increment: of_coins(Decimal::from_parts(1, 9)),
        price_increment: of_coins(Some(asset.tick())),
        attributes: [],
    }
}

pub(super) fn list(scene: &mut Scene<'_>) -> Outcome {
    let is = |name: &str, value: &str| scene.visit.parameter(name).is_none_or(|wanted| wanted == value);
    let assets = ASSETS.iter().filter(|asset| {
        is("asset_class", asset.class.as_str()) && is("exchange", asset.exchange) && is("status", "active")
    });
    let wires: Vec<AssetWire> = assets.map(wire).collect();
    Reply::ok(&wires)
}

pub(super) fn show(scene: &mut Scene<'_>) -> Outcome {
    let name = scene.visit.segment(2);
    let asset =
        Asset::find(&name).ok_or_else(|| Refusal::not_found(format!("asset not found for {name}")))?;
    Reply::ok(&wire(asset))
}
