//! `/accounts/{id}/previewOrder`: what an order would cost and do, before it is placed.

use serde::Serialize;

use super::{money_text, refusal_message};
use crate::decimal::Decimal;
use crate::id::BrokerAccountId;
use crate::trading::execution::digest;
use crate::trading::order::{OrderClass, OrderRequest, Side};
use crate::trading::risk::Rule;
use crate::trading::sequencer::Reply;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewRow {
    /// Of what.
    pub title: &'static str,
    /// How much, as text.
    pub value: String,
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewSection {
    /// What they are about.
    pub header: &'static str,
    /// The lines.
    pub rows: Vec<PreviewRow>,
}

/// What an order finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Units held; below nought when short.
    pub position: Decimal,
    /// What a unit trades at.
    pub price: Option<Decimal>,
    /// What the venue is expected to take.
    pub commission: Decimal,
}

/// `d` of `/previewOrder`. An order that has errors cannot be placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderPreview {
    /// Comes back with the order: see [`confirmation`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm_id: Option<String>,
    /// What is shown.
    pub sections: Vec<PreviewSection>,
    /// What to think of first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Why it cannot be placed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
}

/// The `confirmId` of an order as the user asked for it. It is a digest, not a secret: what it shows, when it comes back,
/// is that the order being placed is, to the last field, the one that was previewed.
pub fn confirmation(account: BrokerAccountId, request: &OrderRequest) -> Option<String> {
    let text = serde_json::to_string(request).ok()?;
    let digest = digest(&["confirmation", account.as_str(), &text]);
    Some(hex::encode(digest.to_be_bytes()))
}

impl OrderPreview {
    /// The order `request`, as the sequencer would send it.
    pub fn of(
        confirm_id: String,
        request: &OrderRequest,
        estimate: &Estimate,
        warnings: Vec<String>,
    ) -> Self {
        Self {
            confirm_id: Some(confirm_id),
            sections: sections(request, estimate),
            warnings,
            errors: Vec::new(),
        }
    }

    /// An order that cannot be placed.
    pub fn refused(reply: &Reply) -> Self {
        Self {
            confirm_id: None,
            sections: Vec::new(),
            warnings: Vec::new(),
            errors: refusal_message(reply).into_iter().collect(),
        }
    }
}

/// The warning for an order that is refused only until it is confirmed, and is to be previewed again as confirmed.
pub fn needs_confirmation(reply: &Reply) -> Option<String> {
    match reply {
        Reply::Refused(refusal) if refusal.rule == Rule::FatFinger => Some(refusal.to_string()),
        _ => None,
    }
}

fn row(title: &'static str, value: &impl ToString) -> PreviewRow {
    PreviewRow {
        title,
        value: value.to_string(),
    }
}

fn sections(request: &OrderRequest, estimate: &Estimate) -> Vec<PreviewSection> {
    let price = request.own_price().or(estimate.price);
    let quantity = price.map_or_else(
        || request.amount.quantity(),
        |price| request.amount.quantity_at(price),
    );
    let mut order = vec![row("Side", &request.side), row("Type", &request.kind)];
    order.extend(quantity.map(|quantity| row("Quantity", &quantity)));
    order.extend(request.limit_price.map(|price| row("Limit price", &price)));
    order.extend(request.stop_price.map(|price| row("Stop price", &price)));
    order.push(row("Duration", &request.duration));

    let mut cost = Vec::new();
    if let Some((quantity, price)) = quantity.zip(price) {
        let value = quantity.saturating_mul(price);
        cost.push(row("Estimated price", &price));
        cost.push(row("Estimated value", &money_text(value)));
    }
    cost.push(row("Estimated commission", &money_text(estimate.commission)));

    let mut all = vec![
        PreviewSection {
            header: "Order",
            rows: order,
        },
        PreviewSection {
            header: "Cost",
            rows: cost,
        },
    ];
    let exits = quantity
        .zip(price)
        .map_or_else(Vec::new, |(quantity, price)| exit_rows(request, quantity, price));
    if !exits.is_empty() {
        all.push(PreviewSection {
            header: "Target and stop",
            rows: exits,
        });
    }
    if let Some(quantity) = quantity {
        let after = estimate.position.saturating_add(request.side.signed(quantity));
        all.push(PreviewSection {
            header: "Position",
            rows: vec![row("Now", &estimate.position), row("Once filled", &after)],
        });
    }
    all
}

/// What is gained at the target and lost at the stop, commissions aside. An OCO order has no entry to reckon from.
fn exit_rows(request: &OrderRequest, quantity: Decimal, entry: Decimal) -> Vec<PreviewRow> {
    if request.class == OrderClass::Oco {
        return Vec::new();
    }
    let profit = |exit: Decimal| {
        let per_unit = match request.side {
            Side::Buy => exit.saturating_sub(entry),
            Side::Sell => entry.saturating_sub(exit),
        };
        money_text(per_unit.saturating_mul(quantity))
    };
    let target = request.take_profit.map(|target| target.limit_price);
    let stop = request.stop_loss.map(|stop| stop.stop_price);
    let lines = |price: Option<Decimal>, at: &'static str, result: &'static str| {
        price.map(|price| [row(at, &price), row(result, &profit(price))])
    };
    let target = lines(target, "Target", "P/L at the target");
    let stop = lines(stop, "Stop", "P/L at the stop");
    target.into_iter().chain(stop).flatten().collect()
}
