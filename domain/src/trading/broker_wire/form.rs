//! The forms that orders are placed and changed with.

use core::str::FromStr;

use serde::Deserialize;

use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::trading::order::{
    Amount, MarketKind, OrderRequest, OrderType, Side, StopLoss, TakeProfit, TimeInForce,
};
use crate::validation::FieldError;

/// The body of a place or change, as it comes: every field is text, and what is not wanted may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OrderForm {
    /// Of what.
    pub instrument: Option<String>,
    /// `buy`, `sell`
    pub side: Option<String>,
    /// `market`, `limit`, `stop`, `stoplimit`
    #[serde(rename = "type")]
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
    let stop_loss = reader.number("stopLoss", form.stop_loss.as_ref());
    let take_profit = reader.number("takeProfit", form.take_profit.as_ref());
    let duration: Option<TimeInForce> = reader.read(
        "durationType",
        form.duration_type.as_ref(),
        "Use one of the durations of /config.",
    );
    let until: Option<i64> = reader.read(
        "durationDateTime",
        form.duration_date_time.as_ref(),
        "Use seconds since 1970.",
    );
    if form
        .trailing_stop_pips
        .as_ref()
        .is_some_and(|pips| !pips.trim().is_empty())
    {
        let message = "Trailing stops are not offered.";
        reader.0.push(FieldError::new("trailingStopPips", message));
    }
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
    if request.duration == TimeInForce::Gtd {
        request.expires_at = until.map(|seconds| Timestamp::from_millis(seconds.saturating_mul(1000)));
    }
    request.set_brackets(
        take_profit.map(|limit_price| TakeProfit { limit_price }),
        stop_loss.map(|stop_price| StopLoss {
            stop_price,
            limit_price: None,
        }),
    );
    Ok(request)
}
