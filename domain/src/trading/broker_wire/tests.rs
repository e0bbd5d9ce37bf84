use serde_json::{Value, json};

use super::*;
use crate::decimal::Decimal;
use crate::id::{BrokerAccountId, OrderId, PositionId};
use crate::time::Timestamp;
use crate::trading::execution::VenueExecution;
use crate::trading::order::{
    Amount, Instrument, MarketKind, Order, OrderClass, OrderRequest, OrderStatus, OrderType, Origin, Role,
    Side, StopLoss,
};
use crate::trading::risk::{Refusal, Rule};
use crate::trading::sequencer::PositionView;

const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
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
        written(&BrokerOrder::of(&order, None)),
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
        let written = BrokerOrder::of(&order, None);
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
    let waiting = BrokerOrder::of(&stop, Some("pos_1"));
    assert_eq!(
        (waiting.status, waiting.kind, waiting.side),
        ("inactive", "stop", Side::Sell)
    );
    assert_eq!(
        (waiting.parent_id, waiting.parent_type),
        (Some(entry.id.to_string()), Some("order"))
    );
    stop.status = OrderStatus::Working;
    let working = BrokerOrder::of(&stop, Some("pos_1"));
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

    let fill = VenueExecution {
        fee: Decimal::ZERO,
        key: "x".to_owned(),
        venue_order_id: "v".to_owned(),
        symbol: "AAPL".parse().unwrap(),
        side: Side::Buy,
        quantity: dec("2"),
        price: dec("100"),
        at: NOW,
    };
    let account = BrokerAccountId::from_parts(1, 1);
    let order = OrderId::from_parts(1, 1);
    assert_eq!(
        written(&BrokerExecution::of(account, order, &fill, false)),
        json!({
            "id": fill.id(account), "instrument": "AAPL", "price": 100, "time": 1_705_314_600, "qty": 2,
            "side": "buy", "orderId": order, "isClose": false,
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
