use proptest::prelude::*;

use super::*;
use crate::id::OrderId;
use crate::time::Timestamp;
use crate::trading::execution::VenueExecution;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_705_314_600_000).plus_seconds(seconds)
}

fn order() -> Order {
    let id = OrderId::from_parts(1, 1);
    let request = OrderRequest {
        kind: OrderType::Limit,
        limit_price: Some(dec("100")),
        ..OrderRequest::market("AAPL".parse().unwrap(), Side::Buy, Amount::Quantity(dec("10")))
    };
    let mut order = Order::new(id, request, Origin::User, at(0));
    order.sent = 1;
    order
}

fn news(id: &str, status: &str, filled: i64, seconds: i64) -> VenueOrder {
    VenueOrder {
        id: id.to_owned(),
        client_order_id: (id == "a").then(|| {
            ClientOrderId {
                order: OrderId::from_parts(1, 1),
                revision: 1,
            }
            .to_string()
        }),
        symbol: "AAPL".parse().unwrap(),
        side: Side::Buy,
        kind: OrderType::Limit,
        quantity: Some(dec("10")),
        notional: None,
        filled_quantity: Decimal::from(filled),
        filled_average_price: (filled > 0).then(|| dec("100")),
        limit_price: Some(dec("100")),
        stop_price: None,
        duration: TimeInForce::Day,
        status: VenueStatus::new(status),
        replaces: None,
        replaced_by: None,
        legs: Vec::new(),
        created_at: at(0),
        updated_at: at(seconds),
    }
}

fn fill(order: &str, key: &str, quantity: i64, price: &str) -> VenueExecution {
    VenueExecution {
        fee: Decimal::ZERO,
        key: key.to_owned(),
        venue_order_id: order.to_owned(),
        symbol: "AAPL".parse().unwrap(),
        side: Side::Buy,
        quantity: Decimal::from(quantity),
        price: dec(price),
        at: at(1),
    }
}

type News = (VenueOrder, Option<VenueExecution>);

/// The life of one order at a venue, as a consistent venue reports it.
fn life(script: usize) -> Vec<News> {
    let of_a = |status, filled, seconds| (news("a", status, filled, seconds), None);
    let filled = |status, sum, seconds, key, quantity, price| {
        (
            news("a", status, sum, seconds),
            Some(fill("a", key, quantity, price)),
        )
    };
    match script {
        0 => vec![
            of_a("pending_new", 0, 0),
            of_a("new", 0, 1),
            filled("partially_filled", 3, 2, "1", 3, "99"),
            filled("partially_filled", 7, 3, "2", 4, "100"),
            filled("filled", 10, 4, "3", 3, "101"),
        ],
        1 => vec![
            of_a("new", 0, 1),
            filled("partially_filled", 3, 2, "1", 3, "99"),
            of_a("pending_cancel", 3, 3),
            filled("pending_cancel", 5, 3, "2", 2, "99.5"),
            of_a("canceled", 5, 4),
        ],
        2 => {
            let replaced = VenueOrder {
                replaced_by: Some("b".to_owned()),
                ..news("a", "replaced", 4, 3)
            };
            let next = |status, sum, seconds| VenueOrder {
                replaces: Some("a".to_owned()),
                quantity: Some(dec("6")),
                created_at: at(3),
                ..news("b", status, sum, seconds)
            };
            vec![
                of_a("new", 0, 1),
                filled("partially_filled", 4, 2, "1", 4, "100"),
                (replaced, None),
                (next("new", 0, 3), None),
                (next("partially_filled", 5, 4), Some(fill("b", "2", 5, "100.5"))),
                (next("filled", 6, 5), Some(fill("b", "3", 1, "102"))),
            ]
        }
        3 => vec![
            of_a("accepted", 0, 1),
            of_a("moonlit", 0, 2),
            of_a("rejected", 0, 3),
        ],
        4 => vec![of_a("new", 0, 1), of_a("moonlit", 2, 2)],
        _ => vec![
            of_a("new", 0, 1),
            filled("partially_filled", 3, 2, "1", 3, "99"),
            of_a("expired", 3, 3),
        ],
    }
}

fn told(news: &[News]) -> Order {
    let mut order = order();
    for (news, execution) in news {
        order.observe(news, execution.as_ref());
    }
    order.legs.sort_by(|a, b| a.venue.id.cmp(&b.venue.id));
    order
}

#[test]
fn the_ends_of_a_life() {
    for (script, status, filled, average) in [
        (0, OrderStatus::Filled, "10", Some("100")),
        (1, OrderStatus::Cancelled, "5", Some("99.2")),
        (2, OrderStatus::Filled, "10", Some("100.45")),
        (3, OrderStatus::Rejected, "0", None),
        (4, OrderStatus::Working, "2", Some("100")),
        (5, OrderStatus::Expired, "3", Some("99")),
    ] {
        let order = told(&life(script));
        assert_eq!(order.status, status);
        assert_eq!(order.filled(), dec(filled));
        assert_eq!(order.average_price(), average.map(dec));
    }
}

#[test]
fn an_unknown_status_is_kept() {
    let order = told(&life(4));
    assert_eq!(order.current().unwrap().venue.status.as_str(), "moonlit");
}

#[test]
fn each_word_of_the_venue_has_a_place() {
    use OrderStatus::{Cancelled, Cancelling, Expired, Filled, Inactive, Rejected, Replacing, Working};
    for (word, status) in [
        ("new", Working),
        ("partially_filled", Working),
        ("filled", Filled),
        ("done_for_day", Working),
        ("canceled", Cancelled),
        ("expired", Expired),
        ("replaced", Replacing),
        ("pending_cancel", Cancelling),
        ("pending_replace", Replacing),
        ("accepted", Working),
        ("pending_new", Working),
        ("accepted_for_bidding", Working),
        ("stopped", Working),
        ("rejected", Rejected),
        ("suspended", Working),
        ("calculated", Working),
        ("held", Inactive),
    ] {
        assert_eq!(told(&[(news("a", word, 0, 1), None)]).status, status, "{word}");
        assert_ne!(VenueStatus::new(word).phase(), VenuePhase::Unknown, "{word}");
    }
}

#[test]
fn what_is_final_stays_and_late_fills_still_count() {
    let mut order = told(&life(1)[..3]);
    order.observe(&news("a", "canceled", 3, 4), None);
    assert_eq!(order.status, OrderStatus::Cancelled);
    order.observe(&news("a", "new", 0, 9), None);
    order.observe(
        &news("a", "pending_cancel", 5, 3),
        Some(&fill("a", "2", 2, "99.5")),
    );
    assert_eq!((order.status, order.filled()), (OrderStatus::Cancelled, dec("5")));
    assert_eq!(order.open_quantity(), Some(Decimal::ZERO));
}

#[test]
fn a_sum_without_its_fills_is_counted_once_they_are_known() {
    let mut order = told(&[(news("a", "partially_filled", 7, 3), None)]);
    assert_eq!(order.fills().len(), 1);
    order.observe(
        &news("a", "partially_filled", 3, 2),
        Some(&fill("a", "1", 3, "99")),
    );
    let rest = order.legs[0].unitemised().unwrap();
    assert_eq!(rest.quantity, dec("4"));
    assert_eq!(order.filled(), dec("7"));
    assert_eq!(order.average_price(), Some(dec("100")));
    order.observe(
        &news("a", "partially_filled", 7, 3),
        Some(&fill("a", "2", 4, "101")),
    );
    assert_eq!(order.legs[0].unitemised(), None);
    assert_eq!(order.filled(), dec("7"));
}

#[test]
fn a_sum_that_was_counted_as_one_fill_is_not_counted_again_when_its_fills_come_late() {
    let mut order = told(&[(news("a", "partially_filled", 7, 3), Some(fill("a", "1", 3, "99")))]);
    assert!(order.has_sums());
    order.sum_up();
    assert!(!order.has_sums());
    let counted = order.fills();
    assert_eq!(counted.len(), 2);
    order.observe(
        &news("a", "partially_filled", 7, 4),
        Some(&fill("a", "2", 4, "101")),
    );
    assert_eq!(order.fills(), counted);
    // What is filled later has room beside them.
    order.observe(&news("a", "filled", 10, 5), Some(&fill("a", "3", 3, "100")));
    assert_eq!((order.fills().len(), order.filled()), (3, dec("10")));
    assert!(!order.has_sums());
}

#[test]
fn client_ids_have_one_spelling() {
    let id = ClientOrderId {
        order: OrderId::from_parts(7, 9),
        revision: 12,
    };
    assert_eq!(id.to_string().parse(), Ok(id));
    for bad in [
        "",
        "x",
        "ord_1.1",
        &format!("{}.0", id.order),
        &format!("{}.01", id.order),
    ] {
        assert!(bad.parse::<ClientOrderId>().is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn news_lead_to_the_same_order_in_any_order_and_number(
        script in 0_usize..6,
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
        keys in prop::collection::vec(any::<u32>(), 40),
    ) {
        let life = life(script);
        let mut mixed = life.clone();
        mixed.extend(picks.iter().map(|pick| pick.get(&life).clone()));
        let mut mixed: Vec<_> = keys.into_iter().zip(mixed).collect();
        mixed.sort_by_key(|(key, _)| *key);
        let mixed: Vec<_> = mixed.into_iter().map(|(_, news)| news).collect();
        prop_assert_eq!(told(&mixed), told(&life));
    }

    #[test]
    fn filled_only_grows_and_final_never_changes(
        script in 0_usize..6,
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..30),
    ) {
        let life = life(script);
        let mut order = order();
        for pick in picks {
            let (news, execution) = pick.get(&life);
            let before = order.clone();
            order.observe(news, execution.as_ref());
            prop_assert!(order.filled() >= before.filled());
            prop_assert!(!before.status.is_final() || before.status == order.status);
        }
    }
}
