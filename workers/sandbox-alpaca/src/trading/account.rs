//! `GET /v2/account`

use pinewire_domain::{decimal::Decimal, time::Timestamp};
use serde::Serialize;

use crate::visit::{Outcome, Reply, Scene};

#[derive(Debug, Serialize)]
struct AccountWire<'a> {
    id: &'a str,
    account_number: &'a str,
    status: &'a str,
    crypto_status: &'a str,
    currency: &'static str,
    cash: Decimal,
    portfolio_value: Decimal,
    equity: Decimal,
    last_equity: Decimal,
    buying_power: Decimal,
    regt_buying_power: Decimal,
    non_marginable_buying_power: Decimal,
    long_market_value: Decimal,
    short_market_value: Decimal,
    position_market_value: Decimal,
    initial_margin: Decimal,
    maintenance_margin: Decimal,
    last_maintenance_margin: Decimal,
    sma: Decimal,
    accrued_fees: Decimal,
    multiplier: String,
    shorting_enabled: bool,
    trading_blocked: bool,
    transfers_blocked: bool,
    account_blocked: bool,
    trade_suspended_by_user: bool,
    created_at: Timestamp,
}

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
    Reply::ok(&AccountWire {
        id: &facts.id,
        account_number: &facts.number,
        status: &facts.status,
        crypto_status: &facts.status,
        currency: "USD",
        cash: facts.cash,
        portfolio_value: figures.equity,
        equity: figures.equity,
        last_equity: facts.last_equity,
        buying_power: figures.buying_power,
        regt_buying_power: figures.buying_power,
        non_marginable_buying_power: figures.own_buying_power,
        long_market_value: figures.long_value,
        short_market_value: figures.short_value,
        position_market_value: gross,
        initial_margin: part_of_gross(facts.multiplier.into()),
        maintenance_margin: part_of_gross(4),
        last_maintenance_margin: Decimal::ZERO,
        sma: facts.cash,
        accrued_fees: Decimal::ZERO,
        multiplier: facts.multiplier.to_string(),
        shorting_enabled: facts.shorting,
        trading_blocked: facts.trading_blocked,
        transfers_blocked: false,
        account_blocked: facts.account_blocked,
        trade_suspended_by_user: false,
        created_at: facts.created_at,
    })
}
