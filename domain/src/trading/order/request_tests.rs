use super::*;
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn stock() -> Instrument {
    Instrument::us_stock("AAPL".parse().unwrap())
}

fn buy(quantity: &str) -> OrderRequest {
    OrderRequest::market(
        "AAPL".parse().unwrap(),
        Side::Buy,
        Amount::Quantity(dec(quantity)),
    )
}

fn wrong_fields(request: &OrderRequest, instrument: &Instrument) -> Vec<String> {
    match request.validate(instrument, Some(dec("190")), NOW) {
        Ok(()) => Vec::new(),
        Err(errors) => errors.into_iter().map(|error| error.field).collect(),
    }
}

fn limit(side: Side, price: &str) -> OrderRequest {
    OrderRequest {
        side,
        kind: OrderType::Limit,
        limit_price: Some(dec(price)),
        ..buy("10")
    }
}

fn with(request: OrderRequest, target: Option<&str>, stop: Option<&str>) -> OrderRequest {
    let mut request = request;
    request.set_brackets(
        target.map(|price| TakeProfit {
            limit_price: dec(price),
        }),
        stop.map(|price| StopLoss {
            stop_price: dec(price),
            limit_price: None,
        }),
    );
    request
}

#[test]
fn quantities_that_cannot_be_ordered_are_named() {
    let whole_only = Instrument {
        fractionable: false,
        ..stock()
    };
    for (quantity, instrument, fields) in [
        ("1", stock(), &[] as &[&str]),
        ("0.000000001", stock(), &[]),
        ("0", stock(), &["quantity"]),
        ("-1", stock(), &["quantity"]),
        ("1000000001", stock(), &["quantity"]),
        ("0.0000000001", stock(), &["quantity"]),
        ("0.5", whole_only.clone(), &["quantity"]),
        ("2", whole_only, &[]),
        (
            "2",
            Instrument {
                tradable: false,
                ..stock()
            },
            &["symbol"],
        ),
    ] {
        assert_eq!(wrong_fields(&buy(quantity), &instrument), fields, "{quantity}");
    }
}

#[test]
fn every_type_has_its_prices_and_no_others() {
    for (kind, limit_price, stop_price, fields) in [
        (OrderType::Market, None, None, &[] as &[&str]),
        (OrderType::Market, Some("1"), None, &["limit_price"]),
        (OrderType::Limit, Some("190.01"), None, &[]),
        (OrderType::Limit, None, Some("1"), &["limit_price", "stop_price"]),
        (OrderType::Limit, Some("190.001"), None, &["limit_price"]),
        (OrderType::Limit, Some("0.0001"), None, &[]),
        (OrderType::Limit, Some("0.00001"), None, &["limit_price"]),
        (OrderType::Stop, None, Some("0"), &["stop_price"]),
        (OrderType::StopLimit, Some("190"), Some("189"), &[]),
    ] {
        let request = OrderRequest {
            kind,
            limit_price: limit_price.map(dec),
            stop_price: stop_price.map(dec),
            ..buy("1")
        };
        assert_eq!(wrong_fields(&request, &stock()), fields, "{request:?}");
    }
}

#[test]
fn fractions_and_money_are_for_plain_day_orders() {
    let gtc = OrderRequest {
        duration: TimeInForce::Gtc,
        ..buy("0.5")
    };
    assert_eq!(wrong_fields(&gtc, &stock()), ["duration"]);
    assert_eq!(
        wrong_fields(&with(buy("0.5"), None, Some("180")), &stock()),
        ["quantity"]
    );
    let money = |amount| OrderRequest {
        amount: Amount::Notional(dec(amount)),
        ..buy("1")
    };
    assert!(wrong_fields(&money("250.50"), &stock()).is_empty());
    assert_eq!(wrong_fields(&money("250.505"), &stock()), ["notional"]);
    assert_eq!(
        wrong_fields(
            &OrderRequest {
                amount: Amount::Notional(dec("5")),
                ..limit(Side::Buy, "190")
            },
            &stock()
        ),
        ["notional"]
    );
}

#[test]
fn durations_fit_type_market_and_time() {
    let lasting = |duration, expires_at| OrderRequest {
        duration,
        expires_at,
        ..limit(Side::Buy, "190")
    };
    let later = Some(NOW.plus_seconds(60));
    assert!(wrong_fields(&lasting(TimeInForce::Gtd, later), &stock()).is_empty());
    for request in [
        lasting(TimeInForce::Gtd, None),
        lasting(TimeInForce::Gtd, Some(NOW)),
        lasting(TimeInForce::Day, later),
    ] {
        assert_eq!(wrong_fields(&request, &stock()), ["expires_at"]);
    }
    let stop = OrderRequest {
        kind: OrderType::Stop,
        stop_price: Some(dec("180")),
        duration: TimeInForce::Ioc,
        ..buy("1")
    };
    assert_eq!(wrong_fields(&stop, &stock()), ["duration"]);
    let crypto = Instrument {
        market: MarketKind::Crypto,
        ..stock()
    };
    assert_eq!(wrong_fields(&buy("0.5"), &crypto), ["duration"]);
    let early = OrderRequest {
        extended_hours: true,
        ..buy("1")
    };
    assert_eq!(wrong_fields(&early, &stock()), ["extendedHours"]);
}

#[test]
fn targets_and_stops_lie_on_their_sides() {
    let sell = || OrderRequest {
        side: Side::Sell,
        ..buy("10")
    };
    for (request, fields) in [
        (with(buy("10"), Some("200"), Some("180")), &[] as &[&str]),
        (with(sell(), Some("180"), Some("200")), &[]),
        (with(buy("10"), Some("180"), None), &["take_profit"]),
        (with(buy("10"), None, Some("190")), &["stop_loss"]),
        (with(sell(), None, Some("180")), &["stop_loss"]),
        (
            with(limit(Side::Buy, "100"), Some("110"), Some("105")),
            &["stop_loss"],
        ),
        (
            OrderRequest {
                class: OrderClass::Bracket,
                ..with(buy("10"), Some("200"), None)
            },
            &["class"],
        ),
        (
            OrderRequest {
                class: OrderClass::Oco,
                ..with(limit(Side::Sell, "200"), None, Some("180"))
            },
            &[],
        ),
        (
            OrderRequest {
                class: OrderClass::Oco,
                ..with(limit(Side::Sell, "200"), None, Some("201"))
            },
            &["stop_loss"],
        ),
    ] {
        assert_eq!(wrong_fields(&request, &stock()), fields, "{request:?}");
    }
}
