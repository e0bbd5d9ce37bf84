//! The forms that orders are placed and changed with.

use core::str::FromStr;

use serde::Deserialize;

use crate::decimal::Decimal;
use crate::id::OrderId;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::order::{
    Amount, MarketKind, OrderRequest, OrderType, Role, Side, StopLoss, TakeProfit, TimeInForce,
};
use crate::validation::FieldError;

/// The body of a place or change, as it comes: every field is text, and what is not wanted may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderForm {
    /// Of what.
    pub instrument: Option<String>,
    /// `buy`, `sell`
    pub side: Option<String>,
    /// `market`, `limit`, `stop`, `stoplimit`
    pub kind: Option<String>,
    /// Units.
    pub qty: Option<String>,
    /// The limit.
    pub limit_price: Option<String>,
    /// The stop.
    pub stop_price: Option<String>,
    /// An id of `/config`'s durations.
    pub duration_type: Option<String>,
    /// Until when, in seconds.
    pub duration_date_time: Option<String>,
    /// The stop of the position that it opens.
    pub stop_loss: Option<String>,
    /// Its target.
    pub take_profit: Option<String>,
    /// Not offered.
    pub trailing_stop_pips: Option<String>,
}

impl OrderForm {
    /// The form whose fields `field` tells by the protocol's names.
    pub fn read(field: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            instrument: field("instrument"),
            side: field("side"),
            kind: field("type"),
            qty: field("qty"),
            limit_price: field("limitPrice"),
            stop_price: field("stopPrice"),
            duration_type: field("durationType"),
            duration_date_time: field("durationDateTime"),
            stop_loss: field("stopLoss"),
            take_profit: field("takeProfit"),
            trailing_stop_pips: field("trailingStopPips"),
        }
    }
}

struct Reader(Vec<FieldError>);

impl Reader {
    fn read<T: FromStr>(&mut self, field: &str, text: Option<&String>, expected: &str) -> Option<T> {
        let text = text.map(|text| text.trim()).filter(|text| !text.is_empty())?;
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.0.push(FieldError::new(field, expected));
        }
        parsed
    }

    fn number(&mut self, field: &str, text: Option<&String>) -> Option<Decimal> {
        self.read(field, text, "Use a number such as 189.5.")
    }

    fn require<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.0.iter().any(|error| error.field == field) {
            self.0.push(FieldError::new(field, "This field is missing."));
        }
        value
    }

    fn done<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }

    fn duration(&mut self, form: &OrderForm) -> Option<TimeInForce> {
        self.read(
            "durationType",
            form.duration_type.as_ref(),
            "Use one of the durations of /config.",
        )
    }

    fn until(&mut self, form: &OrderForm) -> Option<Timestamp> {
        let seconds: Option<i64> = self.read(
            "durationDateTime",
            form.duration_date_time.as_ref(),
            "Use seconds since 1970.",
        );
        seconds.map(|seconds| Timestamp::from_millis(seconds.saturating_mul(1000)))
    }

    /// Target and stop. Stops that follow the price are refused.
    fn brackets(&mut self, form: &OrderForm) -> (Option<TakeProfit>, Option<StopLoss>) {
        let stop_loss = self.number("stopLoss", form.stop_loss.as_ref());
        let take_profit = self.number("takeProfit", form.take_profit.as_ref());
        let trailing = form.trailing_stop_pips.as_ref();
        if trailing.is_some_and(|pips| !pips.trim().is_empty()) {
            let message = "Trailing stops are not offered.";
            self.0.push(FieldError::new("trailingStopPips", message));
        }
        (
            take_profit.map(|limit_price| TakeProfit { limit_price }),
            stop_loss.map(|stop_price| StopLoss {
                stop_price,
                limit_price: None,
            }),
        )
    }
}

/// The order that a form asks for. Without a duration it stands as long as is usual in the market that `market_of` names
/// for its symbol. Whether it can be sent is [`OrderRequest::validate`]'s to say.
pub fn read_order(
    form: &OrderForm,
    market_of: impl FnOnce(&Symbol) -> MarketKind,
) -> Result<OrderRequest, Vec<FieldError>> {
    let mut reader = Reader(Vec::new());
    let symbol: Option<Symbol> = reader.read(
        "instrument",
        form.instrument.as_ref(),
        "Use a symbol such as AAPL.",
    );
    let symbol = reader.require("instrument", symbol);
    let side: Option<Side> = reader.read("side", form.side.as_ref(), "Use buy or sell.");
    let side = reader.require("side", side);
    let kind = match form.kind.as_deref().map(str::trim) {
        None | Some("" | "market") => OrderType::Market,
        Some("limit") => OrderType::Limit,
        Some("stop") => OrderType::Stop,
        Some("stoplimit") => OrderType::StopLimit,
        Some(_) => {
            reader
                .0
                .push(FieldError::new("type", "Use market, limit, stop or stoplimit."));
            OrderType::Market
        }
    };
    let quantity = reader.number("qty", form.qty.as_ref());
    let quantity = reader.require("qty", quantity);
    let limit_price = reader.number("limitPrice", form.limit_price.as_ref());
    let stop_price = reader.number("stopPrice", form.stop_price.as_ref());
    let (take_profit, stop_loss) = reader.brackets(form);
    let duration = reader.duration(form);
    let until = reader.until(form);
    let (Some(symbol), Some(side), Some(quantity), true) = (symbol, side, quantity, reader.0.is_empty())
    else {
        return Err(reader.0);
    };
    let duration = duration.unwrap_or_else(|| market_of(&symbol).default_duration());
    let mut request = OrderRequest {
        kind,
        limit_price: limit_price.filter(|_| kind.has_limit()),
        stop_price: stop_price.filter(|_| kind.has_stop()),
        duration,
        ..OrderRequest::market(symbol, side, Amount::Quantity(quantity))
    };
    request.expires_at = until.filter(|_| duration == TimeInForce::Gtd);
    request.set_brackets(take_profit, stop_loss);
    Ok(request)
}

/// What a change has to know of the order that stands: these fields of an
/// [`OrderView`](crate::trading::sequencer::OrderView).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StandingOrder {
    /// Its id.
    pub id: OrderId,
    /// What it is among those that belong together.
    pub role: Role,
    /// Of what.
    pub symbol: Symbol,
    /// Bought or sold.
    pub side: Side,
    /// At which price.
    #[serde(rename = "type")]
    pub kind: OrderType,
    /// Units in all.
    pub quantity: Option<Decimal>,
    /// The limit.
    pub limit_price: Option<Decimal>,
    /// The stop.
    pub stop_price: Option<Decimal>,
    /// How long it stands.
    pub duration: TimeInForce,
    /// Until when, for `gtd`.
    pub expires_at: Option<Timestamp>,
    /// Whether it may be filled outside the session.
    pub extended_hours: bool,
    /// Whether it must not open or turn a position.
    pub reduce_only: bool,
}

/// The order that a form makes of one that stands. What the form leaves out stays, but for target and stop: a change
/// says all that the order is to have.
pub fn read_change(form: &OrderForm, order: &StandingOrder) -> Result<OrderRequest, Vec<FieldError>> {
    let mut reader = Reader(Vec::new());
    let quantity = reader.number("qty", form.qty.as_ref()).or(order.quantity);
    let limit_price = reader.number("limitPrice", form.limit_price.as_ref());
    let stop_price = reader.number("stopPrice", form.stop_price.as_ref());
    let (take_profit, stop_loss) = reader.brackets(form);
    let duration = reader.duration(form).unwrap_or(order.duration);
    let until = reader.until(form).or(order.expires_at);
    let quantity = reader.require("qty", quantity).unwrap_or_default();
    let mut request = OrderRequest {
        kind: order.kind,
        limit_price: limit_price
            .or(order.limit_price)
            .filter(|_| order.kind.has_limit()),
        stop_price: stop_price.or(order.stop_price).filter(|_| order.kind.has_stop()),
        duration,
        expires_at: until.filter(|_| duration == TimeInForce::Gtd),
        extended_hours: order.extended_hours,
        reduce_only: order.reduce_only,
        ..OrderRequest::market(order.symbol.clone(), order.side, Amount::Quantity(quantity))
    };
    if order.role == Role::Main {
        request.set_brackets(take_profit, stop_loss);
    }
    reader.done(request)
}

/// The target and the stop that a form gives a position; neither takes them away.
pub fn read_brackets(form: &OrderForm) -> Result<(Option<TakeProfit>, Option<StopLoss>), Vec<FieldError>> {
    let mut reader = Reader(Vec::new());
    let brackets = reader.brackets(form);
    reader.done(brackets)
}
