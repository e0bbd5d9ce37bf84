use super::tests::{aapl, command, dec, free, id, market, now, place, venue_order};
use super::*;
use crate::trading::order::{Origin, Side};

#[test]
fn a_fill_is_counted_once_however_long_ago_it_was_by_the_venues_clock() {
    let mut sequencer = free("0");
    let order = market(Side::Buy, "10");
    command(&mut sequencer, "1", place(1, order.clone(), Origin::User), 1);
    let long_ago = -30 * 24 * 60 * 60;
    let news = venue_order(&format!("{}.1", id(1)), &order, "filled", "10", long_ago);
    let input = Input::News {
        order: Box::new(news),
        execution: None,
    };
    sequencer.handle(input, &now(2));
    // Books are tidied; then the sum of the fills, whose news were lost, is counted as one.
    for seconds in [10, 70] {
        sequencer.handle(Input::Alarm, &now(seconds));
        assert_eq!(sequencer.state().position(&aapl()).quantity(), dec("10"));
    }
    assert!(!sequencer.state().orders.get(&id(1)).unwrap().has_sums());
}
