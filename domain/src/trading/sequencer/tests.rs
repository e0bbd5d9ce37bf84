use super::*;
use crate::decimal::Decimal;
use crate::id::{BrokerAccountId, OrderId, SignalId, StrategyBindingId};
use crate::packed::{pack, unpack};
use crate::symbol::Symbol;
use crate::trading::order::{
    Amount, Instrument, OrderStatus, Origin, Side, StopLoss, TakeProfit, VenueOrder, VenueStatus,
};
use crate::trading::risk::{PlanLimits, RiskLimits, Rule};

pub(super) fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(super) fn aapl() -> Symbol {
    "AAPL".parse().unwrap()
}

pub(super) fn now(seconds: i64) -> Now {
    let at = Timestamp::from_millis(1_705_314_600_000).plus_seconds(seconds);
    Now { at, day: at.date() }
}

fn figures(equity: &str, seconds: i64) -> Figures {
    Figures {
        equity: dec(equity),
        cash: dec(equity),
        buying_power: dec(equity),
        at: now(seconds).at,
    }
}

/// An account that holds so many units at 100, with so much equity.
fn account(held: &str, limits: RiskLimits, plan: PlanLimits) -> Sequencer {
    let settings = Settings {
        inactive: None,
        limits,
        plan,
        trades_elsewhere: 0,
    };
    let mut sequencer = Sequencer::new(State::new(BrokerAccountId::from_parts(1, 1), settings));
    let positions = VenuePosition {
        symbol: aapl(),
        quantity: dec(held),
        average_price: dec("100"),
    };
    let snapshot = Snapshot {
        asked_at: now(0).at,
        orders: Vec::new(),
        positions: vec![positions],
        figures: figures("10000", 0),
    };
    sequencer.handle(Input::Snapshot(Box::new(snapshot)), &now(0));
    sequencer
}

pub(super) fn free(held: &str) -> Sequencer {
    account(held, RiskLimits::unlimited(), PlanLimits::unlimited("pro"))
}

pub(super) fn id(number: u128) -> OrderId {
    OrderId::from_parts(1, number)
}

pub(super) fn market(side: Side, quantity: &str) -> OrderRequest {
    OrderRequest::market(aapl(), side, Amount::Quantity(dec(quantity)))
}

pub(super) fn place(number: u128, request: OrderRequest, origin: Origin) -> Command {
    Command::Place {
        order: id(number),
        request: Box::new(request),
        origin,
        confirmed: false,
        may_repeat: false,
    }
}

pub(super) fn command(
    sequencer: &mut Sequencer,
    key: &str,
    command: Command,
    seconds: i64,
) -> (Reply, Vec<Effect>) {
    let facts = Facts {
        instrument: Some(Instrument::us_stock(aapl())),
        price: Some(dec("100")),
    };
    let input = Input::Command {
        key: key.to_owned(),
        command,
        facts,
    };
    let step = sequencer.handle(input, &now(seconds));
    let effects = step.effects.into_iter();
    let calls = effects.filter(|effect| !matches!(effect, Effect::Project { .. }));
    (step.reply.unwrap(), calls.collect())
}

/// What the venue says of what it was sent.
pub(super) fn venue_order(
    client_order_id: &str,
    request: &OrderRequest,
    status: &str,
    filled: &str,
    seconds: i64,
) -> VenueOrder {
    VenueOrder {
        id: format!("v-{client_order_id}"),
        client_order_id: Some(client_order_id.to_owned()),
        symbol: request.symbol.clone(),
        side: request.side,
        kind: request.kind,
        quantity: request.amount.quantity(),
        notional: None,
        filled_quantity: dec(filled),
        filled_average_price: Some(dec("100")),
        limit_price: request.limit_price,
        stop_price: request.stop_price,
        duration: request.duration,
        status: VenueStatus::new(status),
        replaces: None,
        replaced_by: None,
        legs: Vec::new(),
        created_at: now(seconds).at,
        updated_at: now(seconds).at,
    }
}

/// The venue takes what a `Submit` asks for, and it is at `status` at once.
pub(super) fn taken(
    sequencer: &mut Sequencer,
    effect: &Effect,
    status: &str,
    filled: &str,
    seconds: i64,
) -> Step {
    let Effect::Submit {
        call,
        client_order_id,
        request,
    } = effect
    else {
        panic!("{effect:?}")
    };
    let order = venue_order(client_order_id, request, status, filled, seconds);
    let answer = Answer::Order(Box::new(order));
    sequencer.handle(Input::Answer { call: *call, answer }, &now(seconds))
}

#[test]
fn an_order_is_stored_before_it_is_sent_and_a_repeat_adds_nothing() {
    let mut sequencer = free("0");
    let (reply, effects) = command(
        &mut sequencer,
        "k",
        place(1, market(Side::Buy, "5"), Origin::User),
        1,
    );
    assert_eq!(reply, Reply::Accepted { order: id(1) });
    let Effect::Submit { client_order_id, .. } = &effects[0] else {
        panic!("{effects:?}")
    };
    assert_eq!(*client_order_id, format!("{}.1", id(1)));
    assert_eq!(sequencer.state().orders[&id(1)].status, OrderStatus::Placing);

    let (again, effects) = command(
        &mut sequencer,
        "k",
        place(2, market(Side::Buy, "5"), Origin::User),
        2,
    );
    assert_eq!((again, effects), (Reply::Accepted { order: id(1) }, Vec::new()));
    let (other, _) = command(
        &mut sequencer,
        "k",
        place(2, market(Side::Buy, "6"), Origin::User),
        2,
    );
    assert_eq!(other, Reply::KeyReused);
}

#[test]
fn after_a_crash_a_call_is_looked_up_and_only_then_sent_again_under_the_same_id() {
    let mut sequencer = free("0");
    let (_, sent) = command(
        &mut sequencer,
        "k",
        place(1, market(Side::Buy, "5"), Origin::User),
        1,
    );
    let stored = pack(sequencer.state()).unwrap();
    let mut restored = Sequencer::new(unpack(&stored).unwrap());
    let step = restored.handle(Input::Resumed, &now(5));
    let look_up = step.effects.iter().find_map(|effect| match effect {
        Effect::LookUp { call, by } => Some((*call, by.clone())),
        Effect::Submit { .. } => panic!("sent blindly"),
        _ => None,
    });
    let (call, by) = look_up.unwrap();
    assert_eq!(by, LookUpBy::ClientOrderId(format!("{}.1", id(1))));
    let answer = Answer::Absent;
    let step = restored.handle(Input::Answer { call, answer }, &now(6));
    let (
        Effect::Submit {
            client_order_id: first,
            ..
        },
        Effect::Submit {
            client_order_id: second,
            ..
        },
    ) = (&sent[0], &step.effects[0])
    else {
        panic!("{step:?}")
    };
    assert_eq!(first, second);
}

#[test]
fn two_closes_at_once_are_one() {
    let mut sequencer = free("10");
    let close = || Command::Close {
        symbol: aapl(),
        quantity: None,
    };
    let (first, effects) = command(&mut sequencer, "a", close(), 1);
    let Reply::Accepted { order } = first else {
        panic!("{first:?}")
    };
    let (second, none) = command(&mut sequencer, "b", close(), 1);
    assert_eq!((second, none), (Reply::Pending { order }, Vec::new()));
    taken(&mut sequencer, &effects[0], "filled", "10", 2);
    assert!(sequencer.state().position(&aapl()).is_flat());
    assert_eq!(command(&mut sequencer, "c", close(), 3).0, Reply::NotFound);
}

#[test]
fn turning_a_position_closes_it_first_and_opens_the_other_then() {
    let mut sequencer = free("10");
    let (_, effects) = command(&mut sequencer, "a", Command::Reverse { symbol: aapl() }, 1);
    let step = taken(&mut sequencer, &effects[0], "filled", "10", 2);
    assert!(sequencer.state().position(&aapl()).is_flat());
    let opening = step
        .effects
        .iter()
        .find(|effect| matches!(effect, Effect::Submit { .. }));
    taken(&mut sequencer, opening.unwrap(), "filled", "10", 3);
    assert_eq!(sequencer.state().position(&aapl()).quantity(), dec("-10"));
}

fn signal(number: u128) -> Origin {
    Origin::Signal {
        binding: StrategyBindingId::from_parts(1, 1),
        signal: SignalId::from_parts(1, number),
    }
}

#[test]
fn equal_signals_do_not_pile_up_while_an_order_waits() {
    let mut sequencer = free("0");
    let (_, effects) = command(
        &mut sequencer,
        "s1",
        place(1, market(Side::Buy, "5"), signal(1)),
        1,
    );
    taken(&mut sequencer, &effects[0], "accepted", "0", 2);
    for number in 2..5 {
        let again = place(number, market(Side::Buy, "5"), signal(number));
        let (reply, effects) = command(&mut sequencer, &format!("s{number}"), again, 60);
        assert_eq!((reply, effects), (Reply::Pending { order: id(1) }, Vec::new()));
    }
    assert_eq!(sequencer.state().orders.len(), 1);
}

#[test]
fn a_strategy_that_adds_has_an_order_for_each_signal() {
    let mut sequencer = free("0");
    for number in 1..4 {
        let mut wish = place(number, market(Side::Buy, "5"), signal(number));
        if let Command::Place { may_repeat, .. } = &mut wish {
            *may_repeat = true;
        }
        let (reply, _) = command(&mut sequencer, &format!("s{number}"), wish, 1);
        assert_eq!(reply, Reply::Accepted { order: id(number) });
    }
    assert_eq!(sequencer.state().orders.len(), 3);
}

#[test]
fn the_fifth_trade_of_the_free_plan_is_refused_but_one_without_a_fill_is_none() {
    let mut sequencer = account("0", RiskLimits::unlimited(), PlanLimits::free());
    for number in 1..=4 {
        let key = number.to_string();
        let order = place(number, market(Side::Buy, "1"), Origin::User);
        let (_, effects) = command(&mut sequencer, &key, order, 1);
        let (status, filled) = if number == 4 {
            ("canceled", "0")
        } else {
            ("filled", "1")
        };
        taken(&mut sequencer, &effects[0], status, filled, 2);
    }
    let fourth = place(14, market(Side::Buy, "1"), Origin::User);
    assert_eq!(
        command(&mut sequencer, "14", fourth, 3).0,
        Reply::Accepted { order: id(14) }
    );
    let fifth = place(15, market(Side::Buy, "1"), Origin::User);
    let Reply::Refused(refusal) = command(&mut sequencer, "15", fifth, 3).0 else {
        panic!()
    };
    assert_eq!(
        (refusal.rule, refusal.limit.as_str(), refusal.value.as_str()),
        (Rule::PlanTrades, "4", "5")
    );
    let close = Command::Close {
        symbol: aapl(),
        quantity: Some(dec("1")),
    };
    assert!(matches!(
        command(&mut sequencer, "16", close, 4).0,
        Reply::Accepted { .. }
    ));
}

#[test]
fn a_days_loss_locks_the_account_until_the_next_day() {
    let limits = RiskLimits {
        max_daily_loss: Some(dec("500")),
        ..RiskLimits::unlimited()
    };
    let mut sequencer = account("0", limits, PlanLimits::unlimited("pro"));
    sequencer.handle(Input::Figures(figures("9500.01", 10)), &now(10));
    let buy = |number: u128| place(number, market(Side::Buy, "1"), Origin::User);
    assert!(matches!(
        command(&mut sequencer, "1", buy(1), 11).0,
        Reply::Accepted { .. }
    ));
    let step = sequencer.handle(Input::Figures(figures("9500", 12)), &now(12));
    assert!(
        step.events
            .iter()
            .any(|event| matches!(event.happened, Happened::DayLocked { .. }))
    );
    let Reply::Refused(refusal) = command(&mut sequencer, "2", buy(2), 13).0 else {
        panic!()
    };
    assert_eq!((refusal.rule, refusal.value.as_str()), (Rule::DailyLoss, "500"));
    assert!(matches!(
        command(&mut sequencer, "3", buy(3), 86_400).0,
        Reply::Accepted { .. }
    ));
}

#[test]
fn the_kill_switch_cancels_flattens_and_refuses_until_it_is_off() {
    let mut sequencer = free("10");
    let (_, effects) = command(
        &mut sequencer,
        "1",
        place(1, market(Side::Buy, "1"), Origin::User),
        1,
    );
    taken(&mut sequencer, &effects[0], "accepted", "0", 2);
    let (_, effects) = command(&mut sequencer, "2", Command::Kill { flatten: true }, 3);
    assert!(matches!(effects[0], Effect::Cancel { .. }), "{effects:?}");
    let refused = command(
        &mut sequencer,
        "3",
        place(2, market(Side::Buy, "1"), Origin::User),
        4,
    )
    .0;
    assert!(matches!(refused, Reply::Refused(_)), "{refused:?}");
    let Effect::Submit {
        client_order_id,
        request,
        ..
    } = &effects_of(&mut sequencer, &id(1), 5)[0]
    else {
        panic!()
    };
    assert_eq!(
        (request.side, request.amount),
        (Side::Sell, Amount::Quantity(dec("10")))
    );
    assert!(!client_order_id.starts_with(id(1).as_str()));
    command(&mut sequencer, "4", Command::Unkill, 6);
    assert_eq!(sequencer.state().core.kill, None);
}

/// The venue reports an order as cancelled.
fn effects_of(sequencer: &mut Sequencer, order: &OrderId, seconds: i64) -> Vec<Effect> {
    let request = sequencer.state().orders[order].request.clone();
    let news = venue_order(&format!("{order}.1"), &request, "canceled", "0", seconds);
    let input = Input::News {
        order: Box::new(news),
        execution: None,
    };
    sequencer.handle(input, &now(seconds)).effects
}

#[test]
fn an_entry_cancelled_after_a_part_of_it_was_filled_is_protected() {
    let mut sequencer = free("0");
    let mut request = market(Side::Buy, "10");
    let target = TakeProfit {
        limit_price: dec("120"),
    };
    let stop = StopLoss {
        stop_price: dec("90"),
        limit_price: None,
    };
    request.set_brackets(Some(target), Some(stop));
    let (_, effects) = command(&mut sequencer, "1", place(1, request, Origin::User), 1);
    let cancelled = taken(&mut sequencer, &effects[0], "canceled", "4", 2);
    let protection = cancelled.effects.iter().find_map(|effect| match effect {
        Effect::Submit { request, .. } => Some(request),
        _ => None,
    });
    let protection = protection.unwrap();
    assert_eq!(
        (
            protection.side,
            protection.amount,
            protection.limit_price,
            protection.stop_loss
        ),
        (
            Side::Sell,
            Amount::Quantity(dec("4")),
            Some(dec("120")),
            Some(stop)
        )
    );
}

#[test]
fn a_changed_order_is_sent_anew_with_what_is_left() {
    let mut sequencer = free("0");
    let (_, effects) = command(
        &mut sequencer,
        "1",
        place(1, market(Side::Buy, "10"), Origin::User),
        1,
    );
    taken(&mut sequencer, &effects[0], "partially_filled", "3", 2);
    let change = Command::Modify {
        order: id(1),
        request: Box::new(market(Side::Buy, "8")),
    };
    let (_, effects) = command(&mut sequencer, "2", change, 3);
    assert!(matches!(effects[0], Effect::Cancel { .. }));
    // One more was filled before the cancellation came through.
    let news = venue_order(
        &format!("{}.1", id(1)),
        &market(Side::Buy, "10"),
        "canceled",
        "4",
        4,
    );
    let input = Input::News {
        order: Box::new(news),
        execution: None,
    };
    let step = sequencer.handle(input, &now(4));
    let Effect::Submit {
        client_order_id,
        request,
        ..
    } = &step.effects[0]
    else {
        panic!("{step:?}")
    };
    assert_eq!(*client_order_id, format!("{}.2", id(1)));
    assert_eq!(request.amount, Amount::Quantity(dec("4")));
}

#[test]
fn a_lasting_difference_is_told_once_and_can_be_adopted() {
    let mut sequencer = free("10");
    let snapshot = |seconds| {
        Input::Snapshot(Box::new(Snapshot {
            asked_at: now(seconds).at,
            orders: Vec::new(),
            positions: Vec::new(),
            figures: figures("10000", seconds),
        }))
    };
    let told = |sequencer: &mut Sequencer, seconds| {
        let step = sequencer.handle(snapshot(seconds), &now(seconds));
        let drifts = step.events.iter();
        drifts
            .filter(|event| matches!(event.happened, Happened::Drifted { .. }))
            .count()
    };
    assert_eq!(
        [
            told(&mut sequencer, 60),
            told(&mut sequencer, 120),
            told(&mut sequencer, 180)
        ],
        [0, 1, 0]
    );
    let adopt = Command::AdoptPosition { symbol: aapl() };
    assert_eq!(command(&mut sequencer, "a", adopt, 181).0, Reply::Done);
    assert!(sequencer.state().position(&aapl()).is_flat());
}
