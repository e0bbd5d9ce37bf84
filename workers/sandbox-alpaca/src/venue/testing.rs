//! An account and a market for tests.

use pinewire_domain::{decimal::Decimal, time::Timestamp, trading::order::OrderClass};
use serde_json::{Value, json};

use super::{
    account::{Account, DataPlan, Environment, Facts},
    asset::Asset,
    order::Order,
    prices::{Point, Prices, Set},
    refusal::Refusal,
    request::OrderRequest,
    submit,
};

pub(crate) fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A Monday, an hour after the opening.
pub(crate) fn noon() -> Timestamp {
    Timestamp::parse("2026-07-06T14:30:00Z").unwrap()
}

pub(crate) fn account() -> Account {
    Account::new(Facts {
        id: "account".to_owned(),
        number: "PA0000001".to_owned(),
        environment: Environment::Paper,
        key_id: "PK".to_owned(),
        secret_key: "secret".to_owned(),
        tokens: Vec::new(),
        created_at: noon(),
        seed: 1,
        ids: 0,
        cash: number("100000"),
        last_equity: number("100000"),
        multiplier: 2,
        shorting: true,
        data_plan: DataPlan::Free,
        status: "ACTIVE".to_owned(),
        trading_blocked: false,
        account_blocked: false,
        revoked: false,
        positions: Vec::new(),
    })
}

pub(crate) fn set(prices: &mut Prices, symbol: &str, at: Timestamp, price: &str, per_second: Option<&str>) {
    let point = Point {
        at,
        price: number(price),
    };
    let asset = Asset::find(symbol).unwrap();
    prices.set(Set::new(asset, point, Vec::new(), per_second.map(number)));
}

/// A market in which Apple costs 100.
pub(crate) fn opened() -> Prices {
    let mut prices = Prices::default();
    set(
        &mut prices,
        "AAPL",
        noon().plus_seconds(-86_400 * 30),
        "100",
        None,
    );
    prices
}

/// A market order for Apple, with changes.
pub(crate) fn body(changes: Value) -> Value {
    let mut body = json!({
        "symbol": "AAPL", "qty": "10", "side": "buy", "type": "market", "time_in_force": "day",
    });
    if let Value::Object(changes) = changes {
        for (name, value) in changes {
            body[name] = value;
        }
    }
    body
}

pub(crate) fn place_at(
    account: &mut Account,
    prices: &Prices,
    changes: Value,
    now: Timestamp,
) -> Result<String, Refusal> {
    let request = OrderRequest::read(&body(changes))?;
    let id = submit::take(account, &request, prices, now)?;
    submit::begin(account, &id, None, prices, now);
    Ok(id)
}

pub(crate) fn place(account: &mut Account, prices: &Prices, changes: Value) -> Result<String, Refusal> {
    place_at(account, prices, changes, noon())
}

pub(crate) fn buy(account: &mut Account, prices: &Prices, qty: &str) -> String {
    place(account, prices, json!({ "qty": qty })).unwrap()
}

/// Status and filled quantity of an order.
pub(crate) fn state(account: &Account, id: &str) -> (&'static str, String) {
    let order = account.order(id).unwrap();
    (order.status.as_str(), order.filled_qty.to_string())
}

/// The target and the stop of an order.
pub(crate) fn exits(account: &Account, id: &str) -> [Order; 2] {
    let legs: Vec<Order> = account.legs(id).cloned().collect();
    assert_eq!(legs[0].class, OrderClass::Bracket);
    legs.try_into().unwrap()
}

pub(crate) fn events(account: &Account) -> Vec<&'static str> {
    account
        .updates
        .iter()
        .map(|update| update.event.as_str())
        .collect()
}
