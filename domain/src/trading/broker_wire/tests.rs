use serde_json::{Value, json};

use super::*;
use crate::decimal::Decimal;
use crate::id::{BrokerAccountId, ExecutionId, OrderId, PositionId};
use crate::time::Timestamp;
use crate::trading::order::{
    Amount, Instrument, MarketKind, Order, OrderClass, OrderRequest, OrderStatus, OrderType, Origin, Role,
    Side, StopLoss,
};
use crate::trading::risk::{Refusal, Rule};
use crate::trading::sequencer::{OrderView, PositionView};
use crate::trading::wire_number::WireNumber;
use crate::validation::FieldError;

const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn shown(order: &Order) -> OrderView {
    OrderView::of(BrokerAccountId::from_parts(1, 1), order)
}

fn form() -> OrderForm {
    let some = |text: &str| Some(text.to_owned());
    OrderForm {
        instrument: some("AAPL"),
        side: some("buy"),
        kind: some("limit"),
        qty: some("1"),
        limit_price: some("189.5"),
        duration_type: some("day"),
        stop_loss: some("180"),
        take_profit: some("200"),
        ..OrderForm::default()
    }
}

#[test]
fn envelopes_are_those_of_the_specification() {
    assert_eq!(
        serde_json::to_string(&Envelope::ok([1])).unwrap(),
        r#"{"s":"ok","d":[1]}"#
    );
    let refusal = Reply::Refused(Refusal::new(Rule::PlanTrades, 4, 5));
    let error = Envelope::<()>::error(refusal_message(&refusal).unwrap());
    assert_eq!(
        serde_json::to_string(&error).unwrap(),
        r#"{"s":"error","errmsg":"It would be trade 5; your plan includes 4 (plan_trades). Choose a larger plan to go on."}"#
    );
    let wrong = FieldError::new("limit_price", "Use a multiple of 0.01.");
    assert_eq!(
        refusal_message(&Reply::Invalid(vec![wrong])).unwrap(),
        "limitPrice: Use a multiple of 0.01."
    );
    assert_eq!(refusal_message(&Reply::Done), None);
}

#[test]
fn a_form_becomes_an_order() {
    let request = read_order(&form(), |_| MarketKind::Stocks).unwrap();
    assert_eq!(
        (request.kind, request.class),
        (OrderType::Limit, OrderClass::Bracket)
    );
    assert_eq!(request.limit_price, Some(dec("189.5")));
    let instrument = Instrument::us_stock("AAPL".parse().unwrap());
    assert_eq!(request.validate(&instrument, Some(dec("190")), NOW), Ok(()));
}

#[test]
fn a_change_keeps_what_it_leaves_out_but_for_target_and_stop() {
    let request = read_order(&form(), |_| MarketKind::Stocks).unwrap();
    let order = shown(&Order::new(OrderId::from_parts(1, 1), request, Origin::User, NOW));
    let order: StandingOrder = serde_json::from_value(written(&order)).unwrap();
    let change = OrderForm {
        qty: Some("3".to_owned()),
        stop_loss: Some("181".to_owned()),
        ..OrderForm::default()
    };
    let changed = read_change(&change, &order).unwrap();
    assert_eq!(changed.amount, Amount::Quantity(dec("3")));
    assert_eq!(
        (changed.limit_price, changed.kind),
        (Some(dec("189.5")), OrderType::Limit)
    );
    assert_eq!(changed.take_profit, None);
    assert_eq!(changed.stop_loss.unwrap().stop_price, dec("181"));
    assert_eq!(changed.class, OrderClass::Oto);

    let wrong = OrderForm {
        qty: Some("many".to_owned()),
        ..OrderForm::default()
    };
    assert_eq!(read_change(&wrong, &order).unwrap_err()[0].field, "qty");
}

#[test]
fn every_wrong_field_of_a_form_is_named() {
    let some = |text: &str| Some(text.to_owned());
    let wrong = OrderForm {
        instrument: None,
        side: some("hold"),
        kind: some("oops"),
        qty: some("NaN"),
        stop_loss: some("1,5"),
        trailing_stop_pips: some("5"),
        ..form()
    };
    let fields: Vec<_> = read_order(&wrong, |_| MarketKind::Stocks)
        .unwrap_err()
        .into_iter()
        .map(|error| error.field)
        .collect();
    assert_eq!(
        fields,
        [
            "instrument",
            "side",
            "type",
            "qty",
            "stopLoss",
            "trailingStopPips"
        ]
    );
}

#[test]
fn an_order_has_the_required_fields_and_only_the_specifications_words() {
    let id = OrderId::from_parts(1, 1);
    let mut order = Order::new(
        id,
        read_order(&form(), |_| MarketKind::Stocks).unwrap(),
        Origin::User,
        NOW,
    );
    assert_eq!(
        written(&BrokerOrder::of(&shown(&order), None)),
        json!({
            "id": id, "instrument": "AAPL", "qty": 1, "side": "buy", "type": "limit", "status": "placing",
            "filledQty": 0, "limitPrice": serde_json::from_str::<Value>("189.5").unwrap(),
            "duration": {"type": "day"}, "lastModified": 1_705_314_600,
        })
    );
    let known = [
        "placing",
        "inactive",
        "working",
        "rejected",
        "filled",
        "cancelled",
    ];
    for status in OrderStatus::ALL {
        order.status = *status;
        let written = BrokerOrder::of(&shown(&order), None);
        assert!(known.contains(&written.status), "{status}");
        // What is final to us is final there, and the other way round.
        let is_final = ["rejected", "filled", "cancelled"].contains(&written.status);
        assert_eq!(status.is_final(), is_final, "{status}");
    }
}

#[test]
fn a_stop_belongs_to_its_order_and_then_to_the_position() {
    let mut request = OrderRequest::market("AAPL".parse().unwrap(), Side::Buy, Amount::Quantity(dec("2")));
    request.set_brackets(
        None,
        Some(StopLoss {
            stop_price: dec("180"),
            limit_price: None,
        }),
    );
    let entry = Order::new(OrderId::from_parts(1, 1), request, Origin::User, NOW);
    let mut stop = entry.child(OrderId::from_parts(1, 2), Role::StopLoss);
    let waiting = BrokerOrder::of(&shown(&stop), Some("pos_1"));
    assert_eq!(
        (waiting.status, waiting.kind, waiting.side),
        ("inactive", "stop", Side::Sell)
    );
    assert_eq!(
        (waiting.parent_id, waiting.parent_type),
        (Some(entry.id.to_string()), Some("order"))
    );
    stop.status = OrderStatus::Working;
    let working = BrokerOrder::of(&shown(&stop), Some("pos_1"));
    assert_eq!(
        (working.parent_id.as_deref(), working.parent_type),
        (Some("pos_1"), Some("position"))
    );
}

#[test]
fn positions_executions_and_instruments_have_the_required_fields() {
    let view = PositionView {
        id: PositionId::from_parts(0, 1),
        symbol: "AAPL".parse().unwrap(),
        quantity: dec("-2"),
        average_price: Some(dec("100")),
        cost: dec("-200"),
        realised_profit: Decimal::ZERO,
    };
    assert_eq!(
        written(&BrokerPosition::of(&view, Some(dec("90")))),
        json!({"id": view.id, "instrument": "AAPL", "qty": 2, "side": "sell", "avgPrice": 100, "unrealizedPl": 20})
    );
    let flat = PositionView {
        quantity: Decimal::ZERO,
        average_price: None,
        ..view
    };
    assert_eq!(BrokerPosition::of(&flat, None), None);

    let execution = BrokerExecution {
        id: ExecutionId::from_parts(0, 1),
        instrument: "AAPL".to_owned(),
        price: WireNumber(dec("100")),
        time: seconds(NOW),
        qty: WireNumber(dec("2")),
        side: Side::Buy,
        order_id: OrderId::from_parts(1, 1),
        is_close: false,
    };
    assert_eq!(
        written(&execution),
        json!({
            "id": execution.id, "instrument": "AAPL", "price": 100, "time": 1_705_314_600, "qty": 2,
            "side": "buy", "orderId": execution.order_id, "isClose": false,
        })
    );
    let whole = Instrument {
        fractionable: false,
        ..Instrument::us_stock("AAPL".parse().unwrap())
    };
    let tick = serde_json::from_str::<Value>("0.01").unwrap();
    assert_eq!(
        written(&BrokerInstrument::of(&whole, "Apple Inc.")),
        json!({
            "name": "AAPL", "description": "Apple Inc.", "pipSize": tick, "pipValue": tick, "minTick": tick,
            "type": "stock", "minQty": 1, "qtyStep": 1,
        })
    );
}
