use proptest::prelude::*;

use super::*;
use crate::decimal::Decimal;
use crate::trading::order::{Amount, Instrument, OrderClass, OrderRequest, OrderType, Side, StopLoss};

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn stock() -> Instrument {
    Instrument::us_stock("NASDAQ:AAPL".parse().unwrap())
}

fn order(side: Side, quantity: &str) -> OrderRequest {
    OrderRequest::market(
        "NASDAQ:AAPL".parse().unwrap(),
        side,
        Amount::Quantity(dec(quantity)),
    )
}

fn limit(side: Side, quantity: &str, price: &str) -> OrderRequest {
    OrderRequest {
        kind: OrderType::Limit,
        limit_price: Some(dec(price)),
        ..order(side, quantity)
    }
}

/// 20 units held, 5 more pending, at a price of 100.
fn exposure() -> Exposure {
    Exposure {
        position: dec("20"),
        pending: dec("5"),
        closing: dec("0"),
        open_orders: 1,
        price: Some(dec("100")),
        equity: Some(dec("10000")),
        trades_today: 1,
        trades_in_all: 3,
        locked: None,
        killed: false,
        confirmed: false,
    }
}

fn verdict(request: &OrderRequest, exposure: &Exposure, limits: &RiskLimits) -> Result<(), Refusal> {
    evaluate(request, &stock(), exposure, limits, &PlanLimits::free())
}

#[test]
fn every_rule_allows_its_limit_and_refuses_the_next_step() {
    let unlimited = RiskLimits::unlimited;
    let some = |text| Some(dec(text));
    let quantity = |limit| RiskLimits {
        max_position_quantity: some(limit),
        ..unlimited()
    };
    let worth = |limit| RiskLimits {
        max_position_notional: some(limit),
        ..unlimited()
    };
    let percent = |limit| RiskLimits {
        max_position_percent: some(limit),
        ..unlimited()
    };
    let order_worth = |limit| RiskLimits {
        max_order_notional: some(limit),
        ..unlimited()
    };
    let finger = |limit| RiskLimits {
        fat_finger_percent: some(limit),
        ..unlimited()
    };
    let orders = |limit| RiskLimits {
        max_open_orders: Some(limit),
        ..unlimited()
    };
    let trades = |limit| RiskLimits {
        max_trades_per_day: Some(limit),
        ..unlimited()
    };
    let ten = order(Side::Buy, "10");
    for (within, beyond, rule, limit, value) in [
        (
            quantity("35"),
            quantity("34.9"),
            Rule::PositionQuantity,
            "34.9",
            "35",
        ),
        (
            worth("3500"),
            worth("3499.99"),
            Rule::PositionNotional,
            "3499.99",
            "3500",
        ),
        (
            percent("35"),
            percent("34.999"),
            Rule::PositionPercent,
            "34.999",
            "35",
        ),
        (
            order_worth("1000"),
            order_worth("999"),
            Rule::OrderNotional,
            "999",
            "1000",
        ),
        (finger("10"), finger("9.9"), Rule::FatFinger, "9.9", "10"),
        (orders(2), orders(1), Rule::OpenOrders, "1", "2"),
        (trades(2), trades(1), Rule::TradesPerDay, "1", "2"),
    ] {
        assert_eq!(verdict(&ten, &exposure(), &within), Ok(()), "{rule}");
        let refusal = verdict(&ten, &exposure(), &beyond).unwrap_err();
        assert_eq!(refusal, Refusal::new(rule, limit, value));
        let text = refusal.to_string();
        assert!(
            text.contains(rule.as_str()) && text.contains(limit) && text.contains(value),
            "{text}"
        );
    }
}

#[test]
fn switches_locks_and_lists_stop_what_opens() {
    let killed = Exposure {
        killed: true,
        ..exposure()
    };
    let locked = Exposure {
        locked: Some((dec("501"), dec("500"))),
        ..exposure()
    };
    let fifth = Exposure {
        trades_in_all: 4,
        ..exposure()
    };
    let denied = RiskLimits {
        denied_symbols: vec!["AAPL".parse().unwrap()],
        ..RiskLimits::unlimited()
    };
    let others = RiskLimits {
        allowed_symbols: vec!["NYSE:AAPL".parse().unwrap()],
        ..RiskLimits::unlimited()
    };
    let needs_stop = RiskLimits {
        stop_loss: Protection::Required,
        ..RiskLimits::unlimited()
    };
    for (exposure, limits, rule) in [
        (killed, RiskLimits::unlimited(), Rule::KillSwitch),
        (locked, RiskLimits::unlimited(), Rule::DailyLoss),
        (fifth, RiskLimits::unlimited(), Rule::PlanTrades),
        (exposure(), denied, Rule::SymbolDenied),
        (exposure(), others, Rule::SymbolNotAllowed),
        (exposure(), needs_stop, Rule::StopLoss),
    ] {
        let opening = verdict(&order(Side::Buy, "1"), &exposure, &limits).unwrap_err();
        assert_eq!(opening.rule, rule);
        assert_eq!(opening.is_for_upgrade(), rule == Rule::PlanTrades);
        assert_eq!(
            verdict(&order(Side::Sell, "20"), &exposure, &limits),
            Ok(()),
            "{rule} must not keep anybody in a position"
        );
    }
}

#[test]
fn only_what_is_held_and_not_yet_being_sold_can_be_closed() {
    let no_shorts = RiskLimits {
        allow_short: false,
        ..RiskLimits::unlimited()
    };
    let closing = Exposure {
        closing: dec("15"),
        ..exposure()
    };
    assert_eq!(verdict(&order(Side::Sell, "5"), &closing, &no_shorts), Ok(()));
    let short = verdict(&order(Side::Sell, "6"), &closing, &no_shorts).unwrap_err();
    assert_eq!(short.rule, Rule::ShortSelling);
    let reducing = OrderRequest {
        reduce_only: true,
        ..order(Side::Sell, "6")
    };
    let refusal = verdict(&reducing, &closing, &RiskLimits::unlimited()).unwrap_err();
    assert_eq!(refusal, Refusal::new(Rule::ReduceOnly, "5", "6"));
}

#[test]
fn limits_on_the_wrong_side_of_the_market_are_refused() {
    let limits = RiskLimits {
        price_collar_percent: Some(dec("10")),
        ..RiskLimits::unlimited()
    };
    assert_eq!(
        verdict(&limit(Side::Buy, "1", "110"), &exposure(), &limits),
        Ok(())
    );
    let high = verdict(&limit(Side::Buy, "1", "110.01"), &exposure(), &limits).unwrap_err();
    assert_eq!(high, Refusal::new(Rule::PriceCollar, "110", "110.01"));
    let low = verdict(&limit(Side::Sell, "1", "89"), &exposure(), &limits).unwrap_err();
    assert_eq!(low.rule, Rule::PriceCollar);
    assert_eq!(
        verdict(&limit(Side::Buy, "1", "50"), &exposure(), &limits),
        Ok(())
    );
}

#[test]
fn what_is_not_known_does_not_pass() {
    let blind = Exposure {
        price: None,
        ..exposure()
    };
    let poor = Exposure {
        equity: None,
        ..exposure()
    };
    let ten = order(Side::Buy, "10");
    assert_eq!(
        verdict(&ten, &blind, &RiskLimits::unlimited()).unwrap_err().rule,
        Rule::PriceUnknown
    );
    assert_eq!(
        verdict(&ten, &poor, &RiskLimits::default()).unwrap_err().rule,
        Rule::EquityUnknown
    );
    assert_eq!(
        verdict(&order(Side::Sell, "20"), &blind, &RiskLimits::default()),
        Ok(())
    );
}

#[test]
fn a_confirmed_order_is_no_slip() {
    let large = order(Side::Buy, "60");
    assert_eq!(
        verdict(&large, &exposure(), &RiskLimits::default())
            .unwrap_err()
            .rule,
        Rule::FatFinger
    );
    let confirmed = Exposure {
        confirmed: true,
        ..exposure()
    };
    assert_eq!(verdict(&large, &confirmed, &RiskLimits::default()), Ok(()));
}

#[test]
fn missing_exits_are_added_where_the_limits_say_so() {
    let limits = RiskLimits {
        stop_loss: Protection::Default(dec("2")),
        ..RiskLimits::unlimited()
    };
    let added = with_default_exits(&limit(Side::Buy, "1", "99.99"), &limits, &stock(), &exposure());
    assert_eq!(added.stop_loss.unwrap().stop_price, dec("97.99"));
    assert_eq!(added.class, OrderClass::Oto);
    let short = Exposure {
        position: Decimal::ZERO,
        ..exposure()
    };
    let added = with_default_exits(&order(Side::Sell, "1"), &limits, &stock(), &short);
    assert_eq!(added.stop_loss.unwrap().stop_price, dec("102"));
    let own = StopLoss {
        stop_price: dec("90"),
        limit_price: None,
    };
    let mut with_stop = order(Side::Buy, "1");
    with_stop.set_brackets(None, Some(own));
    let kept = with_default_exits(&with_stop, &limits, &stock(), &exposure());
    assert_eq!(kept.stop_loss, Some(own));
    // It closes what is held, or has parts of a share: no exit can be tied to it.
    for request in [order(Side::Sell, "5"), order(Side::Buy, "0.5")] {
        assert_eq!(
            with_default_exits(&request, &limits, &stock(), &exposure()),
            request
        );
    }
    assert_eq!(
        verdict(&order(Side::Buy, "0.5"), &exposure(), &limits)
            .unwrap_err()
            .rule,
        Rule::StopLoss
    );
}

#[test]
fn the_tighter_of_two_limits_holds() {
    let plan = RiskLimits {
        max_open_orders: Some(5),
        max_order_notional: Some(dec("50000")),
        allow_short: false,
        ..RiskLimits::unlimited()
    };
    let both = RiskLimits::default().tightened(&plan);
    assert_eq!(both.max_open_orders, Some(5));
    assert_eq!(both.max_order_notional, Some(dec("25000")));
    assert!(!both.allow_short);
}

#[test]
fn limits_are_above_nought() {
    assert_eq!(RiskLimits::default().validate(), Ok(()));
    let wrong = RiskLimits {
        max_daily_loss: Some(dec("-1")),
        stop_loss: Protection::Default(dec("100")),
        ..RiskLimits::default()
    };
    let fields: Vec<_> = wrong
        .validate()
        .unwrap_err()
        .into_iter()
        .map(|error| error.field)
        .collect();
    assert_eq!(fields, ["max_daily_loss", "stop_loss"]);
    assert!(serde_json::from_str::<RiskLimits>(r#"{"max_daily_lost":1}"#).is_err());
}

proptest! {
    #[test]
    fn what_passes_keeps_the_position_within_its_limit(
        held in -50_i64..50, pending in 0_i64..50, closing in 0_i64..50, quantity in 1_i64..100,
        is_buy: bool, cap in 1_i64..80,
    ) {
        let side = if is_buy { Side::Buy } else { Side::Sell };
        let exposure = Exposure {
            position: Decimal::from(held),
            pending: Decimal::from(pending),
            closing: Decimal::from(closing.min(held.abs())),
            trades_in_all: 0,
            ..exposure()
        };
        let limits = RiskLimits { max_position_quantity: Some(Decimal::from(cap)), ..RiskLimits::unlimited() };
        let passes = verdict(&order(side, &quantity.to_string()), &exposure, &limits).is_ok();
        let opens = exposure.opening(side, Decimal::from(quantity)) > Decimal::ZERO;
        let after = side.signed(Decimal::from(pending + quantity)).saturating_add(exposure.position).abs();
        prop_assert_eq!(passes, !opens || after <= Decimal::from(cap));
    }
}
