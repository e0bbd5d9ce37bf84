//! `/previewOrder`: what an order would cost and do. Nothing is stored: the `confirmId` that comes back with the order is a
//! digest of what was shown.

use pinewire_domain::{
    decimal::Decimal,
    id::OrderId,
    trading::{
        broker_wire::{Estimate, OrderPreview, confirmation, needs_confirmation, read_change, read_order},
        order::{MarketKind, OrderRequest, StopLoss, TakeProfit},
        sequencer::{Facts, Reply},
    },
};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Request, Response},
    panel::{self, Fields, Look, answer},
    trading::sequencer,
};

use serde::Deserialize;

use crate::{orders, positions::Positions, wish};

/// What brokers take of a coin's worth, in ten thousandths: the paper venue's fee, and Alpaca's for small accounts.
const CRYPTO_FEE_E4: i64 = 25;

/// What is needed of a sequencer's preview.
#[derive(Deserialize)]
struct Preview {
    refused: Option<Reply>,
    /// The order as it would be sent.
    request: Option<Exits>,
    position: Decimal,
    trades_left: Option<u32>,
}

/// The exits of an order, with those that the limits add.
#[derive(Deserialize)]
struct Exits {
    take_profit: Option<TakeProfit>,
    stop_loss: Option<StopLoss>,
}

/// `POST /accounts/{id}/previewOrder`
pub(crate) async fn preview(cx: Cx, mut request: Request) -> Result<Response> {
    let (_, account) = panel::account(&cx, &request, Look::Now).await?;
    let query = Fields::of_query(&request);
    let form = Fields::of_form(&mut request).await?;
    let input = wish::order_form(&form);
    // The order that would be changed.
    let id: Option<OrderId> = match form.parsed("id")? {
        None => query.parsed("id")?,
        id => id,
    };
    let of_order = match id {
        Some(id) => Some(orders::find(&cx, &account, id).await?),
        None => None,
    };
    let name = of_order.as_ref().map(|order| order.symbol.to_string());
    let instrument = wish::instrument(&cx, name.as_deref().or(input.instrument.as_deref())).await?;
    let market = instrument.market;
    let order = match &of_order {
        Some(order) => read_change(&input, order),
        None => read_order(&input, |_| market),
    };
    let mut order = order.map_err(wish::invalid)?;
    order.symbol = instrument.symbol.clone();
    let facts = wish::facts(&cx, Some(instrument), &order.symbol).await;
    let confirm_id = confirmation(account, &order).ok_or_else(|| Error::bug("an order has no JSON"))?;
    let told = if of_order.is_some() {
        // A change is judged when it is made: the order that stands is in the way of judging it before.
        let view: Positions = panel::view(&cx, &account).await?;
        let held = view.positions.iter().find(|held| held.symbol == order.symbol);
        let position = held.map(|held| held.quantity).unwrap_or_default();
        OrderPreview::of(
            confirm_id,
            &order,
            &estimate(&order, &facts, position, market),
            Vec::new(),
        )
    } else {
        let preview = sequencer::preview_as(&cx, &account, order.clone(), facts.clone()).await?;
        show(confirm_id, order, &facts, market, preview)
    };
    answer::data(told)
}

fn show(
    confirm_id: String,
    mut order: OrderRequest,
    facts: &Facts,
    market: MarketKind,
    preview: Preview,
) -> OrderPreview {
    let mut warnings = Vec::new();
    if let Some(reply) = &preview.refused {
        match needs_confirmation(reply) {
            Some(warning) => warnings.push(warning),
            None => return OrderPreview::refused(reply),
        }
    }
    if let Some(left) = preview.trades_left.filter(|left| *left <= 1) {
        warnings.push(format!("Your plan includes {left} more trades."));
    }
    if let Some(exits) = preview.request {
        order.set_brackets(exits.take_profit, exits.stop_loss);
    }
    let estimate = estimate(&order, facts, preview.position, market);
    OrderPreview::of(confirm_id, &order, &estimate, warnings)
}

fn estimate(order: &OrderRequest, facts: &Facts, position: Decimal, market: MarketKind) -> Estimate {
    let price = order.own_price().or(facts.price);
    let worth = price.and_then(|price| Some(order.amount.quantity_at(price)?.saturating_mul(price)));
    let commission = match market {
        MarketKind::Stocks => Decimal::ZERO,
        MarketKind::Crypto => worth
            .unwrap_or_default()
            .saturating_mul(Decimal::from_e4(CRYPTO_FEE_E4)),
    };
    Estimate {
        position,
        price: facts.price,
        commission,
    }
}
