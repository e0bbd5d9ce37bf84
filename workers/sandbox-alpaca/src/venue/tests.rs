//! What happens to orders, from their acceptance to their end.

use pinewire_domain::{decimal::Decimal, time::Timestamp, trading::order::Side};
use serde_json::json;

use super::{
    account::Account,
    asset::Asset,
    change,
    order::Status,
    passing,
    prices::Prices,
    testing::{account, buy, events, exits, noon, number, opened, place, place_at, set, state},
};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// Apple costs so much from now on.
fn moves(account: &mut Account, prices: &mut Prices, price: &str) {
    moves_at(account, prices, price, None, noon());
}

/// Apple costs so much from then on, and so much of it can be traded in a second.
fn moves_at(
    account: &mut Account,
    prices: &mut Prices,
    price: &str,
    per_second: Option<&str>,
    now: Timestamp,
) {
    let apple = Asset::find("AAPL").unwrap();
    let before = prices.at(apple, now);
    set(prices, "AAPL", now, price, per_second);
    passing::move_to(account, prices, apple, before, now);
}

fn bracket(account: &mut Account, prices: &Prices, kind: &str) -> String {
    let mut changes = json!({
        "order_class": "bracket", "type": kind,
        "take_profit": {"limit_price": "110"}, "stop_loss": {"stop_price": "95"},
    });
    if kind == "limit" {
        changes["limit_price"] = json!("99");
    }
    place(account, prices, changes).unwrap()
}

#[test]
fn a_market_order_is_filled_at_once() {
    let (mut account, prices) = (account(), opened());
    let id = buy(&mut account, &prices, "10");
    assert_eq!(state(&account, &id), ("filled", "10".to_owned()));
    assert_eq!(events(&account), ["new", "fill"]);
    assert_eq!(account.facts.cash, number("99000"));
    let fill = account.updates[1].fill.clone().unwrap();
    assert_eq!(
        (fill.price, fill.position, fill.leaves),
        (number("100"), number("10"), Decimal::ZERO)
    );
}

#[test]
fn what_is_scarce_is_filled_in_parts_second_by_second() {
    let (mut account, mut prices) = (account(), opened());
    set(&mut prices, "AAPL", noon(), "100", Some("4"));
    let id = buy(&mut account, &prices, "10");
    assert_eq!(state(&account, &id), ("partially_filled", "4".to_owned()));
    let until = passing::pass(&mut account, &prices, noon(), noon().plus_seconds(1));
    assert_eq!(state(&account, &id), ("partially_filled", "8".to_owned()));
    passing::pass(&mut account, &prices, until, noon().plus_seconds(2));
    assert_eq!(state(&account, &id), ("filled", "10".to_owned()));
    assert_eq!(events(&account), ["new", "partial_fill", "partial_fill", "fill"]);
    assert_eq!(
        account.fills.iter().map(|fill| fill.leaves).collect::<Vec<_>>(),
        ["6", "2", "0"].map(number)
    );
}

#[test]
fn the_rest_of_an_order_that_met_the_market_gets_the_markets_price() {
    let (mut account, mut prices) = (account(), opened());
    set(&mut prices, "AAPL", noon(), "100", Some("4"));
    let changes = json!({"type": "limit", "limit_price": "100.5"});
    let id = place(&mut account, &prices, changes).unwrap();
    let until = passing::pass(&mut account, &prices, noon(), noon().plus_seconds(1));
    moves_at(&mut account, &mut prices, "100.2", Some("1"), until);
    passing::pass(&mut account, &prices, until, until.plus_seconds(1));
    assert_eq!(state(&account, &id), ("filled", "10".to_owned()));
    let paid: Vec<_> = account.fills.iter().map(|fill| (fill.qty, fill.price)).collect();
    let parts = [("4", "100"), ("4", "100"), ("1", "100.2"), ("1", "100.2")];
    assert_eq!(paid, parts.map(|(qty, price)| (number(qty), number(price))));
}

#[test]
fn a_limit_order_waits_for_its_price_and_gets_no_worse() {
    let (mut account, mut prices) = (account(), opened());
    let waiting = place(
        &mut account,
        &prices,
        json!({"type": "limit", "limit_price": "99.5"}),
    )
    .unwrap();
    assert_eq!(state(&account, &waiting).0, "new");
    moves(&mut account, &mut prices, "99");
    assert_eq!(
        account.order(&waiting).unwrap().average_price(),
        Some(number("99.5"))
    );
    // One that the market suits already gets the market's price.
    let eager = place(
        &mut account,
        &prices,
        json!({"type": "limit", "limit_price": "105"}),
    )
    .unwrap();
    assert_eq!(account.order(&eager).unwrap().average_price(), Some(number("99")));
}

#[test]
fn a_stop_sells_at_the_price_that_reaches_it() {
    let (mut account, mut prices) = (account(), opened());
    buy(&mut account, &prices, "10");
    let stop = place(
        &mut account,
        &prices,
        json!({"side": "sell", "type": "stop", "stop_price": "95"}),
    )
    .unwrap();
    moves(&mut account, &mut prices, "95.01");
    assert_eq!(state(&account, &stop).0, "new");
    moves(&mut account, &mut prices, "94");
    assert_eq!(account.order(&stop).unwrap().average_price(), Some(number("94")));
    assert!(account.facts.positions.is_empty());
}

#[test]
fn a_stop_limit_order_is_not_sold_below_its_limit() {
    let (mut account, mut prices) = (account(), opened());
    buy(&mut account, &prices, "10");
    let changes = json!({"side": "sell", "type": "stop_limit", "stop_price": "95", "limit_price": "94"});
    let order = place(&mut account, &prices, changes).unwrap();
    moves(&mut account, &mut prices, "93");
    assert_eq!(state(&account, &order).0, "new");
    moves(&mut account, &mut prices, "94.5");
    assert_eq!(account.order(&order).unwrap().average_price(), Some(number("94")));
}

#[test]
fn a_trailing_stop_follows_the_best_price() {
    let (mut account, mut prices) = (account(), opened());
    buy(&mut account, &prices, "10");
    let changes = json!({"side": "sell", "type": "trailing_stop", "trail_percent": "5"});
    let order = place(&mut account, &prices, changes).unwrap();
    for price in ["104", "120", "114.01"] {
        moves(&mut account, &mut prices, price);
    }
    assert_eq!(state(&account, &order).0, "new");
    assert_eq!(account.order(&order).unwrap().trigger(), Some(number("114")));
    moves(&mut account, &mut prices, "114");
    assert_eq!(
        account.order(&order).unwrap().average_price(),
        Some(number("114"))
    );
}

#[test]
fn a_brackets_exits_wait_for_the_whole_entry_and_cancel_each_other() {
    let (mut account, mut prices) = (account(), opened());
    let entry = bracket(&mut account, &prices, "limit");
    assert!(
        exits(&account, &entry)
            .iter()
            .all(|exit| exit.status == Status::Held)
    );
    moves_at(&mut account, &mut prices, "99", Some("4"), noon());
    assert_eq!(state(&account, &entry), ("partially_filled", "4".to_owned()));
    assert!(
        exits(&account, &entry)
            .iter()
            .all(|exit| exit.status == Status::Held)
    );
    moves(&mut account, &mut prices, "98.5");
    assert_eq!(state(&account, &entry), ("filled", "10".to_owned()));
    assert!(
        exits(&account, &entry)
            .iter()
            .all(|exit| exit.status == Status::New)
    );
    moves(&mut account, &mut prices, "94");
    let [target, stop] = exits(&account, &entry);
    assert_eq!((target.status, stop.status), (Status::Canceled, Status::Filled));
    assert_eq!(stop.average_price(), Some(number("94")));
    assert!(account.facts.positions.is_empty());
}

#[test]
fn a_target_that_is_filled_in_part_leaves_less_to_stop() {
    let (mut account, mut prices) = (account(), opened());
    let entry = bracket(&mut account, &prices, "market");
    moves_at(&mut account, &mut prices, "111", Some("3"), noon());
    let [target, stop] = exits(&account, &entry);
    assert_eq!((target.filled_qty, stop.qty), (number("3"), Some(number("7"))));
    moves(&mut account, &mut prices, "90");
    assert!(account.facts.positions.is_empty());
}

#[test]
fn an_entry_takes_its_exits_with_it() {
    let (mut account, prices) = (account(), opened());
    let entry = bracket(&mut account, &prices, "limit");
    change::cancel(&mut account, &entry, false, noon()).unwrap();
    assert!(
        account
            .orders
            .iter()
            .all(|order| order.status == Status::Canceled)
    );
}

#[test]
fn of_an_oco_pair_one_ends_with_the_other() {
    for (price, expected) in [("111", ["filled", "canceled"]), ("94", ["canceled", "filled"])] {
        let (mut account, mut prices) = (account(), opened());
        buy(&mut account, &prices, "10");
        let changes = json!({
            "side": "sell", "order_class": "oco",
            "type": "limit", "take_profit": {"limit_price": "110"}, "stop_loss": {"stop_price": "95"},
        });
        let target = place(&mut account, &prices, changes).unwrap();
        let stop = account.legs(&target).next().unwrap().id.clone();
        moves(&mut account, &mut prices, price);
        assert_eq!([state(&account, &target).0, state(&account, &stop).0], expected);
        assert!(account.facts.positions.is_empty());
    }
}

#[test]
fn nothing_is_sold_twice() {
    let (mut account, prices) = (account(), opened());
    bracket(&mut account, &prices, "market");
    let refusal = place(
        &mut account,
        &prices,
        json!({"side": "sell", "order_class": "oco", "type": "limit",
        "take_profit": {"limit_price": "120"}, "stop_loss": {"stop_price": "90"}}),
    )
    .unwrap_err();
    assert_eq!((refusal.status, refusal.code), (403, Some(40_310_000)));
    assert!(
        refusal
            .message
            .starts_with("insufficient qty available for order (requested: 10, available: 0)")
    );
}

#[test]
fn what_an_account_may_not_do_is_refused() {
    let buys = |changes: serde_json::Value| {
        let (mut account, prices) = (account(), opened());
        place(&mut account, &prices, changes).unwrap_err()
    };
    let refusal = buys(json!({"qty": "2001"}));
    assert_eq!(refusal.message, "insufficient buying power");
    assert_eq!(refusal.details[0], ("buying_power", "200000".to_owned()));
    assert_eq!(refusal.details[1], ("cost_basis", "200100".to_owned()));
    assert!(
        buys(json!({"symbol": "HTBR", "side": "sell"}))
            .message
            .contains("cannot be sold short")
    );
    assert!(
        buys(json!({"qty": "0.5", "side": "sell"}))
            .message
            .contains("cannot be sold short")
    );
    let coin = json!({"symbol": "BTC/USD", "side": "sell", "qty": "1", "time_in_force": "gtc"});
    assert!(buys(coin).message.starts_with("insufficient balance for BTC"));
    assert!(
        buys(json!({"type": "stop", "stop_price": "99"}))
            .message
            .contains("stop price must be")
    );
}

#[test]
fn an_id_is_used_once_even_after_its_order_is_over() {
    let (mut account, prices) = (account(), opened());
    place(&mut account, &prices, json!({"client_order_id": "mine"})).unwrap();
    let refusal = place(&mut account, &prices, json!({"client_order_id": "mine"})).unwrap_err();
    assert_eq!((refusal.status, refusal.code), (422, Some(40_010_001)));
    assert_eq!(refusal.message, "client_order_id must be unique");
}

#[test]
fn an_account_does_not_trade_with_itself() {
    let (mut account, prices) = (account(), opened());
    buy(&mut account, &prices, "10");
    place(
        &mut account,
        &prices,
        json!({"side": "sell", "type": "limit", "limit_price": "105"}),
    )
    .unwrap();
    let refusal = place(&mut account, &prices, json!({"qty": "1"})).unwrap_err();
    assert_eq!(
        refusal.message,
        "potential wash trade detected. use complex orders"
    );
    let apart = json!({"qty": "1", "type": "limit", "limit_price": "104.99"});
    place(&mut account, &prices, apart).unwrap();
    let refusal = place(
        &mut account,
        &prices,
        json!({"qty": "1", "type": "limit", "limit_price": "105"}),
    );
    assert_eq!(refusal.unwrap_err().status, 403);
}

#[test]
fn fill_or_kill_and_immediate_or_cancel() {
    let (mut account, mut prices) = (account(), opened());
    set(&mut prices, "AAPL", noon(), "100", Some("4"));
    let fok = place(&mut account, &prices, json!({"time_in_force": "fok"})).unwrap();
    let ioc = place(&mut account, &prices, json!({"time_in_force": "ioc"})).unwrap();
    assert_eq!(state(&account, &fok), ("canceled", "0".to_owned()));
    assert_eq!(state(&account, &ioc), ("canceled", "4".to_owned()));
}

#[test]
fn while_the_market_is_closed_orders_wait_for_the_opening() {
    let (mut account, prices) = (account(), Prices::default());
    let sunday = at("2026-07-05T12:00:00Z");
    let day = place_at(&mut account, &prices, json!({}), sunday).unwrap();
    let opening = place_at(&mut account, &prices, json!({"time_in_force": "opg"}), sunday).unwrap();
    let low = json!({"type": "limit", "limit_price": "1"});
    let limit = place_at(&mut account, &prices, low, sunday).unwrap();
    let closing = place_at(&mut account, &prices, json!({"time_in_force": "cls"}), sunday).unwrap();
    assert_eq!(state(&account, &day).0, "accepted");
    assert_eq!(events(&account), ["accepted"; 4]);
    let until = passing::pass(&mut account, &prices, sunday, at("2026-07-06T14:00:00Z"));
    let apple = Asset::find("AAPL").unwrap();
    let opening_price = prices.at(apple, at("2026-07-06T13:30:00Z"));
    for id in [&day, &opening] {
        assert_eq!(account.order(id).unwrap().average_price(), Some(opening_price));
    }
    assert_eq!(
        (state(&account, &limit).0, state(&account, &closing).0),
        ("new", "new")
    );
    passing::pass(&mut account, &prices, until, at("2026-07-06T22:00:00Z"));
    assert_eq!(state(&account, &limit).0, "expired");
    let closing_price = prices.at(apple, at("2026-07-06T20:00:00Z"));
    assert_eq!(
        account.order(&closing).unwrap().average_price(),
        Some(closing_price)
    );
}

#[test]
fn extended_hours_are_for_those_who_ask() {
    let (mut account, prices) = (account(), opened());
    let early = at("2026-07-06T09:00:00Z");
    let limit = json!({"type": "limit", "limit_price": "101"});
    let patient = place_at(&mut account, &prices, limit, early).unwrap();
    let eager = json!({"type": "limit", "limit_price": "101", "extended_hours": true});
    let eager = place_at(&mut account, &prices, eager, early).unwrap();
    assert_eq!(
        (state(&account, &patient).0, state(&account, &eager).0),
        ("accepted", "filled")
    );
}

#[test]
fn coins_are_traded_at_any_time_and_in_parts() {
    let (mut account, mut prices) = (account(), opened());
    let sunday = at("2026-07-05T12:00:00Z");
    set(&mut prices, "BTC/USD", sunday, "50000", None);
    let changes = json!({"symbol": "BTCUSD", "qty": null, "notional": "1000", "time_in_force": "gtc"});
    let order = place_at(&mut account, &prices, changes, sunday).unwrap();
    assert_eq!(state(&account, &order), ("filled", "0.02".to_owned()));
    assert_eq!(account.held("BTC/USD"), number("0.02"));
}

#[test]
fn a_replacement_is_a_new_order_for_the_original_quantity() {
    let (mut account, mut prices) = (account(), opened());
    let old = place(
        &mut account,
        &prices,
        json!({"type": "limit", "limit_price": "99"}),
    )
    .unwrap();
    moves_at(&mut account, &mut prices, "99", Some("4"), noon());
    let new = change::replace(&mut account, &old, &json!({"limit_price": "98"}), &prices, noon()).unwrap();
    change::begin_replacement(&mut account, &new, &prices, noon());
    assert_eq!(state(&account, &old), ("replaced", "4".to_owned()));
    assert_eq!(
        account.order(&old).unwrap().replaced_by.as_deref(),
        Some(new.as_str())
    );
    let order = account.order(&new).unwrap();
    assert_eq!((order.qty, order.filled_qty), (Some(number("10")), Decimal::ZERO));
    assert_eq!(order.replaces.as_deref(), Some(old.as_str()));
    assert_eq!(events(&account), ["new", "partial_fill", "replaced", "new"]);

    let refusal =
        change::replace(&mut account, &new, &json!({"limit_price": 98}), &prices, noon()).unwrap_err();
    assert_eq!(
        (refusal.status, refusal.message.as_str()),
        (403, "order parameters are not changed")
    );
    let refusal = change::replace(&mut account, &old, &json!({"qty": 1}), &prices, noon()).unwrap_err();
    assert_eq!((refusal.status, refusal.code), (422, Some(42_210_000)));
}

#[test]
fn a_replaced_entry_keeps_its_exits() {
    let (mut account, mut prices) = (account(), opened());
    let old = bracket(&mut account, &prices, "limit");
    let new = change::replace(&mut account, &old, &json!({"qty": "4"}), &prices, noon()).unwrap();
    change::begin_replacement(&mut account, &new, &prices, noon());
    moves(&mut account, &mut prices, "98");
    assert!(
        exits(&account, &new)
            .iter()
            .all(|exit| exit.qty == Some(number("4")) && exit.status == Status::New)
    );
}

#[test]
fn a_stuck_cancellation_does_not_stop_fills() {
    let (mut account, mut prices) = (account(), opened());
    let order = place(
        &mut account,
        &prices,
        json!({"type": "limit", "limit_price": "99"}),
    )
    .unwrap();
    change::cancel(&mut account, &order, true, noon()).unwrap();
    assert_eq!(state(&account, &order).0, "pending_cancel");
    assert_eq!(
        change::cancel(&mut account, &order, false, noon())
            .unwrap_err()
            .status,
        422
    );
    moves_at(&mut account, &mut prices, "99", Some("4"), noon());
    assert_eq!(state(&account, &order), ("pending_cancel", "4".to_owned()));
    change::release(&mut account, &order, &prices, noon());
    assert_eq!(state(&account, &order), ("canceled", "4".to_owned()));
}

#[test]
fn buying_power_is_kept_for_open_orders() {
    let (mut account, prices) = (account(), opened());
    place(
        &mut account,
        &prices,
        json!({"qty": "1500", "type": "limit", "limit_price": "99"}),
    )
    .unwrap();
    let figures = account.figures(&prices, noon());
    assert_eq!(
        (figures.equity, figures.buying_power),
        (number("100000"), number("51500"))
    );
    let refusal = place(&mut account, &prices, json!({"qty": "600"})).unwrap_err();
    assert_eq!(refusal.message, "insufficient buying power");
}

mod whatever_happens {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Act {
        Place {
            side: Side,
            qty: u32,
            kind: u8,
            away: i64,
        },
        Bracket {
            qty: u32,
        },
        Cancel(usize),
        Replace(usize, u32),
        Move(i64),
        Pass(i64),
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let side = prop::sample::select(vec![Side::Buy, Side::Sell]);
        let act = prop_oneof![
            4 => (side, 1_u32..200, 0_u8..4, -3_i64..4).prop_map(|(side, qty, kind, away)| Act::Place {
                side, qty, kind, away
            }),
            1 => (1_u32..100).prop_map(|qty| Act::Bracket { qty }),
            1 => (0_usize..20).prop_map(Act::Cancel),
            1 => (0_usize..20, 1_u32..150).prop_map(|(index, qty)| Act::Replace(index, qty)),
            3 => (90_i64..111).prop_map(Act::Move),
            2 => prop::sample::select(vec![1_i64, 7, 600, 30_000, 90_000]).prop_map(Act::Pass),
        ];
        prop::collection::vec(act, 1..60)
    }

    fn act(account: &mut Account, prices: &mut Prices, now: &mut Timestamp, act: &Act) {
        let apple = Asset::find("AAPL").unwrap();
        let current = prices.at(apple, *now);
        let near = |away: i64| current.saturating_add(Decimal::from(away));
        match act {
            Act::Place {
                side,
                qty,
                kind,
                away,
            } => {
                let changes = match kind {
                    0 => json!({}),
                    1 => json!({"type": "limit", "limit_price": near(*away)}),
                    2 => json!({"type": "stop", "stop_price": near(*away)}),
                    _ => json!({"type": "trailing_stop", "trail_price": 2}),
                };
                let mut changes = changes;
                changes["side"] = json!(side);
                changes["qty"] = json!(qty);
                let _ = place_at(account, prices, changes, *now);
            }
            Act::Bracket { qty } => {
                let changes = json!({
                    "qty": qty, "order_class": "bracket",
                    "take_profit": {"limit_price": near(3)}, "stop_loss": {"stop_price": near(-3)},
                });
                let _ = place_at(account, prices, changes, *now);
            }
            Act::Cancel(index) => {
                if let Some(id) = account.orders.get(*index).map(|order| order.id.clone()) {
                    let _ = change::cancel(account, &id, false, *now);
                }
            }
            Act::Replace(index, qty) => {
                let id = account.orders.get(*index).map(|order| order.id.clone());
                if let Some(id) = id
                    && let Ok(new) = change::replace(account, &id, &json!({ "qty": qty }), prices, *now)
                {
                    change::begin_replacement(account, &new, prices, *now);
                }
            }
            Act::Move(price) => {
                moves_at(account, prices, &price.to_string(), Some("30"), *now);
            }
            Act::Pass(seconds) => {
                *now = passing::pass(account, prices, *now, now.plus_seconds(*seconds));
            }
        }
    }

    fn check(account: &Account, before: &[(String, Status)]) -> Result<(), TestCaseError> {
        for (id, status) in before {
            if status.is_final() {
                prop_assert_eq!(
                    account.order(id).unwrap().status,
                    *status,
                    "a final state was left"
                );
            }
        }
        let mut cash = number("100000");
        let mut held = Decimal::ZERO;
        for fill in &account.fills {
            cash = cash.saturating_sub(fill.side.signed(fill.qty.saturating_mul(fill.price)));
            held = held.saturating_add(fill.side.signed(fill.qty));
            prop_assert!(fill.qty > Decimal::ZERO && !fill.leaves.is_negative());
        }
        prop_assert_eq!(account.facts.cash, cash);
        prop_assert_eq!(account.held("AAPL"), held);
        for order in &account.orders {
            let fills = account.fills.iter().filter(|fill| fill.order_id == order.id);
            let filled = fills.fold(Decimal::ZERO, |sum, fill| sum.saturating_add(fill.qty));
            prop_assert_eq!(order.filled_qty, filled);
            prop_assert!(order.qty.unwrap() >= filled);
            prop_assert_eq!(
                order.status == Status::Filled,
                order.qty.unwrap() == filled,
                "{:?}",
                order
            );
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn books_add_up_and_what_is_over_stays_over(acts in acts()) {
            let (mut account, mut prices, mut now) = (account(), opened(), noon());
            for one in &acts {
                let before: Vec<(String, Status)> =
                    account.orders.iter().map(|order| (order.id.clone(), order.status)).collect();
                act(&mut account, &mut prices, &mut now, one);
                check(&account, &before)?;
            }
        }

        #[test]
        fn time_passes_the_same_in_any_steps(cuts in prop::collection::vec(1_i64..50_000, 0..8), limit in 190_i64..230) {
            let lives = |cuts: &[i64]| {
                let (mut account, prices) = (account(), Prices::default());
                let changes = json!({"type": "limit", "limit_price": limit, "time_in_force": "gtc", "qty": "300"});
                let _ = place(&mut account, &prices, changes);
                let mut at = noon();
                for cut in cuts {
                    at = passing::pass(&mut account, &prices, at, at.plus_seconds(*cut));
                }
                passing::pass(&mut account, &prices, at, noon().plus_seconds(400_000));
                account.fills.iter().map(|fill| (fill.at, fill.qty, fill.price)).collect::<Vec<_>>()
            };
            prop_assert_eq!(lives(&cuts), lives(&[]));
        }
    }
}
