//! The answers of the panel and the data side against the specification's required fields and words.

use serde_json::{Value, json};

use super::*;
use crate::id::BrokerAccountId;
use crate::time::Timestamp;
use crate::trading::aggregate::Candle;
use crate::trading::order::{
    Amount, Instrument, MarketKind, OrderRequest, Side, StopLoss, TakeProfit, TimeInForce,
};
use crate::trading::risk::{PlanLimits, Refusal, RiskLimits, Rule};
use crate::trading::sequencer::{Figures, Settings, State};
use crate::trading::wire_number::WireNumber;

const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn number(text: &str) -> WireNumber {
    WireNumber(dec(text))
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn account() -> BrokerAccountId {
    BrokerAccountId::from_parts(1, 1)
}

#[test]
fn an_account_tells_every_flag_by_the_specifications_name() {
    let stocks = written(&BrokerAccount::of(
        account(),
        "Paper",
        false,
        &[MarketKind::Stocks],
    ));
    for required in ["id", "name", "type", "config"] {
        assert!(!stocks[required].is_null(), "{required}");
    }
    assert_eq!(
        stocks["config"],
        json!({
            "supportPositions": true, "supportOrdersHistory": true, "supportExecutions": true,
            "supportOrderBrackets": true, "supportMarketBrackets": true, "supportPositionBrackets": true,
            "supportStopLimitOrders": true, "supportPartialOrderExecution": true, "supportEditAmount": true,
            "supportModifyOrderPrice": true, "supportReversePosition": true,
            "supportNativeReversePosition": true, "supportClosePosition": true,
            "supportPartialClosePosition": true, "supportPLUpdate": true, "supportLevel2Data": false,
            "supportModifyOrder": true, "supportModifyDuration": true, "supportModifyBrackets": true,
            "supportTrailingStop": false, "supportMultiposition": false, "supportPlaceOrderPreview": true,
            "supportModifyOrderPreview": true, "supportBalances": false, "supportLeverage": false,
            "supportCustomAccountSummaryRow": true, "supportLogout": true,
        })
    );
    let both = BrokerAccount::of(account(), "Live", true, MarketKind::ALL);
    assert_eq!((both.kind, both.config.support_balances), ("live", true));
}

/// The list and the order check must not disagree: what can be chosen is accepted, what is not there is refused.
#[test]
fn exactly_the_durations_that_the_order_check_accepts_can_be_chosen() {
    for market in MarketKind::ALL {
        let instrument = Instrument {
            market: *market,
            ..Instrument::us_stock("AAPL".parse().unwrap())
        };
        let offered = durations(&[*market]);
        for duration in TimeInForce::ALL {
            for kind in OrderType::ALL {
                let request = OrderRequest {
                    kind: *kind,
                    duration: *duration,
                    expires_at: (*duration == TimeInForce::Gtd).then(|| NOW.plus_seconds(3600)),
                    limit_price: kind.has_limit().then(|| dec("100")),
                    stop_price: kind.has_stop().then(|| dec("100")),
                    ..OrderRequest::market(instrument.symbol.clone(), Side::Buy, Amount::Quantity(dec("1")))
                };
                let is_accepted = request.validate(&instrument, None, NOW).is_ok();
                let is_offered = offered
                    .iter()
                    .filter(|offer| offer.id == duration.as_str())
                    .any(|offer| offer.supported_order_types.contains(&type_word(*kind)));
                assert_eq!(is_offered, is_accepted, "{market} {duration} {kind}");
            }
        }
        let defaults: Vec<_> = offered.iter().filter(|offer| offer.is_default).collect();
        assert_eq!(defaults.len(), 1);
        assert_eq!(defaults[0].id, market.default_duration().as_str());
    }
}

#[test]
fn crypto_knows_neither_days_nor_auctions() {
    assert_eq!(
        written(&durations(&[MarketKind::Crypto])),
        json!([
            {"id": "gtc", "title": "Good till cancelled", "hasDatePicker": false, "hasTimePicker": false,
             "default": true, "supportedOrderTypes": ["market", "limit", "stop", "stoplimit"]},
            {"id": "ioc", "title": "Immediate or cancel", "hasDatePicker": false, "hasTimePicker": false,
             "supportedOrderTypes": ["market", "limit"]},
            {"id": "gtd", "title": "Good till date", "hasDatePicker": true, "hasTimePicker": true,
             "supportedOrderTypes": ["market", "limit", "stop", "stoplimit"]},
        ])
    );
    let form = OrderForm {
        instrument: Some("BTCUSD".to_owned()),
        side: Some("buy".to_owned()),
        qty: Some("0.1".to_owned()),
        ..OrderForm::default()
    };
    let duration = |market| read_order(&form, |_| market).unwrap().duration;
    assert_eq!(duration(MarketKind::Crypto), TimeInForce::Gtc);
    assert_eq!(duration(MarketKind::Stocks), TimeInForce::Day);
}

fn state() -> State {
    let settings = Settings {
        inactive: None,
        limits: RiskLimits::unlimited(),
        plan: PlanLimits::unlimited("pro"),
        trades_elsewhere: 0,
    };
    State::new(account(), settings)
}

#[test]
fn the_state_has_a_cell_for_every_column_of_the_config() {
    let mut state = state();
    assert_eq!(AccountMoney::of(&state.view(NOW), |_| None), None);
    state.core.figures = Some(Figures {
        equity: dec("10050.5"),
        cash: dec("9000"),
        buying_power: dec("18000"),
        at: NOW,
    });
    let symbol: crate::symbol::Symbol = "AAPL".parse().unwrap();
    let entry = |key: &str, side, quantity: &str, price: &str| crate::trading::position::Entry {
        at: NOW,
        key: key.to_owned(),
        kind: crate::trading::position::EntryKind::Fill {
            fee: Decimal::ZERO,
            side,
            quantity: dec(quantity),
            price: dec(price),
        },
    };
    let book = state.books.or_default(symbol);
    book.put(entry("1", Side::Buy, "10", "100"));
    book.put(entry("2", Side::Sell, "2", "104"));
    state.core.day.start_realised = dec("3");

    let told = written(&AccountState::of(
        &AccountMoney::of(&state.view(NOW), |_| Some(dec("105"))).unwrap(),
    ));
    assert_eq!(
        told,
        json!({
            "balance": 9000, "unrealizedPl": 40, "equity": written(&number("10050.5")),
            "amData": [[["9000.00", "10050.50", "18000.00", "40.00", "5.00"]]],
            "accountSummaryRowData": ["18000.00", "5.00", "40.00", "10050.50"],
        })
    );
    let config = written(&BrokerConfig::new());
    let columns = config["accountManager"][0]["columns"].as_array().unwrap();
    assert_eq!(columns.len(), told["amData"][0][0].as_array().unwrap().len());
    let summary = config["accountSummaryRow"].as_array().unwrap();
    assert_eq!(
        summary.len(),
        told["accountSummaryRowData"].as_array().unwrap().len()
    );
    for column in columns.iter().chain(summary) {
        assert!(column["id"].is_string() && column["title"].is_string());
    }
    for duration in config["durations"].as_array().unwrap() {
        for required in ["id", "title", "hasDatePicker", "hasTimePicker"] {
            assert!(!duration[required].is_null(), "{required}");
        }
    }
    assert_eq!(
        config["pullingInterval"],
        json!({"quotes": 500, "orders": 500, "positions": 1000, "accountManager": 500, "balances": 1000})
    );
}

fn bracket() -> OrderRequest {
    let mut request = OrderRequest::market("AAPL".parse().unwrap(), Side::Buy, Amount::Quantity(dec("10")));
    request.set_brackets(
        Some(TakeProfit {
            limit_price: dec("110"),
        }),
        Some(StopLoss {
            stop_price: dec("95"),
            limit_price: None,
        }),
    );
    request
}

#[test]
fn a_preview_says_what_the_order_costs_gains_and_loses() {
    let request = bracket();
    let estimate = Estimate {
        position: Decimal::ZERO,
        price: Some(dec("100")),
        commission: dec("1.5"),
    };
    let confirm_id = confirmation(account(), &request).unwrap();
    let warnings = vec!["The market is closed.".to_owned()];
    let preview = OrderPreview::of(confirm_id.clone(), &request, &estimate, warnings);
    assert_eq!(
        written(&preview),
        json!({
            "confirmId": confirm_id,
            "sections": [
                {"header": "Order", "rows": [
                    {"title": "Side", "value": "buy"}, {"title": "Type", "value": "market"},
                    {"title": "Quantity", "value": "10"}, {"title": "Duration", "value": "day"},
                ]},
                {"header": "Cost", "rows": [
                    {"title": "Estimated price", "value": "100"},
                    {"title": "Estimated value", "value": "1000.00"},
                    {"title": "Estimated commission", "value": "1.50"},
                ]},
                {"header": "Target and stop", "rows": [
                    {"title": "Target", "value": "110"}, {"title": "P/L at the target", "value": "100.00"},
                    {"title": "Stop", "value": "95"}, {"title": "P/L at the stop", "value": "-50.00"},
                ]},
                {"header": "Position", "rows": [
                    {"title": "Now", "value": "0"}, {"title": "Once filled", "value": "10"},
                ]},
            ],
            "warnings": ["The market is closed."],
        })
    );
}

#[test]
fn a_refused_preview_has_errors_and_nothing_to_confirm() {
    let slip = Reply::Refused(Refusal::new(Rule::FatFinger, 20, 40));
    assert!(needs_confirmation(&slip).unwrap().contains("fat_finger"));
    let refused = Reply::Refused(Refusal::new(Rule::KillSwitch, "off", "on"));
    assert_eq!(needs_confirmation(&refused), None);
    let preview = written(&OrderPreview::refused(&refused));
    assert_eq!(preview["sections"], json!([]));
    assert_eq!(preview["errors"].as_array().unwrap().len(), 1);
    assert!(preview["confirmId"].is_null());
}

#[test]
fn a_confirmation_is_of_one_order_of_one_account() {
    let confirmed = confirmation(account(), &bracket());
    assert_eq!(confirmed, confirmation(account(), &bracket()));
    let mut other = bracket();
    other.amount = Amount::Quantity(dec("11"));
    assert_ne!(confirmed, confirmation(account(), &other));
    let elsewhere = BrokerAccountId::from_parts(1, 2);
    assert_ne!(confirmed, confirmation(elsewhere, &bracket()));
}

#[test]
fn quotes_and_depth_have_the_required_fields() {
    let quotes = [
        BrokerQuote::Ok {
            n: "AAPL".to_owned(),
            v: BrokerQuoteValues {
                ask: number("100.1"),
                bid: number("100"),
                lp: None,
            },
        },
        BrokerQuote::Error {
            n: "OOPS".to_owned(),
            errmsg: "Unknown symbol.".to_owned(),
        },
    ];
    assert_eq!(
        serde_json::to_string(&quotes).unwrap(),
        r#"[{"s":"ok","n":"AAPL","v":{"ask":100.1,"bid":100}},{"s":"error","n":"OOPS","errmsg":"Unknown symbol."}]"#
    );
    let level = |price, volume| (number(price), number(volume));
    let depth = Depth::new(
        vec![level("102", "1"), level("101", "2"), level("100.5", "0")],
        vec![level("99", "1"), level("100", "2")],
    );
    assert_eq!(
        serde_json::to_string(&depth).unwrap(),
        r#"{"asks":[[101,2],[102,1]],"bids":[[100,2],[99,1]]}"#
    );
}

#[test]
fn frames_are_lines_of_compact_json() {
    let bar = Candle {
        time: NOW,
        open: dec("1"),
        high: dec("3"),
        low: dec("0.5"),
        close: dec("2"),
        volume: dec("10"),
    };
    let quote = Frame::Quote {
        id: "AAPL".to_owned(),
        t: 1,
        ap: number("2"),
        ask_size: number("3"),
        bp: number("1"),
        bs: number("4"),
    };
    let trade = Frame::trade("AAPL", dec("2.5"), dec("7"), NOW).unwrap();
    let lines = [quote, trade, Frame::daily("AAPL", &bar)].map(|frame| frame.line().unwrap());
    assert_eq!(
        lines.concat(),
        "{\"f\":\"q\",\"id\":\"AAPL\",\"t\":1,\"ap\":2,\"as\":3,\"bp\":1,\"bs\":4}\n\
         {\"f\":\"t\",\"id\":\"AAPL\",\"p\":2.5,\"s\":7,\"t\":1705314600}\n\
         {\"f\":\"d\",\"id\":\"AAPL\",\"o\":1,\"h\":3,\"l\":0.5,\"c\":2,\"v\":10,\"t\":1705314600}\n"
    );
    assert_eq!(Frame::trade("AAPL", dec("2.5"), Decimal::ZERO, NOW), None);
}

#[test]
fn balances_never_hold_more_than_there_is() {
    let coins = Balance::of("BTC", dec("2"), dec("0.5"), Some((dec("90000.004"), "USD")));
    assert_eq!(
        written(&coins),
        json!({
            "symbol": "BTC", "total": 2, "available": written(&number("1.5")),
            "reserved": written(&number("0.5")), "value": 90000, "valueCurrency": "USD",
        })
    );
    let owed = Balance::of("USD", dec("-5"), dec("3"), None);
    assert_eq!((owed.available, owed.reserved), (number("-5"), number("0")));
}

#[test]
fn the_mapping_has_no_envelope() {
    let symbols = ["NASDAQ:AAPL", "MSFT", "NYSE:AAPL"].map(|symbol| symbol.parse().unwrap());
    assert_eq!(
        serde_json::to_string(&Mapping::of(&symbols)).unwrap(),
        r#"{"symbols":[{"f":["AAPL"],"s":"NASDAQ:AAPL"}],"fields":["brokerSymbol"]}"#
    );
}
