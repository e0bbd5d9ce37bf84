//! What was stored must be read as it was meant: a [packed](crate::packed) value does not name its fields. The sample in
//! `test_data/trading` was written by an earlier release, packed and, beside it, as JSON that does.

use super::tests::{aapl, command, dec, free, market, now, place, taken};
use super::*;
use crate::packed::{pack, unpack};
use crate::trading::order::{Origin, Side, StopLoss, TakeProfit};
use crate::trading::risk::RiskLimits;

const PACKED: &str = include_str!("../../../test_data/trading/state.hex");
const NAMED: &str = include_str!("../../../test_data/trading/state.json");

fn to_hex(bytes: &[u8]) -> String {
    let lines = bytes.chunks(60).map(hex::encode);
    lines.map(|line| line + "\n").collect()
}

fn to_json(state: &State) -> String {
    serde_json::to_string_pretty(state).unwrap() + "\n"
}

/// If this fails, the layout of what is stored has changed: raise [`crate::packed::FORMAT`], read the older form too, and
/// write a new sample beside this one.
#[test]
fn what_an_earlier_release_stored_is_read_and_stored_as_it_was() {
    let packed = hex::decode(PACKED.split_whitespace().collect::<String>()).unwrap();
    let state: State = unpack(&packed).unwrap();
    assert_eq!(to_json(&state), NAMED);
    assert_eq!(to_hex(&pack(&state).unwrap()), PACKED);
}

#[test]
fn the_sample_has_something_of_everything() {
    let packed = hex::decode(PACKED.split_whitespace().collect::<String>()).unwrap();
    let State {
        core,
        orders,
        books,
        keys,
    } = unpack(&packed).unwrap();
    assert!(core.kill.is_some() && core.figures.is_some() && core.settings.plan.max_trades.is_none());
    assert!(
        ![
            core.exits.is_empty(),
            core.markets.is_empty(),
            core.drifts.is_empty()
        ]
        .contains(&true)
    );
    assert!(books.values().any(|book| !book.recent().is_empty()));
    assert!(
        keys.values()
            .any(|answered| matches!(answered.reply, Reply::Accepted { .. }))
    );
    assert!(orders.values().any(|order| order.call.is_some()));
    assert!(orders.values().any(|order| order.parent.is_some()));
    assert!(orders.values().any(|order| !order.fills().is_empty()));
}

#[test]
#[ignore = "writes the sample anew"]
fn write_the_sample() {
    let state = sample();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("test_data/trading");
    std::fs::write(folder.join("state.hex"), to_hex(&pack(&state).unwrap())).unwrap();
    std::fs::write(folder.join("state.json"), to_json(&state)).unwrap();
}

/// An account in the middle of everything.
fn sample() -> State {
    let mut sequencer = free("10");
    let mut settings = sequencer.state().core.settings.clone();
    settings.limits = RiskLimits {
        max_order_notional: Some(dec("5000")),
        allow_short: true,
        ..RiskLimits::default()
    };
    sequencer.handle(Input::Settings(Box::new(settings)), &now(1));
    let mut bracket = market(Side::Buy, "5");
    bracket.take_profit = Some(TakeProfit {
        limit_price: dec("120.5"),
    });
    bracket.stop_loss = Some(StopLoss {
        stop_price: dec("90"),
        limit_price: None,
    });
    bracket.class = crate::trading::order::OrderClass::Bracket;
    let (_, sent) = command(&mut sequencer, "bracket", place(1, bracket, Origin::User), 2);
    if let Some(effect) = sent.first() {
        taken(&mut sequencer, effect, "partially_filled", "2", 3);
    }
    let close = Command::Close {
        symbol: aapl(),
        quantity: Some(dec("4")),
    };
    command(&mut sequencer, "close", close, 5);
    let snapshot = Snapshot {
        asked_at: now(6).at,
        orders: Vec::new(),
        positions: Vec::new(),
        figures: Figures {
            equity: dec("10000.25"),
            cash: dec("9000"),
            buying_power: dec("9000"),
            at: now(6).at,
        },
    };
    sequencer.handle(Input::Snapshot(Box::new(snapshot)), &now(6));
    command(&mut sequencer, "kill", Command::Kill { flatten: false }, 7);
    sequencer.state().clone()
}
