use super::*;
use crate::decimal::Decimal;
use crate::time::Timestamp;
use crate::trading::order::{
    Amount, OrderClass, OrderRequest, OrderType, Side, StopLoss, TakeProfit, TimeInForce,
};
use crate::trading::sequencer::Answer;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

const ORDER: &str = r#"{"id":"61e69015-8549-4bfd-b9c3-01e75843f47d","client_order_id":"ord_1","created_at":"2024-03-16T18:38:01.942282Z","updated_at":"2024-03-16T18:38:02.1Z","submitted_at":"2024-03-16T18:38:01.937734Z","filled_at":null,"replaces":null,"replaced_by":null,"asset_id":"b0b6dd9d","symbol":"AAPL","asset_class":"us_equity","notional":null,"qty":"10","filled_qty":"4","filled_avg_price":"189.505","order_class":"bracket","type":"limit","side":"buy","time_in_force":"day","limit_price":"190","stop_price":null,"status":"partially_filled","extended_hours":false,"legs":[{"id":"leg-1","client_order_id":"x","created_at":"2024-03-16T18:38:01Z","updated_at":null,"replaces":null,"replaced_by":null,"symbol":"AAPL","notional":null,"qty":10,"filled_qty":"0","filled_avg_price":null,"type":"trailing_stop","side":"sell","time_in_force":"day","limit_price":null,"stop_price":"180","status":"moonlit","legs":null}],"trail_percent":null}"#;

#[test]
fn an_order_is_read_with_its_legs() {
    let order = read_order(&json(ORDER)).unwrap();
    assert_eq!(
        (order.quantity, order.filled_quantity),
        (Some(dec("10")), dec("4"))
    );
    assert_eq!(order.filled_average_price, Some(dec("189.505")));
    assert_eq!(order.updated_at.to_string(), "2024-03-16T18:38:02.100Z");
    let leg = &order.legs[0];
    assert_eq!(
        (leg.kind, leg.side, leg.status.as_str()),
        (OrderType::Stop, Side::Sell, "moonlit")
    );
    assert_eq!(leg.quantity, Some(dec("10")));
}

#[test]
fn what_makes_no_sense_is_no_order() {
    for (field, wrong, why) in [
        ("id", json("7"), "order's id"),
        ("symbol", json("null"), "order's symbol"),
        ("side", json("\"hold\""), "order's side"),
        ("qty", json("\"ten\""), "qty"),
        ("filled_qty", json("true"), "filled_qty"),
        ("created_at", json("null"), "order's created_at"),
        ("updated_at", json("\"yesterday\""), "updated_at"),
        ("legs", json("[{}]"), "order's side"),
    ] {
        let mut order = json(ORDER);
        order[field] = wrong;
        assert_eq!(read_order(&order), Err(Unreadable(why)), "{field}");
    }
}

#[test]
fn only_fills_are_executions() {
    let update = |event: &str| {
        let text = format!(
            r#"{{"event":"{event}","execution_id":"e1","price":"189.5","qty":"4","position_qty":"4","timestamp":"2024-03-16T18:38:02Z","order":{ORDER}}}"#
        );
        read_update(&json(&text)).unwrap().1
    };
    let fill = update("partial_fill").unwrap();
    assert_eq!(
        (fill.key.as_str(), fill.quantity, fill.price),
        ("e1", dec("4"), dec("189.5"))
    );
    assert_eq!(update("canceled"), None);
}

fn body(request: &OrderRequest) -> String {
    serde_json::to_string(&OrderBody::new(request, "ord_1.1")).unwrap()
}

#[test]
fn bodies_say_what_alpaca_expects() {
    let plain = OrderRequest::market(
        "NASDAQ:AAPL".parse().unwrap(),
        Side::Buy,
        Amount::Notional(dec("25.5")),
    );
    assert_eq!(
        body(&plain),
        r#"{"symbol":"AAPL","notional":"25.5","side":"buy","type":"market","time_in_force":"day","client_order_id":"ord_1.1","order_class":"simple"}"#
    );
    let stop = StopLoss {
        stop_price: dec("180"),
        limit_price: None,
    };
    let mut bracket = OrderRequest {
        kind: OrderType::Limit,
        limit_price: Some(dec("190")),
        amount: Amount::Quantity(dec("1")),
        ..plain
    };
    bracket.set_brackets(
        Some(TakeProfit {
            limit_price: dec("200"),
        }),
        Some(stop),
    );
    assert!(body(&bracket).ends_with(
        r#""limit_price":"190","client_order_id":"ord_1.1","order_class":"bracket","take_profit":{"limit_price":"200"},"stop_loss":{"stop_price":"180"}}"#
    ));
    let oco = OrderRequest {
        class: OrderClass::Oco,
        take_profit: None,
        side: Side::Sell,
        duration: TimeInForce::Gtc,
        ..bracket
    };
    assert!(body(&oco).ends_with(
        r#""time_in_force":"gtc","client_order_id":"ord_1.1","order_class":"oco","take_profit":{"limit_price":"190"},"stop_loss":{"stop_price":"180"}}"#
    ));
}

#[test]
fn only_a_clear_no_is_a_no() {
    let later = Timestamp::from_millis(5);
    let submit = |status, body: &str| answer_to_submit(status, body, later);
    assert!(matches!(submit(200, ORDER), Answer::Order(_)));
    let refused = submit(
        403,
        r#"{"code":40310000,"message":"insufficient buying power","buying_power":"1"}"#,
    );
    let Answer::Refused(refused) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (refused.code.as_str(), refused.message.as_str()),
        ("40310000", "insufficient buying power")
    );
    assert_eq!(
        submit(
            422,
            r#"{"code":40010001,"message":"client_order_id must be unique"}"#
        ),
        Answer::AlreadySent
    );
    assert_eq!(submit(429, "{}"), Answer::Throttled { until: later });
    for (status, body) in [(500, "{}"), (504, "<html>"), (200, "{}"), (408, ""), (302, "")] {
        assert_eq!(submit(status, body), Answer::Lost, "{status}");
    }
    assert!(matches!(
        submit(401, r#"{"message":"unauthorized."}"#),
        Answer::Refused(_)
    ));
    assert_eq!(answer_to_cancel(204, "", later), Answer::Done);
    assert!(matches!(answer_to_cancel(422, "{}", later), Answer::Refused(_)));
    assert_eq!(answer_to_look_up(404, "{}"), Answer::Absent);
    assert_eq!(answer_to_look_up(401, "{}"), Answer::Lost);
}

#[test]
fn positions_have_a_sign() {
    let short =
        r#"{"symbol":"AAPL","qty":"-5","avg_entry_price":"100.0","side":"short","market_value":"-500"}"#;
    assert_eq!(read_position(&json(short)).unwrap().quantity, dec("-5"));
}

#[test]
fn bars_clock_and_account_are_read() {
    let bars = r#"{"bars":{"AAPL":[{"t":"2024-01-02T05:00:00Z","o":187.15,"h":188.44,"l":183.885,"c":185.64,"v":82488700,"n":1,"vw":185.9}]},"next_page_token":null}"#;
    let bars: Bars = serde_json::from_str(bars).unwrap();
    assert_eq!(bars.bars["AAPL"][0].l, dec("183.885"));
    let clock = r#"{"timestamp":"2024-01-02T11:00:00.123456789-05:00","is_open":true,"next_open":"2024-01-03T09:30:00-05:00","next_close":"2024-01-02T16:00:00-05:00"}"#;
    let clock: Clock = serde_json::from_str(clock).unwrap();
    assert_eq!(clock.next_close.to_string(), "2024-01-02T21:00:00.000Z");
    let account = r#"{"id":"a","account_number":"PA1","status":"ACTIVE","currency":"USD","equity":"100000.5","cash":"1","buying_power":"2","trading_blocked":false,"account_blocked":false}"#;
    let figures = read_figures(&json(account), Timestamp::EPOCH).unwrap();
    assert_eq!(figures.equity, dec("100000.5"));
}
