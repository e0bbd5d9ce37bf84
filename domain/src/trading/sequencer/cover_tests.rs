//! What is left of a position keeps its protection, and orders end when their time is over.

use super::tests::{aapl, command, dec, free, id, market, now, place, taken};
use super::*;
use crate::trading::order::{
    OrderStatus, OrderType, Origin, Side, StopLoss, TakeProfit, TimeInForce, VenueStatus,
};

fn cancelled(sequencer: &mut Sequencer, effects: &[Effect], seconds: i64) -> Vec<Effect> {
    let mut then = Vec::new();
    for effect in effects {
        let Effect::Cancel { call, .. } = effect else {
            continue;
        };
        let order = sequencer.state().orders.get(&call.order).unwrap();
        let mut venue = order.current().unwrap().venue.clone();
        venue.status = VenueStatus::new("canceled");
        venue.updated_at = now(seconds).at;
        let answer = Answer::Done;
        sequencer.handle(Input::Answer { call: *call, answer }, &now(seconds));
        let news = Input::News {
            order: Box::new(venue),
            execution: None,
        };
        then.extend(sequencer.handle(news, &now(seconds)).effects);
    }
    then.retain(|effect| matches!(effect, Effect::Submit { .. }));
    then
}

fn protect(stop: &str) -> Command {
    Command::Protect {
        symbol: aapl(),
        take_profit: None,
        stop_loss: Some(StopLoss {
            stop_price: dec(stop),
            limit_price: None,
        }),
    }
}

fn close(quantity: &str) -> Command {
    Command::Close {
        symbol: aapl(),
        quantity: Some(dec(quantity)),
    }
}

/// The one order that a list of effects sends.
fn sent(effects: &[Effect]) -> &OrderRequest {
    let mut requests = effects.iter().filter_map(|effect| match effect {
        Effect::Submit { request, .. } => Some(request.as_ref()),
        _ => None,
    });
    let request = requests.next().unwrap();
    assert_eq!(requests.next(), None, "{effects:#?}");
    request
}

#[test]
fn the_rest_of_a_position_gets_its_stop_back() {
    for (status, filled, rest) in [("filled", "4", "6"), ("rejected", "0", "10")] {
        let mut sequencer = free("10");
        let (_, stop) = command(&mut sequencer, "stop", protect("90"), 1);
        taken(&mut sequencer, &stop[0], "new", "0", 2);
        let (reply, clearing) = command(&mut sequencer, "close", close("4"), 3);
        assert!(matches!(reply, Reply::Accepted { .. }), "{reply:?}");
        let closing = cancelled(&mut sequencer, &clearing, 4);
        assert_eq!(sent(&closing).kind, OrderType::Market);
        let after = taken(&mut sequencer, &closing[0], status, filled, 5);
        let stop = sent(&after.effects);
        assert_eq!(
            (stop.stop_price, stop.amount.quantity(), stop.reduce_only),
            (Some(dec("90")), Some(dec(rest)), true),
            "{status}"
        );
    }
}

#[test]
fn of_several_exits_the_nearest_are_kept() {
    let mut sequencer = free("10");
    let exit = |kind, limit: Option<&str>, stop: Option<&str>| OrderRequest {
        kind,
        limit_price: limit.map(dec),
        stop_price: stop.map(dec),
        duration: TimeInForce::Gtc,
        ..market(Side::Sell, "2")
    };
    for (number, request) in [
        exit(OrderType::Limit, Some("120"), None),
        exit(OrderType::Limit, Some("110"), None),
        exit(OrderType::Stop, None, Some("80")),
        exit(OrderType::Stop, None, Some("95")),
    ]
    .into_iter()
    .enumerate()
    {
        let key = format!("exit-{number}");
        let placed = place(number as u128, request, Origin::User);
        let (_, effects) = command(&mut sequencer, &key, placed, 1);
        taken(&mut sequencer, &effects[0], "new", "0", 2);
    }
    let (_, clearing) = command(&mut sequencer, "close", close("4"), 3);
    let closing = cancelled(&mut sequencer, &clearing, 4);
    let after = taken(&mut sequencer, &closing[0], "filled", "4", 5);
    let cover = sent(&after.effects);
    assert_eq!(cover.limit_price, Some(dec("110")));
    assert_eq!(cover.stop_loss.map(|stop| stop.stop_price), Some(dec("95")));
}

#[test]
fn nothing_is_protected_again_by_the_kill_switch_or_when_all_is_closed() {
    let mut sequencer = free("10");
    let (_, stop) = command(&mut sequencer, "stop", protect("90"), 1);
    taken(&mut sequencer, &stop[0], "new", "0", 2);
    let (_, clearing) = command(&mut sequencer, "close", close("10"), 3);
    let closing = cancelled(&mut sequencer, &clearing, 4);
    let after = taken(&mut sequencer, &closing[0], "filled", "10", 5);
    assert!(
        !after
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Submit { .. }))
    );
    assert!(sequencer.state().core.exits.is_empty());
}

#[test]
fn an_order_until_a_time_is_cancelled_then() {
    let mut sequencer = free("0");
    let request = OrderRequest {
        kind: OrderType::Limit,
        limit_price: Some(dec("99")),
        duration: TimeInForce::Gtd,
        expires_at: Some(now(20).at),
        ..market(Side::Buy, "1")
    };
    let (_, effects) = command(&mut sequencer, "gtd", place(1, request, Origin::User), 1);
    taken(&mut sequencer, &effects[0], "new", "0", 2);
    assert_eq!(sequencer.next_alarm().map(|at| at <= now(20).at), Some(true));
    let early = sequencer.handle(Input::Alarm, &now(19));
    assert!(
        !early
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Cancel { .. }))
    );
    let due = sequencer.handle(Input::Alarm, &now(20));
    assert!(
        due.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Cancel { .. }))
    );
    cancelled(&mut sequencer, &due.effects, 21);
    assert_eq!(sequencer.state().orders[&id(1)].status, OrderStatus::Cancelled);
}

#[test]
fn a_target_that_is_hit_while_a_part_is_being_closed_leaves_nothing_to_protect() {
    let mut sequencer = free("10");
    let both = Command::Protect {
        symbol: aapl(),
        take_profit: Some(TakeProfit {
            limit_price: dec("110"),
        }),
        stop_loss: None,
    };
    let (_, target) = command(&mut sequencer, "target", both, 1);
    taken(&mut sequencer, &target[0], "new", "0", 2);
    let (_, clearing) = command(&mut sequencer, "close", close("4"), 3);
    let [Effect::Cancel { call, .. }] = clearing.as_slice() else {
        panic!("{clearing:?}")
    };
    let order = sequencer.state().orders.get(&call.order).unwrap();
    let mut venue = order.current().unwrap().venue.clone();
    venue.status = VenueStatus::new("filled");
    venue.filled_quantity = dec("10");
    venue.updated_at = now(4).at;
    let news = Input::News {
        order: Box::new(venue),
        execution: None,
    };
    let step = sequencer.handle(news, &now(4));
    assert!(
        !step
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Submit { .. }))
    );
    assert!(sequencer.state().core.exits.is_empty());
    assert!(sequencer.state().position(&aapl()).is_flat());
}
