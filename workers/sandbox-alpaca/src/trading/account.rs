//! `GET /v2/account`

use pinewire_domain::decimal::Decimal;

use crate::{
    json::Object,
    visit::{Outcome, Reply, Scene},
};

pub(super) fn show(scene: &mut Scene<'_>) -> Outcome {
    let account = scene.account()?;
    let figures = account.figures(&scene.world.settings.prices, scene.now);
    let facts = &account.facts;
    let gross = figures.long_value.saturating_sub(figures.short_value);
    let part_of_gross = |divisor: i64| {
        gross
            .checked_div(Decimal::from(divisor))
            .unwrap_or_default()
            .round(2)
    };
    let wire = Object::new()
        .text("id", &facts.id)
        .text("account_number", &facts.number)
        .text("status", &facts.status)
        .text("crypto_status", &facts.status)
        .text("currency", "USD")
        .decimal("cash", facts.cash)
        .decimal("portfolio_value", figures.equity)
        .decimal("equity", figures.equity)
        .decimal("last_equity", facts.last_equity)
        .decimal("buying_power", figures.buying_power)
        .decimal("regt_buying_power", figures.buying_power)
        .decimal("non_marginable_buying_power", figures.own_buying_power)
        .decimal("long_market_value", figures.long_value)
        .decimal("short_market_value", figures.short_value)
        .decimal("position_market_value", gross)
        .decimal("initial_margin", part_of_gross(facts.multiplier.into()))
        .decimal("maintenance_margin", part_of_gross(4))
        .decimal("last_maintenance_margin", Decimal::ZERO)
        .decimal("sma", facts.cash)
        .decimal("accrued_fees", Decimal::ZERO)
        .text("multiplier", &facts.multiplier.to_string())
        .flag("shorting_enabled", facts.shorting)
        .flag("trading_blocked", facts.trading_blocked)
        .flag("transfers_blocked", false)
        .flag("account_blocked", facts.account_blocked)
        .flag("trade_suspended_by_user", false)
        .time("created_at", facts.created_at);
    Reply::ok(&wire.build())
}
