use proptest::prelude::*;

use super::*;
use crate::time::Timestamp;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn after(fills: &[(Side, &str, &str)]) -> Position {
    let mut position = Position::default();
    for (side, quantity, price) in fills {
        position.fill(*side, dec(quantity), dec(price));
    }
    position
}

/// Quantity, average price, realised profit.
fn figures(position: &Position) -> (Decimal, Option<Decimal>, Decimal) {
    (
        position.quantity(),
        position.average_price(),
        position.realised_profit(),
    )
}

use Side::{Buy, Sell};

#[test]
fn selling_a_part_keeps_the_average_and_realises_its_share() {
    let position = after(&[(Buy, "10", "100"), (Buy, "10", "110"), (Sell, "5", "120")]);
    assert_eq!(figures(&position), (dec("15"), Some(dec("105")), dec("75")));
    assert_eq!(position.unrealised_profit(dec("100")), dec("-75"));
}

#[test]
fn shorts_gain_when_prices_fall() {
    let position = after(&[(Sell, "10", "100"), (Buy, "4", "90")]);
    assert_eq!(figures(&position), (dec("-6"), Some(dec("100")), dec("40")));
    assert_eq!(position.unrealised_profit(dec("95")), dec("30"));
}

#[test]
fn a_fill_beyond_the_position_turns_it() {
    let position = after(&[(Buy, "10", "100"), (Sell, "15", "110")]);
    assert_eq!(figures(&position), (dec("-5"), Some(dec("110")), dec("100")));
    assert_eq!(position.side(), Some(Sell));
    let flat = after(&[(Buy, "10", "100"), (Sell, "15", "110"), (Buy, "5", "111")]);
    assert_eq!(figures(&flat), (Decimal::ZERO, None, dec("95")));
}

#[test]
fn thirds_of_a_cent_are_not_lost() {
    // 3 units for 100.00 in all; sold one by one for 33.34 each.
    let fills = [
        (Buy, "1", "33.33"),
        (Buy, "2", "33.335"),
        (Sell, "1", "33.34"),
        (Sell, "1", "33.34"),
        (Sell, "1", "33.34"),
    ];
    assert_eq!(after(&fills).realised(), dec("0.02"));
    assert_eq!(
        after(&[(Buy, "0.333333333", "3"), (Sell, "0.333333333", "6")]).realised(),
        dec("0.999999999")
    );
}

#[test]
fn a_split_moves_units_and_average_but_no_money() {
    let mut position = after(&[(Buy, "10", "100"), (Sell, "4", "110")]);
    position.split(dec("3"), dec("1"));
    assert_eq!(
        figures(&position),
        (dec("18"), Some(dec("33.33333333")), dec("40"))
    );
    assert_eq!(position.cost(), dec("600"));
    position.fill(Sell, dec("18"), dec("40"));
    assert_eq!(position.realised(), dec("160"));
    let mut reverse = after(&[(Buy, "5", "10")]);
    reverse.split(dec("1"), dec("10"));
    assert_eq!(figures(&reverse), (dec("0.5"), Some(dec("100")), Decimal::ZERO));
}

fn entry(key: usize, fill: &(bool, i64, i64)) -> Entry {
    let (is_buy, quantity, price) = *fill;
    Entry {
        at: Timestamp::from_millis(i64::try_from(key).unwrap() * 1000),
        key: key.to_string(),
        kind: EntryKind::Fill {
            fee: Decimal::ZERO,
            side: if is_buy { Buy } else { Sell },
            quantity: Decimal::from_parts(i128::from(quantity), 3).unwrap(),
            price: Decimal::from_parts(i128::from(price), 2).unwrap(),
        },
    }
}

fn fills() -> impl Strategy<Value = Vec<(bool, i64, i64)>> {
    prop::collection::vec((any::<bool>(), 1_i64..50_000, 1_i64..100_000), 1..20)
}

proptest! {
    #[test]
    fn money_is_conserved(fills in fills(), mark in 1_i64..100_000) {
        let mark = Decimal::from_parts(i128::from(mark), 2).unwrap();
        let mut position = Position::default();
        let (mut cash, mut units) = (Decimal::ZERO, Decimal::ZERO);
        for (is_buy, quantity, price) in fills {
            let side = if is_buy { Buy } else { Sell };
            let quantity = Decimal::from_parts(i128::from(quantity), 3).unwrap();
            let price = Decimal::from_parts(i128::from(price), 2).unwrap();
            position.fill(side, quantity, price);
            units = units.saturating_add(side.signed(quantity));
            cash = cash.saturating_sub(side.signed(quantity).saturating_mul(price));
            prop_assert_eq!(position.quantity(), units);
            prop_assert_eq!(position.cash(), cash);
            // Profit, realised or not, is cash and what the units are worth: to the last digit.
            let open = position.value_at(mark).saturating_sub(position.cost());
            prop_assert_eq!(
                position.realised().saturating_add(open),
                cash.saturating_add(units.saturating_mul(mark))
            );
            if units.is_zero() {
                prop_assert_eq!(position.realised(), cash);
            }
        }
    }

    #[test]
    fn a_fill_in_parts_is_the_same_fill(fills in fills(), cuts in prop::collection::vec(0_i64..100, 20)) {
        let (mut whole, mut parts) = (Position::default(), Position::default());
        for ((is_buy, quantity, price), cut) in fills.into_iter().zip(cuts) {
            let side = if is_buy { Buy } else { Sell };
            let price = Decimal::from_parts(i128::from(price), 2).unwrap();
            let amount = |thousandths: i64| Decimal::from_parts(i128::from(thousandths), 3).unwrap();
            whole.fill(side, amount(quantity), price);
            let first = quantity * cut / 100;
            for part in [first, quantity - first] {
                if part > 0 {
                    parts.fill(side, amount(part), price);
                }
            }
            prop_assert_eq!(figures(&whole), figures(&parts));
            prop_assert_eq!(whole.realised(), parts.realised());
        }
    }

    #[test]
    fn a_book_is_the_same_in_whatever_order_it_is_written(
        fills in fills(),
        keys in prop::collection::vec(any::<u32>(), 20),
        horizon in 0_i64..20_000,
    ) {
        let entries: Vec<_> = fills.iter().enumerate().map(|(key, fill)| entry(key, fill)).collect();
        let mut sorted = PositionBook::default();
        let mut direct = Position::default();
        for entry in &entries {
            sorted.put(entry.clone());
            if let EntryKind::Fill { side, quantity, price, .. } = entry.kind {
                direct.fill(side, quantity, price);
            }
        }
        prop_assert_eq!(sorted.position(), &direct);

        let mut shuffled: Vec<_> = keys.into_iter().zip(entries).collect();
        shuffled.sort_by_key(|(key, _)| *key);
        let mut book = PositionBook::default();
        for (_, entry) in &shuffled {
            prop_assert!(book.put(entry.clone()));
            prop_assert!(!book.put(entry.clone()));
        }
        prop_assert_eq!(&book, &sorted);
        book.compact(Timestamp::from_millis(horizon));
        prop_assert_eq!(book.position(), sorted.position());
        let next = entry(99, &(true, 1, 1));
        book.put(next.clone());
        sorted.put(next);
        prop_assert_eq!(book.position(), sorted.position());
        prop_assert!(book.remove("99") && !book.remove("99"));
        prop_assert_eq!(book.position(), &direct);
    }
}
