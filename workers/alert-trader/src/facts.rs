//! What an alert says, what its symbol trades at, and where the account stands.

use pinewire_domain::{
    decimal::Decimal,
    id::{BrokerAccountId, OrderId, StrategyBindingId, UserId},
    signal::{Direction, SignalSource},
    symbol::Symbol,
    time::Timestamp,
    trading::{
        broker::LinkStatus,
        order::{Instrument, MarketKind, OrderStatus, Role, Side},
        sequencer::Facts,
        sizing::{Alert, BindingRules},
    },
};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    trading::{accounts, market, sequencer},
};
use serde::Deserialize;
use serde_json::Value;

/// Where senders put a stop.
const STOP_FIELDS: [&str; 5] = ["stop_loss", "stop_price", "stopLoss", "stop", "sl"];

/// An alert as it is stored.
#[derive(Debug, FromRow)]
pub(crate) struct AlertRow {
    ticker: String,
    exchange: Option<String>,
    direction: Option<Direction>,
    pub(crate) strategy: Option<String>,
    source: SignalSource,
    extra: Option<String>,
    parameters: Option<String>,
    raised_at: Timestamp,
}

impl AlertRow {
    pub(crate) fn is_test(&self) -> bool {
        self.source == SignalSource::Test
    }

    pub(crate) fn is_too_old(&self, rules: &BindingRules, now: Timestamp) -> bool {
        now.millis_since(self.raised_at) > i64::from(rules.max_age_s) * 1000
    }

    /// An alert that was approved counts as raised then.
    pub(crate) const fn raise_at(&mut self, at: Timestamp) {
        self.raised_at = at;
    }

    pub(crate) fn alert(&self) -> Alert {
        let stop = |text: &Option<String>| stop_price(text.as_deref()?);
        Alert {
            direction: self.direction,
            stop_price: stop(&self.extra).or_else(|| stop(&self.parameters)),
            at: self.raised_at,
        }
    }
}

/// The stop in a JSON object of the sender's: a number, its text, or an object with `stopPrice`.
fn stop_price(json: &str) -> Option<Decimal> {
    let fields: Value = serde_json::from_str(json).ok()?;
    let number = |value: &Value| match value {
        Value::Number(number) => Decimal::parse(&number.to_string()).ok(),
        Value::String(text) => Decimal::parse(text.trim()).ok(),
        _ => None,
    };
    let price = STOP_FIELDS.iter().find_map(|name| {
        let value = fields.get(name)?;
        number(value).or_else(|| number(value.get("stopPrice")?))
    });
    price.filter(|price| *price > Decimal::ZERO)
}

/// The alert's symbol, as far as it is known.
#[derive(Debug, Clone)]
pub(crate) struct Market {
    pub(crate) instrument: Option<Instrument>,
    /// What a unit trades at.
    pub(crate) price: Option<Decimal>,
    /// Whether it trades now.
    pub(crate) is_open: bool,
}

impl Market {
    pub(crate) async fn of(cx: &Cx, alert: &AlertRow) -> Result<Self> {
        let name = Symbol::parse_parts(alert.exchange.as_deref().unwrap_or_default(), &alert.ticker).ok();
        let instrument = match &name {
            Some(name) => market::instrument(cx, name).await?,
            None => None,
        };
        let Some(instrument) = instrument else {
            return Ok(Self {
                instrument: None,
                price: None,
                is_open: false,
            });
        };
        let quotes = market::quote(cx, std::slice::from_ref(&instrument.symbol)).await?;
        let price = quotes.first().and_then(market::Quote::price);
        let is_open = match instrument.market {
            MarketKind::Crypto => true,
            MarketKind::Stocks => market::session(cx, None).await?.is_open,
        };
        Ok(Self {
            instrument: Some(instrument),
            price,
            is_open,
        })
    }

    pub(crate) fn symbol(&self) -> Option<String> {
        self.instrument
            .as_ref()
            .map(|instrument| instrument.symbol.to_string())
    }

    pub(crate) fn facts(&self) -> Facts {
        Facts {
            instrument: self.instrument.clone(),
            price: self.price,
        }
    }
}

/// An account, as far as alerts depend on it: a part of [`AccountView`](pinewire_domain::trading::sequencer::AccountView).
#[derive(Debug, Deserialize)]
pub(crate) struct AccountState {
    opened: bool,
    inactive: Option<String>,
    pub(crate) orders: Vec<OrderState>,
    pub(crate) positions: Vec<PositionState>,
    pub(crate) figures: Option<Worth>,
}

/// An order of it.
#[derive(Debug, Deserialize)]
pub(crate) struct OrderState {
    pub(crate) id: OrderId,
    pub(crate) binding_id: Option<StrategyBindingId>,
    pub(crate) symbol: Symbol,
    pub(crate) side: Side,
    pub(crate) role: Role,
    pub(crate) reduce_only: bool,
    pub(crate) status: OrderStatus,
}

/// A position of it.
#[derive(Debug, Deserialize)]
pub(crate) struct PositionState {
    pub(crate) symbol: Symbol,
    pub(crate) quantity: Decimal,
}

/// What it is worth.
#[derive(Debug, Deserialize)]
pub(crate) struct Worth {
    pub(crate) equity: Decimal,
}

/// Where an account stands; `None` if it can't be used.
pub(crate) async fn account(cx: &Cx, user_id: &UserId, id: &BrokerAccountId) -> Result<Option<AccountState>> {
    let account = accounts::find(cx, user_id, id).await?;
    if account.is_none_or(|account| account.status != LinkStatus::Active) {
        return Ok(None);
    }
    let view: AccountState = sequencer::view_as(cx, id, cx.now()).await?;
    if view.inactive.is_some() {
        return Ok(None);
    }
    if !view.opened {
        return Err(Error::retry("the account's books have not been read yet"));
    }
    Ok(Some(view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_is_found_where_senders_put_it() {
        for (json, expected) in [
            (r#"{"stop_loss": 189.5}"#, Some("189.5")),
            (r#"{"stop_loss": "189.50"}"#, Some("189.5")),
            (
                r#"{"stopLoss": {"type": "stop", "stopPrice": 189.5}}"#,
                Some("189.5"),
            ),
            (r#"{"sl": 1, "stop_loss": 2}"#, Some("2")),
            (r#"{"stop_loss": "NaN"}"#, None),
            (r#"{"stop_loss": -1}"#, None),
            ("{}", None),
            ("not JSON", None),
        ] {
            let expected = expected.map(|text| Decimal::parse(text).unwrap());
            assert_eq!(stop_price(json), expected, "{json}");
        }
    }
}
