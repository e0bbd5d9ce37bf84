//! What an account does before its books have been read for the first time.

use super::tests::{free, now};
use super::*;
use crate::id::BrokerAccountId;

#[test]
fn an_account_whose_books_could_not_be_read_tries_again_soon() {
    let settings = free("0").state().core.settings.clone();
    let mut sequencer = Sequencer::new(State::new(BrokerAccountId::from_parts(1, 1), settings));
    let asks = |step: Step| step.effects.contains(&Effect::Snapshot);
    assert!(asks(sequencer.handle(Input::Resumed, &now(0))));
    let due = sequencer.next_alarm().unwrap();
    assert!(due.millis_since(now(0).at) < 10_000, "{due}");
    assert!(asks(sequencer.handle(Input::Alarm, &now(10))));
}
